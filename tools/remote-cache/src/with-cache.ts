import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a command with the remote cache that the environment names, behind a proxy that hides its faults; without one, just runs
 * it: node tools/remote-cache/src/with-cache.ts nx run-many ...
 */
async function withCache([program, ...args]: string[]): Promise<number> {
  if (program === undefined) {
    console.error('usage: node tools/remote-cache/src/with-cache.ts COMMAND [ARGUMENT]...');
    return 2;
  }
  const server = process.env['NX_SELF_HOSTED_REMOTE_CACHE_SERVER'];
  // With Nx Cloud set up, Nx asks no other cache.
  const isCloud = process.env['NX_CLOUD_ACCESS_TOKEN'] !== undefined;
  if (!server || isCloud) return run(program, args, {});
  const [{ openSession }, { tokenOf }] = await Promise.all([import('./proxy/session.ts'), import('./proxy/token.ts')]);
  const url = server.replace(/\/+$/, '');
  const session = await openSession(url, tokenOf(process.env, url), (line) => console.error(line));
  try {
    return await run(program, args, session.env);
  } finally {
    await session.end();
  }
}

/** @returns its exit code, as a shell would. */
function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  // Ctrl-C reaches the child by itself; this process stays, to end the proxy after it.
  process.on('SIGINT', () => undefined);
  // Before there is a child: whoever sees its first words may end it at once. Handlers run when this function has returned.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
}

process.exitCode = await withCache(process.argv.slice(2));
