import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { processRunner } from '../../src/adapters/process.ts';
import { workspaceTools } from '../../src/adapters/tools.ts';
import { answers, examine, type Finding } from '../../src/doctor/checks.ts';
import { folderWith } from '../folder.ts';
import { onlyPrograms, type Scripts } from '../programs.ts';

/** What is found on a machine that has these programs only. */
async function findings(scripts: Scripts): Promise<Record<string, Finding>> {
  const workspaceRoot = folderWith();
  onlyPrograms(scripts);
  const machine = { workspaceRoot, process: processRunner(workspaceRoot, workspaceTools(workspaceRoot, [])), apt: false };
  const found = (await examine(machine)).flatMap((group) => group.findings);
  return Object.fromEntries(found.map((finding) => [finding.name, finding]));
}

test('versions are read, and those that are too old are as good as none', async () => {
  const found = await findings({ git: 'echo git version 2.43.0', go: 'echo go version go1.25.3 linux/amd64', node: 'exit 1' });
  expect(found['git']).toEqual({ name: 'git', state: 'there', detail: '2.43.0' });
  expect(found['Go']).toMatchObject({ state: 'missing', detail: '1.25.3, 1.26 or newer is needed', fix: 'https://go.dev/doc/install' });
  expect(found['Node']).toMatchObject({ state: 'missing', detail: 'not found' });
  expect(found['Python']).toMatchObject({ state: 'missing', detail: 'not found' });
});

test('whatever is not there says what for, and how it comes', async () => {
  for (const { name, state, needed, fix } of Object.values(await findings({}))) {
    if (state === 'there') continue;
    expect(needed, name).toBeTruthy();
    expect(fix, name).toBeTruthy();
  }
});

test('one container engine is enough', async () => {
  const found = await findings({ buildah: 'echo buildah version 1.28.2' });
  expect(found['buildah']).toEqual({ name: 'buildah', state: 'there', detail: '1.28.2' });
  expect(found['docker']).toEqual({ name: 'docker', state: 'absent', detail: 'not found' });
});

test('a port that somebody listens on is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await answers(port)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await answers(port)).toBe(false);
});
