import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Attempt, BenchCommand, Stopwatch } from '../command.ts';
import type { Graph, GraphMaker } from './maker.ts';

export const TURBO_VERSION = '2.11.11';

/** The package that stands for a whole workspace: by design it depends on all of them. */
const AGGREGATES = new Set(['go-workspace', 'turbo-workspace']);
const NAME = '\n[tool.turbo]\nname = "turbo-workspace"\n';
const QUERY = '{ packages { items { name path directDependencies { items { name path } } } } }';

interface Answer {
  readonly data: { readonly packages: { readonly items: readonly Package[] } };
}

interface Package {
  readonly name: string;
  readonly path: string;
  readonly directDependencies?: { readonly items: readonly Package[] };
}

/** Installs turbo into a folder: its binary is too large for everyone's node_modules. @returns the path of the command. */
export async function installTurbo(folder: string, stopwatch: Stopwatch): Promise<string> {
  await mkdir(folder);
  const args = ['install', `--prefix=${folder}`, '--no-audit', '--no-fund', '--loglevel=error', `turbo@${TURBO_VERSION}`];
  await stopwatch.output({ program: 'npm', args, cwd: folder });
  return path.join(folder, 'node_modules/.bin/turbo');
}

/**
 * turbo's package graph of the modules of a go.work or of the members of a uv workspace, both experimental:
 * https://turborepo.dev/docs/guides/tools/go and https://turborepo.dev/docs/guides/tools/python
 */
export class TurboGraph implements GraphMaker {
  readonly name = `turbo ${TURBO_VERSION}`;
  readonly #turbo: string;
  readonly #language: 'go' | 'python';
  readonly #workspace: string;

  /** @param workspace the folder of the go.work or of the uv.lock, relative to the tree. */
  constructor(turbo: string, language: 'go' | 'python', workspace: string) {
    this.#turbo = turbo;
    this.#language = language;
    this.#workspace = workspace;
  }

  async prepare(tree: string): Promise<void> {
    const root = path.join(tree, this.#workspace);
    const flag = this.#language === 'go' ? 'experimentalGoWorkspaces' : 'experimentalPythonWorkspaces';
    await writeFile(path.join(root, 'turbo.json'), JSON.stringify({ futureFlags: { [flag]: true }, tasks: {} }));
    if (this.#language === 'go') return;
    const manifest = path.join(root, 'pyproject.toml');
    const text = await readFile(manifest, 'utf8');
    if (!text.includes(NAME)) await writeFile(manifest, text + NAME);
  }

  command(tree: string): BenchCommand {
    const env = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
    return { program: this.#turbo, args: ['query', QUERY], cwd: path.join(tree, this.#workspace), env };
  }

  async forget(tree: string): Promise<void> {
    await rm(path.join(tree, this.#workspace, '.turbo'), { recursive: true, force: true });
  }

  async graph(tree: string, { succeeded, stdout, all }: Attempt): Promise<Graph> {
    if (!succeeded) throw new Error(causeIn(all, tree));
    const { items } = (JSON.parse(stdout) as Answer).data.packages;
    const rootOf = (found: Package) => path.posix.join(this.#workspace, found.path);
    const edgesOf = (one: Package) => (one.directDependencies?.items ?? []).map((other) => `${rootOf(one)} -> ${rootOf(other)}`);
    const aggregates = items.filter(({ name }) => AGGREGATES.has(name));
    return { roots: new Set(items.map(rootOf)), edges: new Set(items.flatMap(edgesOf)), assumed: new Set(aggregates.flatMap(edgesOf)) };
  }
}

/** turbo wraps its message after ` x ` into lines that begin with `|`. */
function causeIn(output: string, tree: string): string {
  const message = output.split(/^\s*x /m)[1]?.split(/\n\s*\n|\n\s*[|`]->/)[0] ?? output;
  return message
    .replaceAll(/\s*\n\s*\|\s*/g, ' ')
    .replaceAll(tree, '.')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
