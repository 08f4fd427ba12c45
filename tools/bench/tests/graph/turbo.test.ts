import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { TurboGraph } from '../../src/graph/turbo.ts';

function attempt(output: { stdout?: string; all?: string }) {
  return { milliseconds: 1, succeeded: output.all === undefined, stdout: output.stdout ?? '', all: output.all ?? '' };
}

it('knows what the package that stands for the workspace has by design', async () => {
  const items = [
    { name: 'turbo-workspace', path: '', directDependencies: { items: [{ name: 'a', path: 'libs/a' }] } },
    { name: 'a', path: 'libs/a', directDependencies: { items: [{ name: 'b', path: 'libs/b' }] } },
    { name: 'b', path: 'libs/b', directDependencies: { items: [] } },
  ];
  const graph = await new TurboGraph('turbo', 'python', 'python').graph(
    '/tmp/tree',
    attempt({ stdout: JSON.stringify({ data: { packages: { items } } }) }),
  );
  expect([...graph.roots]).toEqual(['python', 'python/libs/a', 'python/libs/b']);
  expect([...graph.edges]).toEqual(['python -> python/libs/a', 'python/libs/a -> python/libs/b']);
  expect([...graph.assumed]).toEqual(['python -> python/libs/a']);
});

it('says why turbo refuses a workspace, in one line', async () => {
  const all = `  x go.work member at /tmp/tree resolves to module "go.etcd.io/etcd/v3", which
  | collides with the repository root module definition.

 WARNING  more
`;
  await expect(new TurboGraph('turbo', 'go', '.').graph('/tmp/tree', attempt({ all }))).rejects.toThrow(
    new Error('go.work member at . resolves to module "go.etcd.io/etcd/v3", which collides with the repository root module definition.'),
  );
});

it('can be prepared twice', async () => {
  const tree = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }));
  writeFileSync(path.join(tree, 'pyproject.toml'), '[tool.uv.workspace]\nmembers = ["libs/*"]\n');
  const turbo = new TurboGraph('turbo', 'python', '.');
  await turbo.prepare(tree);
  await turbo.prepare(tree);
  expect(readFileSync(path.join(tree, 'pyproject.toml'), 'utf8')).toBe(
    '[tool.uv.workspace]\nmembers = ["libs/*"]\n\n[tool.turbo]\nname = "turbo-workspace"\n',
  );
  expect(JSON.parse(readFileSync(path.join(tree, 'turbo.json'), 'utf8'))).toEqual({
    futureFlags: { experimentalPythonWorkspaces: true },
    tasks: {},
  });
});
