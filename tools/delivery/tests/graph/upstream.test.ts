import { expect, test } from 'vitest';
import { ownedSources } from '../../src/graph/ownership.ts';
import { upstreamOf } from '../../src/graph/upstream.ts';
import { type Files, folderWith } from '../folder.ts';
import { readerOf } from './reader.ts';

/** `c` uses `a`, whose tests use `b`. */
const FILES: Files = {
  'a/go.mod': 'module a\nreplace b => ../b\n',
  'a/a_test.go': 'package a\nimport "b"\n',
  'b/go.mod': 'module b\n',
  'b/b.go': 'package b\n',
  'c/go.mod': 'module c\nreplace a => ../a\n',
  'c/c.go': 'package c\nimport "a"\n',
  'd/go.mod': 'module d\n',
};

function upstreamIn(more: Files, tags: Readonly<Record<string, string[]>> = {}) {
  const files = { ...FILES, ...more };
  const projects = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { root: name, tags: tags[name] ?? ['go'] }]));
  return upstreamOf(ownedSources(Object.keys(files), projects, readerOf(folderWith(files))), undefined);
}

const listed = (...projects: string[]) => [{ input: 'production', projects }];
const ALL = { inputs: ['^production'], generate: ['^generate'] };

test('a list where tests bring in more, else what Nx reaches', () => {
  const upstream = upstreamIn({});
  expect(upstream('c')).toEqual({ production: { inputs: listed('a'), generate: [] }, checks: { inputs: listed('a'), generate: [] } });
  expect(upstream('a')).toEqual({ production: { inputs: [], generate: [] }, checks: ALL });
  expect(upstream('d')).toEqual({ production: ALL, checks: ALL });
});

test.each<[name: string, more: Files, tags: Record<string, string[]>]>([
  ['a schema', {}, { a: ['proto'] }],
  ['a target that somebody wrote', { 'a/project.json': '{ "targets": { "generate": {} } }' }, {}],
])('code that is made is waited for: %s', (_name, more, tags) => {
  expect(upstreamIn(more, tags)('c').production.generate).toEqual([{ target: 'generate', projects: ['a'] }]);
});

test('a project whose dependencies somebody wrote down takes everything, and so does what depends on it', () => {
  expect(upstreamIn({ 'a/project.json': '{ "implicitDependencies": ["d"] }' })('c').production).toEqual(ALL);
  expect(upstreamIn({ 'a/package.json': '{ "nx": { "implicitDependencies": ["d"] } }' })('c').production).toEqual(ALL);
  expect(upstreamIn({ 'd/project.json': '{ "implicitDependencies": ["a"] }' })('c').production.inputs).toEqual(listed('a'));
});
