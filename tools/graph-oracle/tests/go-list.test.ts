import { expect, test } from 'vitest';
import { folderWith } from '../../delivery/tests/folder.ts';
import { infer } from '../src/checkout.ts';
import { linesOf } from '../src/comparison.ts';
import { goListEdges } from '../src/go-list.ts';
import { GO_FAULTS } from './go-faults.ts';

test.concurrent.each(GO_FAULTS)('%s', async (_fault, files, expected) => {
  const root = folderWith(files);
  const { projects } = infer(root, {}).context;
  const modules = Object.values(projects).map((project) => project.root);
  expect([...linesOf(await goListEdges(root, modules, projects))].sort()).toEqual(expected);
});
