import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

const workspaceRoot = path.resolve(import.meta.dirname, '../../..');

/** A container that runs as production runs it: read-only, without capabilities, as the image's own user. */
export interface Container {
  /** Runs a program inside. @returns its standard output. */
  exec(...argv: string[]): Promise<string>;
  logs(): Promise<string>;
  /** Sends SIGTERM and waits. @returns the exit code. */
  stop(): Promise<number>;
  remove(): Promise<void>;
}

/** What a container may open: limits that any machine grants, also one that lets nobody raise them. */
const LIMITS = ['--ulimit=nofile=4096:4096', '--ulimit=nproc=4096:4096'];
const HARDENED = ['--read-only', '--tmpfs=/tmp', '--cap-drop=all', '--security-opt=no-new-privileges'];

export async function start(image: string, env: Readonly<Record<string, string>>, command: readonly string[] = []): Promise<Container> {
  const [program, ...global] = await runtime();
  const engine = (...args: string[]) => execa(program, [...global, ...args]);
  const variables = Object.entries(env).map(([name, value]) => `--env=${name}=${value}`);
  const { stdout } = await engine('run', '--detach', '--network=host', ...HARDENED, ...LIMITS, ...variables, await reference(image), ...command);
  const id = stdout.trim();
  return {
    exec: async (...argv) => (await engine('exec', id, ...argv)).stdout,
    logs: async () => {
      const { stdout, stderr } = await engine('logs', id);
      return `${stdout}${stderr}`;
    },
    stop: async () => {
      await engine('stop', '--time=20', id);
      return Number((await engine('inspect', '--format={{.State.ExitCode}}', id)).stdout);
    },
    remove: async () => void (await engine('rm', '--force', '--time=0', id)),
  };
}

/** The image's health check as its configuration names it: what Docker and podman run. */
export async function healthCheck(image: string): Promise<string[]> {
  const [program, ...global] = await runtime();
  const { stdout } = await execa(program, [...global, 'image', 'inspect', '--format={{json .Config.Healthcheck.Test}}', await reference(image)]);
  const [form, ...argv] = JSON.parse(stdout) as string[];
  if (form !== 'CMD') throw new Error(`${image}: the health check needs a shell: ${form}`);
  return argv;
}

async function reference(image: string): Promise<string> {
  const record = JSON.parse(await readFile(path.join(workspaceRoot, `dist/images/${image}.json`), 'utf8')) as { repository: string; source: string };
  return `${record.repository}:${record.source}`;
}

/** Docker where a daemon answers, else podman; with runc, because crun refuses machines with the old kind of cgroups. */
async function runtime(): Promise<[string, ...string[]]> {
  if (await works('docker', 'version', '--format={{.Server.Version}}')) return ['docker'];
  // Without systemd there is no timer for health checks; podman says so at each start.
  return ['podman', '--log-level=fatal', ...((await works('runc', '--version')) ? ['--runtime=runc'] : [])];
}

async function works(program: string, ...args: string[]): Promise<boolean> {
  return (await execa(program, args, { reject: false })).exitCode === 0;
}
