import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { temporaryFolder } from './folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const MODULES = path.join(ROOT, 'node_modules');

export interface Run {
  readonly exitCode: number | undefined;
  /** Standard output and errors as they came. */
  readonly output: string;
  /** Of `a:build`: `ran`, or where the result came from. */
  readonly result: 'ran' | 'remote cache' | 'local cache';
}

/** A tiny workspace with one cached task: `a:build` makes `out/` of `a/in.txt`, and says in it when it ran. */
export class NxWorkspace {
  readonly root = path.join(temporaryFolder(), 'workspace');
  readonly env: NodeJS.ProcessEnv;

  /** @param env of the commands, beside this process's. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.env = environment(env);
    this.write('nx.json', '{ "analytics": false }');
    this.write('package.json', '{ "name": "tiny", "private": true }');
    this.write('.gitignore', 'node_modules\n.nx\nout\n');
    this.write('a/in.txt', 'hello');
    this.write(
      'a/project.json',
      JSON.stringify({
        name: 'a',
        targets: {
          build: {
            cache: true,
            executor: 'nx:run-commands',
            inputs: ['{projectRoot}/in.txt'],
            outputs: ['{workspaceRoot}/out'],
            // PAYLOAD is no input: with it, the same sources make something else.
            options: {
              command: 'mkdir -p out && cp a/in.txt out/ && date +%s%N > out/when && (printenv PAYLOAD || echo clean) > out/payload',
            },
          },
        },
      }),
    );
    symlinkSync(MODULES, path.join(this.root, 'node_modules'));
  }

  write(file: string, text: string): void {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  /** As on a machine that has built nothing. */
  forget(): void {
    for (const name of ['.nx', 'out']) rmSync(path.join(this.root, name), { recursive: true, force: true });
  }

  /** The same sources in another folder. */
  clone(env: Readonly<Record<string, string>> = {}): NxWorkspace {
    const clone = new NxWorkspace(env);
    cpSync(path.join(this.root, 'a'), path.join(clone.root, 'a'), { recursive: true });
    return clone;
  }

  /** Builds, directly against the cache that the environment names. */
  build(env: Readonly<Record<string, string>> = {}): Promise<Run> {
    return this.#run('nx', ['run', 'a:build', '--outputStyle=static'], env);
  }

  /** Builds behind the proxy, as make does. */
  buildBehindProxy(env: Readonly<Record<string, string>> = {}): Promise<Run> {
    const wrapper = path.join(ROOT, 'tools/remote-cache/src/with-cache.ts');
    return this.#run('node', [wrapper, 'nx', 'run', 'a:build', '--outputStyle=static'], env);
  }

  async #run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> {
    const { exitCode, all } = await execa(program, args, {
      cwd: this.root,
      env: { ...this.env, ...env },
      extendEnv: false,
      all: true,
      reject: false,
      stdin: 'ignore',
    });
    return { exitCode, output: all, result: resultIn(all) };
  }
}

/** For the environment of Nx. */
export function cacheEnv(url: string, token: string): Record<string, string> {
  return { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url, NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token };
}

function resultIn(output: string): Run['result'] {
  if (output.includes('[remote cache]')) return 'remote cache';
  return /\[local cache\]|\[existing outputs match/.test(output) ? 'local cache' : 'ran';
}

/** Nothing of the Nx that runs these tests reaches the Nx that is tested. */
function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:NX_|ACTIONS_|VITEST|NODE_ENV|NODE_V8_COVERAGE|FORCE_COLOR|CI$)/.test(name),
  );
  const PATH = [path.join(MODULES, '.bin'), process.env['PATH']].join(path.delimiter);
  return { ...Object.fromEntries(kept), PATH, NX_DAEMON: 'false', NO_COLOR: '1', ...extra };
}
