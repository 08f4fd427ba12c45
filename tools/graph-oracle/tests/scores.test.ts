import { expect, test } from 'vitest';
import { pairsOf, score, scoreWithKinds } from '../src/scores.ts';

const none = new Set<string>();

test.each<[name: string, found: string[], inherited: string[], precision: number | undefined, recall: number | undefined]>([
  ['all of them', ['a -> b', 'a -> c'], [], 1, 1],
  ['one too many', ['a -> b', 'a -> c', 'c -> a'], [], 2 / 3, 1],
  ['one too few', ['a -> b'], [], 1, 0.5],
  ['one wrong, one missing', ['a -> b', 'b -> c'], [], 0.5, 0.5],
  ['none', [], [], undefined, 0],
  ['a wrong one that Nx has anyway', ['a -> b', 'a -> c', 'x -> y'], ['x -> y'], 1, 1],
  ['a right one that Nx has anyway', ['a -> b', 'a -> c'], ['a -> c'], 1, 1],
])('%s', (_name, found, inherited, precision, recall) => {
  const truth = new Set(['a -> b', 'a -> c']);
  expect(score(truth, { edges: new Set(found), inherited: new Set(inherited) })).toEqual({ precision, recall });
});

test('where there is nothing to be found, nothing is missed', () => {
  expect(score(none, { edges: none, inherited: none })).toEqual({ precision: undefined, recall: undefined });
});

test('an edge of another kind is one wrong and one missing', () => {
  const edge = (target: string, kind: 'production' | 'test') => ({ source: 'a', target, kind, file: 'a/x.go' });
  const truth = { roots: [], edges: [edge('b', 'production'), edge('c', 'production')] };
  expect(scoreWithKinds(truth, [edge('b', 'production'), edge('c', 'test')])).toEqual({ precision: 0.5, recall: 0.5 });
});

test('edges by roots; a name without a project is a root itself', () => {
  const edges = [
    { source: 'a', target: 'b' },
    { source: 'a', target: 'libs/x' },
  ];
  const roots = new Map([
    ['a', 'apps/a'],
    ['b', '.'],
  ]);
  expect([...pairsOf(edges, roots)]).toEqual(['apps/a -> .', 'apps/a -> libs/x']);
});
