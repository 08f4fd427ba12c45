import type { ProjectConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { localDependencies } from '../../src/build/local-dependencies.ts';
import { contextOf } from '../context.ts';

/** `a: b c` says that a needs b and c. */
function dependenciesOf(project: string, lines: readonly string[]): string[] {
  const projects = lines.map((line) => line.split(': ')).map(([name = '', needs = '']) => [name, { root: name, needs: needs.split(' ') }]);
  return localDependencies(contextOf('/', Object.fromEntries(projects)), project);
}

test.each<[name: string, lines: string[], dependencies: string[]]>([
  ['none', ['a: '], []],
  ['direct ones, sorted', ['a: c b', 'b: ', 'c: '], ['b', 'c']],
  ['indirect ones', ['a: b', 'b: c', 'c: d', 'd: '], ['b', 'c', 'd']],
  ['each once', ['a: b c', 'b: d', 'c: d', 'd: '], ['b', 'c', 'd']],
  ['a cycle', ['a: b', 'b: c', 'c: a b'], ['b', 'c']],
  ['itself', ['a: a'], []],
  ['no npm packages', ['a: npm:nx b', 'b: '], ['b']],
  ['not those that need it', ['a: ', 'b: a'], []],
])('%s', (_name, lines, dependencies) => {
  expect(dependenciesOf('a', lines)).toEqual(dependencies);
});

test('of a project that is not there', () => {
  expect(dependenciesOf('z', ['a: b'])).toEqual([]);
});

const made = (...projects: string[]) => ({ inputs: ['production', { input: 'production', projects }, { env: 'X' }] });

test.each<[name: string, targets: ProjectConfiguration['targets'], dependencies: string[]]>([
  ['a build with a list', { build: made('d', 'c'), docker: made('b') }, ['c', 'd']],
  ['an image with a list', { docker: made('c') }, ['c']],
  ['a build that takes nothing of others', { build: { inputs: ['production'] } }, []],
  ['a build without a list', { build: { inputs: ['production', '^production'] } }, ['b', 'c', 'd']],
])('what only tests need is no part of it: %s', (_name, targets = {}, dependencies) => {
  const projects = { a: { root: 'a', needs: ['b', 'c'], targets }, b: { root: 'b' }, c: { root: 'c', needs: ['d'] }, d: { root: 'd' } };
  expect(localDependencies(contextOf('/', projects), 'a')).toEqual(dependencies);
});
