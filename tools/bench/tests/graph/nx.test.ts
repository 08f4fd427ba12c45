import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Stopwatch } from '../../src/command.ts';
import { NxGraph, nameProjects } from '../../src/graph/nx.ts';

const MODULES = path.resolve(import.meta.dirname, '../../../../node_modules');
const stopwatch = new Stopwatch(new AbortController().signal);

function treeWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const tree = path.join(folder, 'tree');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
    writeFileSync(path.join(tree, name), text);
  }
  return tree;
}

const USER = 'module m/app\n\nrequire m/lib v0.0.0\nreplace m/lib => ../../libs/app\n';

it('asks the real nx for the graph of a plugin, by roots', { timeout: 120_000 }, async () => {
  const tree = treeWith({
    'apps/app/go.mod': USER,
    'apps/app/a.go': 'package app\n\nimport _ "m/lib"\n',
    'libs/app/go.mod': 'module m/lib\n',
    'libs/app/l.go': 'package lib\n',
  });
  const ours = new NxGraph('ours', '@kerp/delivery', MODULES);
  await ours.prepare(tree);
  const graph = await ours.graph(tree, await stopwatch.attempt(ours.command(tree)));
  expect({ roots: [...graph.roots].sort(), edges: [...graph.edges] }).toEqual({
    roots: ['apps/app', 'libs/app'],
    edges: ['apps/app -> libs/app'],
  });
  const other = new NxGraph('other', '@nx-go/nx-go', MODULES);
  await other.prepare(tree);
  await expect(other.graph(tree, await stopwatch.attempt(other.command(tree)))).rejects.toThrow(
    /^The following projects are defined in multiple locations: - app: - apps\/app - libs\/app /,
  );
});

it('takes what Nx calls a part of the graph for a failure', async () => {
  const all = `
 NX   An error occurred while processing files for the x plugin.

  - /tmp/tree/a/go.mod: no

 NX   An error occured while processing the project graph. Showing partial graph.
`;
  const failed = new NxGraph('x', 'x', MODULES).graph('/tmp/tree', { milliseconds: 1, succeeded: true, stdout: '', all });
  await expect(failed).rejects.toThrow(new Error('An error occurred while processing files for the x plugin. - a/go.mod: no'));
});

it('names what has no name', async () => {
  const tree = treeWith({ 'a/b/go.mod': '', 'c/project.json': '{"name":"mine"}', 'pyproject.toml': '' });
  await nameProjects(tree, ['.', 'a/b', 'c']);
  expect(['.', 'a/b', 'c'].map((root) => JSON.parse(readFileSync(path.join(tree, root, 'project.json'), 'utf8')))).toEqual([
    { name: 'root' },
    { name: 'a-b' },
    { name: 'mine' },
  ]);
});
