import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import generators from '../generators.json' with { type: 'json' };
import { generator, makeTargets, nxTarget, readDocument } from './documents.ts';
import { expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
/** Everybody's, whose commands work on a machine that has been set up: they are run here. */
const EVERYBODYS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];

/** Run by CI itself: they contain these tests, or take longer than a test should. */
const ciScript = await readFile(path.join(repository, '.ci/run'), 'utf8');

const tracked = await execa('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: repository });
const documents = await Promise.all(tracked.stdout.split('\n').map((file) => readDocument(repository, file)));
const commands = documents.flatMap(({ file, commands: all }) => (EVERYBODYS.includes(file) ? all.map((one) => [file, one] as const) : []));

let workspace: Workspace;
let remove: () => Promise<void>;
let targets: Record<string, Record<string, unknown>>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  expectSuccess(await workspace.nx('graph', '--file=dist/graph.json'));
  const { nodes } = JSON.parse(await workspace.read('dist/graph.json')).graph;
  targets = Object.fromEntries(Object.entries<{ data: { targets: object } }>(nodes).map(([name, { data }]) => [name, { ...data.targets }]));
});
afterAll(() => remove());

describe('every command of the documents for everybody works', () => {
  it('there are some', () => {
    expect(commands).toContainEqual(['README.md', 'make pipeline']);
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('%s: %s', async (_, command) => {
    if (ciScript.split('\n').includes(`run ${command}`)) return;
    expectSuccess(await workspace.run('sh', '-c', command));
  });
});

/** They take a cluster, so they are compared with what Nx would run: target, configuration, options. */
describe('every command of deployments/README.md is one that there is', async () => {
  const rows = await tableIn('deployments/README.md');
  it('there are some', () => expect(rows).toContain('deployments:deploy:local'));

  it.each(rows)('%s', async (row) => {
    const [task = '', ...options] = row.split(' ');
    const [project = '', target = '', configuration] = task.split(':');
    const { output } = await workspace.nx('show', 'project', project, '--json');
    const { executor, configurations = {} } = JSON.parse(output).targets[target];
    if (configuration !== undefined) expect(Object.keys(configurations)).toContain(configuration);
    const schema = JSON.parse(await workspace.read(`tools/delivery/src/deploy/${executor.split(':')[1]}.schema.json`));
    const known = Object.entries<{ alias?: string }>(schema.properties).flatMap(([name, { alias }]) => [name, alias]);
    for (const option of options) expect(known, option).toContain(camelCase(option));
  });
});

describe.each(documents)('$file', ({ named, links }) => {
  it('names only targets and generators that are there', async () => {
    const makefile = await workspace.read('Makefile');
    for (const command of named) {
      for (const target of makeTargets(command))
        expect(makefile, command).toMatch(new RegExp(`^(?:[a-z -]+ )?${target}(?: [a-z -]+)?:`, 'm'));
      const nx = nxTarget(command);
      if (nx !== undefined) expect(targets[nx.project] ?? {}, command).toHaveProperty([nx.target]);
      const made = generator(command);
      if (made !== undefined) expect(generators.generators, command).toHaveProperty([made]);
    }
  });

  it('links only to what is there', () => {
    for (const link of links) expect(workspace.exists(link), link).toBe(true);
  });
});

/** What stands in the first column of the table of commands, without `npx nx run`. */
async function tableIn(document: string): Promise<string[]> {
  const text = await readFile(path.join(repository, document), 'utf8');
  return [...text.matchAll(/^\| `([\w-]+:[^`]+)` \|/gm)].flatMap(([, command]) => command ?? []);
}

/** `--dry-run=...` is `dryRun`. */
function camelCase(option: string): string {
  const [name = ''] = option.replace(/^--/, '').split('=');
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
