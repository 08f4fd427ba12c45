import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DeliveryError, formatError } from '../../../src/errors.ts';
import { inferProjects } from '../../../src/graph/projects.ts';
import type { PluginOptions } from '../../../src/toolchain/toolchain.ts';
import { type Files, folderWith } from '../../folder.ts';

function inferred(files: Files, options: PluginOptions = {}) {
  const markers = Object.keys(files).filter((file) => /(?:^|\/)(?:go\.mod|go\.work|buf\.yaml)$/.test(file));
  const { nodes, errors } = inferProjects(markers, options, folderWith(files));
  const projects = [...nodes.values()].flatMap((byRoot) => Object.values(byRoot));
  return { projects, errors: errors.map(([file, error]) => [file, error instanceof DeliveryError ? formatError(error) : error]) };
}

const SHOP: Files = {
  'go.mod': 'module example.com/shop/v2\n',
  'doc.go': 'package shop\n',
  'cmd/api/main.go': 'package main\n',
  'internal/http/http.go': 'package http\n',
  'internal/http/testdata/x.go': 'package x\n',
  'internal/tool/gen.go': '//go:build ignore\n\npackage main\n',
};

test.each<[options: PluginOptions, projects: string[]]>([
  [{}, ['shop in .: lint,test,tidy,build']],
  [{ goProjects: 'top-level' }, ['shop in .: lint,test,tidy', 'cmd in cmd: lint,test,build', 'internal in internal: lint,test']],
  [
    { goProjects: 'package' },
    [
      'shop in .: lint,test,tidy',
      'api in cmd/api: lint,test,build',
      'http in internal/http: lint,test',
      'tool in internal/tool: lint,test',
    ],
  ],
])('one module with %j', (options, projects) => {
  const lines = inferred(SHOP, options).projects.map(({ name, root, targets = {} }) => `${name} in ${root}: ${Object.keys(targets)}`);
  expect(lines).toEqual(projects);
});

const WORK = 'go 1.26.0\nuse (\n\t./a\n\t./b\n)\n';
const USED = ['{workspaceRoot}/a/go.mod', '{workspaceRoot}/b/go.mod', '{workspaceRoot}/go.work', '{workspaceRoot}/go.work.sum'];

test.each<[name: string, goMod: string, source: string, work: string, inputs: string[]]>([
  ['imports nothing local', '', '', WORK, []],
  ['imports what only go.work knows', '', 'import "m/b"', WORK, USED],
  ['requires what only go.work knows', 'require m/b v0.0.0\n', '', WORK, USED],
  ['replaces all that it needs', 'require m/b v0.0.0\nreplace m/b => ../b\n', 'import "m/b"', WORK, []],
  ['requires what go.work replaces', 'require m/x v1.0.0\n', '', `${WORK}replace m/x => m/y v1.0.0\n`, USED],
  ['is not used by go.work', '', 'import "m/b"', 'go 1.26.0\nuse ./b\n', []],
])('go.work matters to a module only if need be: it %s', (_name, goMod, source, work, inputs) => {
  const files = {
    'go.work': work,
    'a/go.mod': `module m/a\n${goMod}`,
    'a/a.go': `package a\n${source}\n`,
    'b/go.mod': 'module m/b\n',
    'b/b.go': 'package b\n',
  };
  const test = inferred(files).projects.find(({ name }) => name === 'a')?.targets?.['test'];
  const named = test?.inputs?.filter((input) => typeof input === 'string' && USED.includes(input));
  expect(named).toEqual(inputs);
  expect(test?.options.go).toEqual(inputs.length > 0 ? { workspace: true } : undefined);
});

test.each<[name: string, files: Files, file: string, what: string, where: string]>([
  ['a broken go.work', { 'go.work': 'use (\n' }, 'go.work', "the block of 'use' has no end", 'go.work:1'],
  ['a folder that is gone', { 'go.work': 'use ./gone\n' }, 'go.work', "'use ./gone' names a folder without a go.mod", 'go.work:1'],
  [
    'two modules of one path',
    { 'go.work': 'use ./x\nuse ./y\n', 'x/go.mod': 'module m\n', 'y/go.mod': 'module m\n' },
    'go.work',
    "both x and y claim the module path 'm'",
    'go.work:2',
  ],
])('%s is one error, and the modules still work', (_name, files, file, what, where) => {
  const { projects, errors } = inferred({ 'ok/go.mod': 'module ok\n', ...files });
  const fix = 'correct the file; `go work edit -json` names the same error';
  expect(errors).toEqual([[file, `E_MANIFEST_INVALID: ${what}\n  where  ${where}\n  fix    ${fix}`]]);
  expect(projects.map(({ name }) => name)).toContain('ok');
});

test('a source that cannot be read is one error, and the other modules still work', () => {
  const root = folderWith({ 'ok/go.mod': 'module ok\n', 'a/go.mod': 'module a\n' });
  symlinkSync('loop.go', path.join(root, 'a/loop.go'));
  const { nodes, errors } = inferProjects(['a/go.mod', 'ok/go.mod'], {}, root);
  expect([...nodes.keys()]).toEqual(['ok/go.mod']);
  expect(errors.map(([file, error]) => [file, error instanceof DeliveryError && error.detail.where])).toEqual([['a/go.mod', 'a/loop.go']]);
});

test('a symbolic link to a folder above does not make the walk endless', () => {
  const root = folderWith({ 'a/go.mod': 'module a\n', 'a/a.go': 'package a\n' });
  symlinkSync('..', path.join(root, 'a/up'));
  expect(inferProjects(['a/go.mod'], { goProjects: 'package' }, root)).toMatchObject({ errors: [] });
});

test('a module with code of its own is a Go project, also beside a schema; one with stubs only is a proto project', () => {
  const { projects } = inferred({
    'a/buf.yaml': '',
    'a/go.mod': 'module a\n',
    'a/a.go': 'package a\n',
    'b/buf.yaml': '',
    'b/go.mod': 'module b\n',
    'b/gen/b.pb.go': '// Code generated by protoc-gen-go. DO NOT EDIT.\n\npackage b\n',
  });
  expect(projects.map(({ name, tags }) => [name, tags])).toEqual([
    ['a', ['go']],
    ['b', ['proto']],
  ]);
});
