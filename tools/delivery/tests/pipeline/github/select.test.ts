import type { ProjectGraph } from '@nx/devkit';
import { expect, test } from 'vitest';
import { select } from '../../../src/pipeline/github/select.ts';
import { failureOf } from '../../failure.ts';

function graphOf(projects: Readonly<Record<string, { targets: string[]; tags?: string[] }>>): ProjectGraph {
  const nodes = Object.entries(projects).map(([name, { targets, tags = [] }]) => [
    name,
    { name, type: 'lib', data: { root: name, tags, targets: Object.fromEntries(targets.map((target) => [target, {}])) } },
  ]);
  return { nodes: Object.fromEntries(nodes), dependencies: {} };
}

const graph = graphOf({
  api: { targets: ['lint', 'test', 'build'] },
  tool: { targets: ['build'] },
  docs: { targets: ['lint'] },
  together: { targets: ['test'], tags: ['integration'] },
});
const all = ['api', 'docs', 'together', 'tool'];

test('projects without the targets, and those that are left out, are not selected', () => {
  expect(select(all, graph, { targets: ['lint', 'test'], without: ['integration'] })).toEqual([
    { project: 'api', targets: ['lint', 'test'] },
    { project: 'docs', targets: ['lint'] },
  ]);
});

test('nothing affected is nothing selected', () => {
  expect(select([], graph, { targets: ['lint'], without: [] })).toEqual([]);
});

test('a target that no project has is refused, also when nothing is affected', () => {
  expect(failureOf(() => select([], graph, { targets: ['lint', 'tets'], without: [] }))).toBe(
    "E_OPTION_INVALID: no project has a target 'tets'\n  fix    name some of: build, lint, test",
  );
});
