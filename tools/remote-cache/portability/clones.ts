import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { cloneOf } from '../../delivery/e2e/clone.ts';
import { filesIn } from '../../delivery/e2e/workspace.ts';
import { RECORD, type Recorded } from './recorder.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** What may be downloaded once for both: it is checked against lock files. */
const SHARED = ['GOMODCACHE', 'GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOTOOLCHAIN'];
/** How this machine reaches registries: that is no input of any task. */
const NETWORK = /^(?:SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|\w+_CA_BUNDLE|PIP_\w+|UV_\w+|(?:https?|no|all)_proxy)$/i;

/** A clone of this workspace, as another person has it: another folder, home, user and time zone, and no cache of any tool. */
export interface Clone {
  readonly root: string;
  /** @returns what each task was. */
  nx(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Record<string, Recorded>>;
  /** Every file of these outputs, with its mode and the hash of its bytes. */
  outputs(of: readonly string[]): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

export interface Person {
  readonly user: string;
  readonly timeZone: string;
  readonly umask: string;
}

export async function cloneFor({ user, timeZone, umask }: Person): Promise<Clone> {
  const folder = await mkdtemp(path.join(tmpdir(), `${user}-`));
  const root = path.join(folder, user, 'workspace');
  const home = path.join(folder, 'home', user);
  await mkdir(path.dirname(root), { recursive: true });
  await mkdir(home, { recursive: true });
  await cloneOf(ROOT, root);
  // The results of this workspace would be taken for the clone's own.
  for (const cached of ['.nx/cache', '.nx/workspace-data']) await rm(path.join(root, cached), { recursive: true, force: true });
  await record(root);
  const env = await environment(root, home, { user, timeZone });
  return {
    root,
    async nx(args, more = {}) {
      const program = ['sh', '-c', `umask ${umask} && exec "$@"`, 'sh', 'node', 'tools/remote-cache/src/with-cache.ts', 'nx', ...args];
      const { exitCode, all } = await execa(program[0] ?? '', program.slice(1), {
        cwd: root,
        env: { ...env, ...more },
        extendEnv: false,
        all: true,
        reject: false,
        stdin: 'ignore',
      });
      if (exitCode !== 0) throw new Error(`nx ${args.join(' ')} fails in ${root}:\n${all}`);
      return JSON.parse(await readFile(path.join(root, RECORD), 'utf8')) as Record<string, Recorded>;
    },
    async outputs(of) {
      const found = await Promise.all(of.map(async (output) => prefixed(output, await filesIn(path.join(root, output)))));
      return Object.assign({}, ...found);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The plugin is no input of any task but for nx.json, which is the same in every clone. */
async function record(root: string): Promise<void> {
  const file = path.join(root, 'nx.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  await copyFile(path.join(import.meta.dirname, 'recorder.ts'), path.join(root, 'portability-recorder.ts'));
  await writeFile(file, JSON.stringify({ ...settings, plugins: [...settings.plugins, './portability-recorder.ts'] }));
}

async function environment(root: string, home: string, { user, timeZone }: Omit<Person, 'umask'>): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await execa('go', ['env', '-json', ...SHARED]);
  const { UV_CACHE_DIR = path.join(process.env['HOME'] ?? '', '.cache/uv') } = process.env;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => NETWORK.test(name))),
    ...(JSON.parse(stdout) as Record<string, string>),
    UV_CACHE_DIR,
    PATH: [path.join(root, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter),
    HOME: home,
    USER: user,
    LOGNAME: user,
    TZ: timeZone,
    NX_DAEMON: 'false',
    NO_COLOR: '1',
  };
}

function prefixed(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, bytes]) => [path.join(folder, file), bytes]));
}
