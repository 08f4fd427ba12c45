import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];

/** Run by CI itself: they contain these tests, or take longer than a test should. */
const ciScript = await readFile(path.join(repository, '.ci/run'), 'utf8');

const commands = (await Promise.all(DOCUMENTS.map(commandsIn))).flat();

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
});
afterAll(() => remove());

describe('every command of the documents works', () => {
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

describe('every link to a file leads to one', () => {
  it.each(DOCUMENTS)('%s', async (document) => {
    const text = await workspace.read(document);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].flatMap(([, target]) => target ?? []);
    for (const link of links) expect(await workspace.read(link), link).not.toBe('');
  });
});

/** The lines of the fenced blocks that are for a shell. */
async function commandsIn(document: string): Promise<[string, string][]> {
  const text = await readFile(path.join(repository, document), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
  return blocks.map((line) => [document, line]);
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
