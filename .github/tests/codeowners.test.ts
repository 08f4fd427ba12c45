import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ignore from 'ignore';
import { expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const rules = readFileSync(path.join(ROOT, '.github/CODEOWNERS'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(/\s+/) as [pattern: string, ...owners: string[]]);
const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '');

/** https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
function ownersOf(file: string): string[] {
  const rule = rules.findLast(([pattern]) => ignore().add(pattern).ignores(file));
  return rule?.slice(1) ?? [];
}

it.each([
  ['deployments/branches.json', ['@kerp/release-managers']],
  ['deployments/environments.json', ['@kerp/release-managers']],
  ['.github/CODEOWNERS', ['@kerp/release-managers']],
  ['.github/workflows/build.yml', ['@kerp/platform']],
  ['tools/delivery/src/plugin.ts', ['@kerp/platform']],
  ['apps/worker/go.mod', ['@kerp/developers']],
])('%s belongs to %j', (file, owners) => {
  expect(ownersOf(file)).toEqual(owners);
});

it('every file has an owner', () => {
  expect(files.filter((file) => ownersOf(file).length === 0)).toEqual([]);
});

it.each(rules)('%s is of some file', (pattern) => {
  const fits = ignore().add(pattern);
  expect(files.some((file) => fits.ignores(file))).toBe(true);
});

it('owners are teams of the organisation', () => {
  expect(rules.flatMap(([, ...owners]) => owners).filter((owner) => !/^@kerp\/[a-z-]+$/.test(owner))).toEqual([]);
});
