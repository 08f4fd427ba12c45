import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Files, folderWith } from '../../delivery/tests/folder.ts';
import { LANGUAGES } from '../src/languages.ts';
import { GO_FAULTS, GO_LIST_OMITS, goMod, importing, using } from './go-faults.ts';
import { agreed, judge, testFaults } from './judge.ts';

testFaults(LANGUAGES.go, [...GO_FAULTS, ...GO_LIST_OMITS]);

const ONE_MODULE: Files = {
  'go.mod': goMod('m'),
  'doc.go': 'package m\n',
  'cmd/api/main.go': 'package main\n\nimport (\n\t_ "m/internal/http"\n\t_ "m/store"\n)\n',
  'cmd/worker/main.go': 'package main\n\nimport _ "m/store/redis"\n',
  'internal/http/http.go': importing('m'),
  'internal/http/http_test.go': importing('m/internal/httptest', 'm/absent/x'),
  'internal/httptest/h.go': 'package httptest\n',
  'store/store.go': 'package store\n',
  'store/redis/redis.go': importing('m/store'),
  'store/redis/testdata/x.go': importing('m/internal/http'),
};

testFaults(LANGUAGES.go, [['one module is one project', ONE_MODULE, []]], { goProjects: 'module' });
testFaults(
  LANGUAGES.go,
  [
    [
      'folders of one module are not told apart',
      ONE_MODULE,
      ['cmd -> internal (production)', 'cmd -> store (production)', 'internal -> m (production)'],
    ],
  ],
  { goProjects: 'top-level' },
);
testFaults(
  LANGUAGES.go,
  [
    [
      'packages of one module are not told apart',
      ONE_MODULE,
      [
        'api -> http (production)',
        'api -> store (production)',
        'http -> httptest (test)',
        'http -> m (production)',
        'redis -> store (production)',
        'worker -> redis (production)',
      ],
    ],
  ],
  { goProjects: 'package' },
);

test('links that lead in circles stop the graph or hang it', () => {
  const root = folderWith({
    'lib/go.mod': goMod('m/lib'),
    'lib/lib.go': 'package lib\n',
    'a/go.mod': goMod('m/a', using('m/lib', '../lib')),
    'a/real.txt': importing('m/lib'),
  });
  symlinkSync('..', path.join(root, 'a/up'));
  symlinkSync('real.txt', path.join(root, 'a/a.go'));
  expect(judge(LANGUAGES.go, [root])).toEqual([agreed(['a -> lib (production)'])]);
});

test.each([
  ['a broken go.mod goes unnoticed, or takes the edges of the others with it', { 'bad/go.mod': 'modul m/bad\n' }, 'bad/go.mod'],
  ['a binary file goes unnoticed, or takes the edges of the others with it', { 'a/b.go': 'package a\n\0' }, 'a/b.go'],
  ['a broken go.work goes unnoticed, or takes the edges of the others with it', { 'bad/go.work': 'use (\n' }, 'bad/go.work'],
])('%s', (_fault, broken: Files, file) => {
  const root = folderWith({
    'lib/go.mod': goMod('m/lib'),
    'lib/lib.go': 'package lib\n',
    'a/go.mod': goMod('m/a', using('m/lib', '../lib')),
    'a/a.go': importing('m/lib'),
    'bad/b.go': importing('m/lib'),
    ...broken,
  });
  const errors = [expect.stringContaining(`${file}: `)];
  expect(judge(LANGUAGES.go, [root])).toEqual([{ ...agreed(['a -> lib (production)']), errors }]);
});
