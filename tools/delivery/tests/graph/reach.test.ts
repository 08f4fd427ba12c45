import { expect, test } from 'vitest';
import type { Edge, EdgeKind } from '../../src/graph/edge.ts';
import { reachOf } from '../../src/graph/reach.ts';

/** `a>b` production, `a?b` test, `a-b` declared. */
const KINDS: Readonly<Record<string, EdgeKind>> = { '>': 'production', '?': 'test', '-': 'declared' };

function edgesOf(text: string): Edge[] {
  return text.split(' ').map((edge): Edge => {
    const [source = '', kind = '', target = ''] = edge;
    return { source, target, file: '', kind: KINDS[kind] ?? 'production' };
  });
}

/** What `a` reaches as `production | checks`; `^` where Nx's own answer is right. */
function reached(edges: string, openEnded: string[] = []): string {
  const { production, checks } = reachOf(edgesOf(edges), new Set(openEnded))('a');
  return [production, checks].map((names) => (names === undefined ? '^' : names.join(' '))).join(' | ');
}

test.each<[name: string, edges: string, reach: string]>([
  ['no test is involved', 'a>b b>c a-d', '^ | ^'],
  ['its own tests use more than it does', 'a>b a?t t>u', 'b | ^'],
  ['its tests use what it uses', 'a>b a?b b>c', '^ | ^'],
  ['the tests of what it uses do not matter to it', 'a>b b?t', 'b | b'],
  ['nor do the tests of what its tests use', 'a?t t?u t>v', ' | t v'],
  ['a test helper that uses the project itself', 'a?t t>a', ' | ^'],
  ['a cycle', 'a>b b>a b?t', 'b | b'],
  ['a project with tests alone', 'a?t', ' | ^'],
  ['another project has tests', 'b?t a>c', '^ | ^'],
  ['an import of production code and of tests', 'a>b a?b b?t', 'b | b'],
])('%s', (_name, edges, reach) => {
  expect(reached(edges)).toBe(reach);
});

test('where somebody wrote a dependency down, Nx has to find it: everything is reached', () => {
  expect(reached('a>b b?t', ['b'])).toBe('^ | ^');
  expect(reached('a>b b?t', ['z'])).toBe('b | b');
});
