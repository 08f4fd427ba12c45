import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { cloneOf } from '../e2e/clone.ts';

/** What takes the place of GitHub and its runners. */
export interface Host {
  /** A repository as GitHub has it. */
  readonly origin: string;
  /** What make would install. */
  readonly packages: string;
  /** What earlier runs have left in the cache. */
  readonly cache: string;
  /** Path of the program that executes workflows. */
  readonly act: string;
}

/** In place of what takes an engine, a cluster or a database of elsewhere; those have tests of their own. */
export interface StandIn {
  /** Builds nothing before. */
  readonly target: string;
  /** File of the plugin. */
  readonly executor: string;
  /** File in `stand-ins`. */
  readonly by: string;
}

export const AUDIT: StandIn = { target: 'audit', executor: 'check/audit.ts', by: 'audit.ts' };

/** How the repository differs from this workspace, and what earlier runs have done in it. */
export interface Likeness {
  readonly standIns: readonly StandIn[];
  /** Changes what is checked out; it is committed. */
  adapt(origin: string): Promise<void>;
  /** Fills the cache of nx. */
  run(origin: string): Promise<void>;
}

/** Of the keys of the set-up's cache. */
const RUNNER = `Linux-${process.arch.toUpperCase()}`;
/** What make installs; `%` stands for a slash. */
const PACKAGES = ['node_modules', 'tools%delivery%node_modules', 'tools%nx-24%node_modules', 'tools%remote-cache%node_modules', '.venv'];
const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];

/** @param root this workspace, set up, with act built. @param folder empty; everything is in it. */
export async function prepareHost(root: string, folder: string, { standIns, adapt, run }: Likeness): Promise<Host> {
  const [origin, packages, cache] = ['origin', 'packages', 'cache'].map((name) => path.join(folder, name)) as [string, string, string];
  await cloneOf(root, origin);
  await putIn(origin, standIns);
  await adapt(origin);
  await execa('git', [...AUTHOR, 'commit', '--quiet', '--all', '--message=test: leave out what is slow'], { cwd: origin });
  await run(origin);
  await mkdir(packages, { recursive: true });
  for (const name of PACKAGES)
    await execa('cp', ['--archive', '--link', path.join(root, name.replaceAll('%', '/')), path.join(packages, name)]);
  await cp(path.join(origin, 'package-lock.json'), path.join(packages, 'node_modules/.installed'));
  const results = path.join(cache, `results-${RUNNER}-0`);
  await mkdir(results, { recursive: true });
  await execa('cp', ['--archive', '--link', path.join(origin, '.nx/cache'), path.join(results, '.nx%cache')]);
  await cp(path.join(origin, '.nx/workspace-data'), path.join(results, '.nx%workspace-data'), { recursive: true });
  return { origin, packages, cache, act: path.join(root, 'tools/bin/act/bin/act') };
}

async function putIn(origin: string, standIns: readonly StandIn[]): Promise<void> {
  for (const { executor, by } of standIns) {
    const text = await readFile(path.join(import.meta.dirname, 'stand-ins', by), 'utf8');
    await writeFile(path.join(origin, 'tools/delivery/src', executor), text.replaceAll("'../../src/", "'../"));
  }
  const alone = Object.fromEntries(standIns.map(({ target }) => [target, { dependsOn: [] }]));
  await changeJson(path.join(origin, 'nx.json'), (nx: { targetDefaults?: object }) => ({
    ...nx,
    targetDefaults: { ...nx.targetDefaults, ...alone },
  }));
  // Its own settings come before the defaults.
  await changeJson(path.join(origin, 'tools/repository/project.json'), ({ targets, ...rest }: { targets: { audit: object } }) => ({
    ...rest,
    targets: { ...targets, audit: { ...targets.audit, inputs: [], dependsOn: [] } },
  }));
}

export async function changeJson<Content>(file: string, change: (content: Content) => object): Promise<void> {
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as Content)));
}
