import { expect, test } from 'vitest';
import { keyOf, knowledgeOf, recall, remember, stampsOf } from '../../src/graph/knowledge.ts';
import { inferProjects } from '../../src/graph/projects.ts';
import { type Files, folderWith, write } from '../folder.ts';
import { settle } from './settle.ts';

const FILES: Files = { 'a/go.mod': 'module a\n', 'a/a.go': 'package a\n', 'b/pyproject.toml': '[project]\nname = "b"\n' };
const MARKERS = ['a/go.mod', 'b/pyproject.toml'];

test.each<[name: string, change: Files, options: unknown, same: boolean]>([
  ['nothing', {}, {}, true],
  ['a file', { 'a/a.go': 'package b\n' }, {}, false],
  ['a file that was not there', { 'a/b.go': '' }, {}, false],
  ['an option', {}, { goProjects: 'package' }, false],
  ['another file', { 'README.md': '' }, {}, true],
])('a change of %s gives another key', async (_name, change, options, same) => {
  const folder = folderWith(FILES);
  await settle();
  const files = ['a/a.go', 'a/b.go', ...MARKERS];
  const before = keyOf(stampsOf(folder, files), {});
  expect(before).toMatch(/^[0-9a-f]{40}$/);
  write(folder, change);
  await settle();
  expect(keyOf(stampsOf(folder, files), options) === before).toBe(same);
});

test('projects are not inferred again while nothing that they are made of changes', async () => {
  const folder = folderWith(FILES);
  await settle();
  const first = inferProjects(MARKERS, {}, folder);
  expect(inferProjects(MARKERS, {}, folder).nodes).toBe(first.nodes);
  write(folder, { 'a/cmd/a/main.go': 'package main\n' });
  await settle();
  const second = inferProjects(MARKERS, {}, folder);
  expect(Object.keys(second.nodes['a/go.mod']?.['a']?.targets ?? {})).toContain('build');
});

test('an answer with an error is not remembered', async () => {
  const folder = folderWith({ ...FILES, 'c/go.mod': 'broken' });
  await settle();
  for (const _ of ['once', 'and again']) expect(inferProjects([...MARKERS, 'c/go.mod'], {}, folder).errors).toHaveLength(1);
  expect(knowledgeOf(folder).projects.get('answer')).toBeUndefined();
});

test('without a key nothing is remembered or recalled', () => {
  const { edges } = knowledgeOf(folderWith());
  remember(edges, undefined, []);
  expect(recall(edges, undefined)).toBeUndefined();
});
