import type { CreateNodesContextV2 } from '@nx/devkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createNodesV2, preTasksExecution } from '../src/plugin.ts';
import { quietConsole } from './console.ts';
import { type Files, folderWith } from './folder.ts';

async function nodesOf(files: Files) {
  const [, create] = createNodesV2;
  const context: CreateNodesContextV2 = { workspaceRoot: folderWith(files), nxJsonConfiguration: {} };
  return create(Object.keys(files), undefined, context);
}

test('gives Nx the projects of each file', async () => {
  expect(await nodesOf({ 'apps/a/go.mod': 'module a\n' })).toMatchObject([['apps/a/go.mod', { projects: { 'apps/a': { name: 'a' } } }]]);
});

test('a broken file is said with cause and remedy and without a stack; the rest is handed over', async () => {
  const lines = quietConsole();
  await expect(nodesOf({ 'apps/a/go.mod': 'module a\n', 'apps/b/go.mod': 'go 1.26\n' })).rejects.toMatchObject({
    errors: [
      [
        'apps/b/go.mod',
        {
          message:
            "E_MANIFEST_INVALID: there is no 'module' directive\n  where  apps/b/go.mod:1\n  fix    correct the file; `go mod edit -json` names the same error",
          stack: '',
        },
      ],
    ],
    partialResults: [['apps/a/go.mod', { projects: { 'apps/a': { name: 'a' } } }]],
  });
  expect(lines()).toContain("E_MANIFEST_INVALID: there is no 'module' directive");
});

test.each([
  { NO_COLOR: '1', asked: undefined, given: '0' },
  { NO_COLOR: '1', asked: 'true', given: 'true' },
  { NO_COLOR: '', asked: undefined, given: undefined },
])('Nx forces no colours on who wants none: NO_COLOR=$NO_COLOR, FORCE_COLOR=$asked', async ({ NO_COLOR, asked, given }) => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('NO_COLOR', NO_COLOR);
  vi.stubEnv('FORCE_COLOR', asked);
  await preTasksExecution(undefined, { id: '', workspaceRoot: folderWith({}), nxJsonConfiguration: {}, argv: [] });
  expect(process.env['FORCE_COLOR']).toBe(given);
});
