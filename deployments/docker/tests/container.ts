import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const workspaceRoot = path.resolve(import.meta.dirname, '../../..');

/** A container that runs as production runs it: read-only, without capabilities, as the image's own user. */
export interface Container {
  /** Runs a program inside. @returns its standard output. */
  exec(...argv: string[]): Promise<string>;
  /** @returns the content of a file inside, also where the image has no program to show it. */
  file(name: string): Promise<string>;
  /** Sends SIGTERM and waits. @returns the exit code. */
  stop(): Promise<number>;
  remove(): Promise<void>;
}

/** What a container may open: limits that any machine grants, also one that lets nobody raise them. */
const LIMITS = ['--ulimit=nofile=4096:4096', '--ulimit=nproc=4096:4096'];
const HARDENED = ['--read-only', '--tmpfs=/tmp', '--cap-drop=all', '--security-opt=no-new-privileges'];

/** @param files content by path inside, as a secret is mounted. */
export async function start(
  image: string,
  env: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<Container> {
  const [program, ...global] = await runtime();
  const engine = (...args: string[]) => execa(program, [...global, ...args]);
  const variables = Object.entries(env).map(([name, value]) => `--env=${name}=${value}`);
  const folder = await mkdtemp(path.join(tmpdir(), 'kerp-image-test-'));
  const id = await run().catch(async (error) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  async function run(): Promise<string> {
    const mounts = await Promise.all(
      Object.entries(files).map(async ([inside, content], number) => {
        const file = path.join(folder, String(number));
        await writeSecret(file, content);
        return `--volume=${file}:${inside}:ro`;
      }),
    );
    const options = ['--detach', '--network=host', ...HARDENED, ...LIMITS, ...variables, ...mounts];
    return (await engine('run', ...options, await reference(image))).stdout.trim();
  }
  return {
    exec: async (...argv) => (await engine('exec', id, ...argv)).stdout,
    file: async (name) => {
      // `cp` to standard output writes a tar archive: one header block of 512 bytes, then the file.
      const { stdout } = await execa(program, [...global, 'cp', `${id}:${name}`, '-'], { stripFinalNewline: false });
      return stdout.slice(512).replaceAll('\0', '');
    },
    stop: async () => {
      await engine('stop', '--time=20', id);
      return Number((await engine('inspect', '--format={{.State.ExitCode}}', id)).stdout);
    },
    remove: async () => {
      await engine('rm', '--force', '--time=0', id);
      await rm(folder, { recursive: true });
    },
  };
}

/** The user of our images. */
const UID = 1000;

/** For the image's user alone, where this user may say so; else nobody enters the folder on this machine. */
async function writeSecret(file: string, content: string): Promise<void> {
  const user = process.getuid?.();
  await writeFile(file, content, { mode: user === 0 || user === UID ? 0o400 : 0o444 });
  if (user === 0) await chown(file, UID, UID);
}

/** Configuration of an image: https://github.com/moby/docker-image-spec/blob/v1.3.1/v1.2.md */
export interface ImageConfig {
  readonly User: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export async function imageConfig(image: string): Promise<ImageConfig> {
  const [program, ...global] = await runtime();
  const { stdout } = await execa(program, [...global, 'image', 'inspect', await reference(image)]);
  const [inspected] = JSON.parse(stdout) as { Config: Omit<ImageConfig, 'Healthcheck'>; Healthcheck?: ImageConfig['Healthcheck'] }[];
  if (inspected === undefined) throw new Error(`${image}: the engine says nothing of it`);
  // Docker has the health check within Config, podman beside it.
  return { Healthcheck: { Test: [] }, ...inspected, ...inspected.Config };
}

/** What Docker and podman run inside to learn whether the container is healthy. */
export async function healthCheck(image: string): Promise<string[]> {
  const [form, ...argv] = (await imageConfig(image)).Healthcheck.Test;
  if (form !== 'CMD') throw new Error(`${image}: the health check needs a shell: ${form}`);
  return argv;
}

async function reference(image: string): Promise<string> {
  const record = JSON.parse(await readFile(path.join(workspaceRoot, `dist/images/${image}.json`), 'utf8')) as {
    repository: string;
    source: string;
  };
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
