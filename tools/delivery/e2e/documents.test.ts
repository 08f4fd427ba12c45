import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import generators from '../generators.json' with { type: 'json' };
import { ERRORS } from '../src/errors.ts';
import { generator, makeTargets, nxTarget, readDocument } from './documents.ts';
import { expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
/** Everybody's, whose commands work on a machine that has been set up: they are run here. */
const EVERYBODYS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];

/** Those whose commands need more than a clone, and the test that gives it to them. */
const ELSEWHERE = {
  'apps/api-server/README.md': 'tools/delivery/e2e/serving.test.ts',
  'apps/e2e/README.md': 'tools/delivery/recordings/cluster/life-of-a-change.test.ts',
  'apps/insurance-edi/README.md': 'tools/delivery/e2e/serving.test.ts',
  'apps/tax-scraper/README.md': 'tools/delivery/e2e/serving.test.ts',
  'apps/tax-scraper/tests/portal_stand_in/README.md': 'tools/delivery/e2e/serving.test.ts',
  'deployments/README.md': 'tools/delivery/recordings/cluster/life-of-a-change.test.ts',
  'docs/operations.md': 'tools/delivery/e2e-workflows/operations.test.ts',
  'tools/local-cluster/README.md': 'tools/delivery/recordings/cluster/life-of-a-change.test.ts',
  'tools/remote-cache/README.md': 'tools/delivery/e2e/serving.test.ts',
};

/** Run by CI itself: they contain these tests, or take longer than a test should. */
const ciScript = await readFile(path.join(repository, '.ci/run'), 'utf8');

const tracked = await execa('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: repository });
const documents = await Promise.all(tracked.stdout.split('\n').map((file) => readDocument(repository, file)));
const commands = documents.flatMap(({ file, commands: all }) => (EVERYBODYS.includes(file) ? all.map((one) => [file, one] as const) : []));

let workspace: Workspace;
let remove: () => Promise<void>;
let targets: Record<string, Record<string, { executor?: string; configurations?: object }>>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
  expectSuccess(await workspace.nx('graph', '--file=dist/graph.json'));
  const { nodes } = JSON.parse(await workspace.read('dist/graph.json')).graph;
  targets = Object.fromEntries(
    Object.entries<{ data: { targets: (typeof targets)[string] } }>(nodes).map(([name, { data }]) => [name, { ...data.targets }]),
  );
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

describe('every document that tells to type something has a test that does', () => {
  it('they are all known', () => {
    const typed = documents.filter(({ file, blocks }) => blocks.length > 0 && !EVERYBODYS.includes(file));
    expect(typed.map(({ file }) => file).sort()).toEqual(Object.keys(ELSEWHERE).sort());
  });

  it.each(Object.entries(ELSEWHERE))('%s is read by %s', async (file, test) => {
    expect(await readFile(path.join(repository, test), 'utf8')).toContain(`'${file}'`);
  });
});

/** They take a cluster, so they are compared with what Nx would run: target, configuration, options. */
describe('every command of deployments/README.md is one that there is', async () => {
  const rows = await tableIn('deployments/README.md');
  it('there are some', () => expect(rows).toContain('deployments:deploy:local'));

  it.each(rows)('%s', expectTask);
});

/**
 * What operators type changes GitHub and clusters: their own tests run it (tests/policy, version.test.ts, e2e-cluster, e2e-workflows; what is
 * for gh operations.test.ts there). Here each command is compared with what there is: targets, options, make targets, error codes, and
 * whether workflows read what gh sets.
 */
describe('docs/operations.md', async () => {
  const text = await readFile(path.join(repository, 'docs/operations.md'), 'utf8');
  const found = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, match = '']) => match.trim()))];
  const tasks = found(/npx nx run ([\w-]+:[^`\n]*)/g);

  it('there are some', () => {
    expect(tasks).toContain('github:policy --apply');
  });

  it.each(tasks)('npx nx run %s', expectTask);

  it.each(found(/^\s*(make [^\n]+)/gm))('%s', async (command) => {
    const [, target = '', ...variables] = command.split(' ');
    const makefile = await readFile(path.join(repository, 'Makefile'), 'utf8');
    expect(makefile).toMatch(new RegExp(`^(?:[\\w-]+ )*${target}(?: [\\w-]+)*:`, 'm'));
    for (const variable of variables) expect(makefile).toContain(`$$${variable.split('=')[0]}`);
  });

  const secrets = found(/gh secret set ([A-Z_]+)/g).map((name) => `secrets.${name}`);
  const variables = found(/gh variable set ([A-Z_]+)/g).map((name) => `vars.${name}`);
  it.each([...secrets, ...variables])('%s is what a workflow reads', async (name) => {
    const workflow = name.startsWith('vars.') ? 'build.yml' : 'deploy.yml';
    expect(await readFile(path.join(repository, '.github/workflows', workflow), 'utf8')).toContain(`{{ ${name} }}`);
  });

  it.each(found(/`(E_[A-Z_]+)`/g))('%s is a code', (code) => {
    expect(Object.keys(ERRORS)).toContain(code);
  });

  it('every link to a file leads to one', async () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].flatMap(([, target]) => target ?? []);
    for (const link of links) expect(await readFile(path.join(repository, 'docs', link), 'utf8'), link).not.toBe('');
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

/** A task with its options, as one types it after `npx nx run`, is one that there is. */
async function expectTask(row: string): Promise<void> {
  const [task = '', ...options] = row.split(' ');
  const [project = '', target = '', configuration] = task.split(':');
  const { executor, configurations = {} } = targets[project]?.[target] ?? {};
  expect(executor, row).toBeDefined();
  if (configuration !== undefined) expect(Object.keys(configurations)).toContain(configuration);
  // Nothing to compare; and the executor may be of another plugin.
  if (options.length === 0) return;
  const { executors } = JSON.parse(await workspace.read('tools/delivery/executors.json'));
  const schema = JSON.parse(await workspace.read(path.join('tools/delivery', executors[executor?.split(':')[1] ?? ''].schema)));
  const known = Object.entries<{ alias?: string }>(schema.properties).flatMap(([name, { alias }]) => [name, alias]);
  for (const option of options) expect(known, option).toContain(camelCase(option));
}

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
