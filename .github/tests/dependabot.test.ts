import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const FILE = '.github/dependabot.yml';

interface Update {
  readonly 'package-ecosystem': string;
  readonly directory?: string;
  readonly directories?: readonly string[];
  readonly cooldown?: { readonly 'default-days'?: number };
  readonly groups?: Readonly<Record<string, object>>;
}

const { updates } = load(readFileSync(path.join(ROOT, FILE), 'utf8')) as { updates: Update[] };
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '');

/** By ecosystem: what it reads, and which folder it must be told for that. */
const MANIFESTS: readonly [ecosystem: string, pattern: RegExp, folderOf: (file: string) => string][] = [
  // Workspaces have one lock file, at the root: it and all manifests are read from there.
  ['npm', /(?:^|\/)package\.json$/, () => '/'],
  ['uv', /(?:^|\/)pyproject\.toml$/, () => '/'],
  ['pip', /(?:^|\/)requirements\.txt$/, folder],
  ['gomod', /(?:^|\/)go\.mod$/, folder],
  ['docker', /^deployments\/docker\/[^/]+\/Dockerfile$/, folder],
  ['docker-compose', /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/, folder],
  ['github-actions', /^\.github\/workflows\/[^/]+\.yml$/, () => '/'],
  ['github-actions', /^\.github\/actions\/[^/]+\/action\.yml$/, folder],
];
/** Other manifests that Dependabot knows; whoever adds one decides here. */
const OTHERS: readonly [what: string, pattern: RegExp][] = [
  ['pre-commit', /(?:^|\/)\.pre-commit-config\.yaml$/],
  ['submodules', /^\.gitmodules$/],
  ['crates', /(?:^|\/)Cargo\.toml$/],
  ['Terraform', /\.tf$/],
];

function folder(file: string): string {
  return `/${path.posix.dirname(file)}`;
}

/** Examples of the tests and templates are no dependencies of anybody. */
const isExample = (file: string) => /(?:^|\/)(?:testdata|templates|fixtures|seed)\//.test(file);

const covers = ({ directory, directories = [] }: Update, wanted: string) =>
  [...directories, ...(directory === undefined ? [] : [directory])].some((pattern) => path.posix.matchesGlob(wanted, pattern));

const wanted = MANIFESTS.flatMap(([ecosystem, pattern, folderOf]) =>
  files.filter((file) => pattern.test(file) && !isExample(file)).map((file) => [ecosystem, file, folderOf(file)] as const),
);

describe('every manifest is watched', () => {
  it('every ecosystem has some', () => {
    expect([...new Set(wanted.map(([ecosystem]) => ecosystem))].sort()).toEqual([
      'docker',
      'docker-compose',
      'github-actions',
      'gomod',
      'npm',
      'pip',
      'uv',
    ]);
  });

  it.each(wanted)('%s: %s', (ecosystem, _, directory) => {
    expect(updates.filter((update) => update['package-ecosystem'] === ecosystem && covers(update, directory))).toHaveLength(1);
  });
});

it('nothing is watched that is not there', () => {
  for (const update of updates) {
    for (const pattern of update.directories ?? [update.directory ?? '']) {
      const fit = wanted.filter(
        ([ecosystem, , directory]) => ecosystem === update['package-ecosystem'] && path.posix.matchesGlob(directory, pattern),
      );
      expect(fit, `${update['package-ecosystem']} ${pattern}`).not.toEqual([]);
    }
  }
});

it.each(OTHERS)('no other ecosystem is in use: %s', (_, pattern) => {
  expect(files.filter((file) => pattern.test(file) && !isExample(file))).toEqual([]);
});

it('charts take nothing from others', () => {
  const charts = files.filter((file) => /(?:^|\/)Chart\.yaml$/.test(file));
  expect(charts.filter((file) => /^\s*repository:/m.test(readFileSync(path.join(ROOT, file), 'utf8')))).toEqual([]);
});

it.each(updates.map((update) => [update['package-ecosystem'], update] as const))('%s waits seven days and comes in groups', (_, update) => {
  expect(update.cooldown?.['default-days']).toBe(7);
  expect(Object.keys(update.groups ?? {})).not.toEqual([]);
});

it('is what GitHub accepts', () => {
  const check = path.join(ROOT, '.venv/bin/check-jsonschema');
  expect(execFileSync(check, ['--builtin-schema=vendor.dependabot', FILE], { cwd: ROOT, encoding: 'utf8' }).trim()).toBe(
    'ok -- validation done',
  );
});
