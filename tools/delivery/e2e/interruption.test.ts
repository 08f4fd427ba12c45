import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { expectSuccess } from './failure.ts';
import { filesIn, freshWorkspace, type Workspace } from './workspace.ts';

/** A program that is in the middle of its work for as long as the test likes, with a part of its output written. */
const BUSY = `#!/bin/sh
for word; do case $word in
  -o=*) mkdir -p "\${word#-o=}"; printf half > "\${word#-o=}/half" ;;
  version) exec "$REAL" "$@" ;;
esac; done
echo $$ > "$STARTED"
exec sleep 600
`;

const cases = [
  { program: 'go', task: 'api-server:build', signal: 'SIGINT' },
  { program: 'go', task: 'api-server:build', signal: 'SIGTERM' },
  { program: 'go', task: 'api-server:build', signal: 'SIGKILL' },
  { program: 'buildah', task: 'api-server:docker', signal: 'SIGINT' },
] as const;

it.each(cases)('$signal in the middle of $task leaves the earlier output, and the next run works', async ({ program, task, signal }) => {
  const workspace = await freshWorkspace();
  const output = path.join(workspace.root, 'dist/apps');
  const before = await filesIn(output);
  const { pid, ended } = await inTheMiddle(workspace, program, task);
  process.kill(-pid.nx, signal);

  expect(await ended).not.toBe(0);
  // An operating system that removes a process group at once leaves nobody who could end what is in another.
  if (signal !== 'SIGKILL') await expect.poll(() => alive(pid.program), { timeout: 20_000 }).toBe(false);
  expect(await filesIn(output)).toEqual(before);
  expect(await workspace.read('dist/images/api-server.json')).toBe('');

  expectSuccess(await workspace.nx('run', task, '--skip-nx-cache'));
  expect(await filesIn(output)).toEqual(before);
  expect(await filesIn(path.join(workspace.root, 'dist/.tmp'))).toEqual({});
});

/** Starts a task in a process group of its own, as a terminal does, and waits until its program is at work. */
async function inTheMiddle(workspace: Workspace, program: string, task: string) {
  const bin = path.join(workspace.root, 'dist/bin');
  const started = path.join(workspace.root, 'dist/started');
  const real = (await workspace.run('which', program)).output.trim();
  await mkdir(bin);
  await writeFile(path.join(bin, program), BUSY);
  await chmod(path.join(bin, program), 0o755);
  const env = { REAL: real, STARTED: started, PATH: [bin, workspace.env['PATH']].join(path.delimiter) };
  const nx = execa('nx', ['run', task, '--skip-nx-cache'], {
    cwd: workspace.root,
    env: { ...workspace.env, ...env },
    extendEnv: false,
    detached: true,
    reject: false,
    stdio: 'ignore',
  });
  const group = nx.pid ?? 0;
  await expect.poll(() => workspace.read('dist/started'), { timeout: 60_000 }).toMatch(/^\d+\n$/);
  const busy = Number(await workspace.read('dist/started'));
  onTestFinished(() => [-group, busy].forEach(end));
  return { pid: { nx: group, program: busy }, ended: nx.then(({ exitCode, signal }) => exitCode ?? signal) };
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function end(pid: number): void {
  if (alive(pid)) process.kill(pid, 'SIGKILL');
}
