import { expect, test } from 'vitest';
import type { GoProjects } from '../../delivery/src/toolchain/toolchain.ts';
import { type Files, folderWith } from '../../delivery/tests/folder.ts';
import { infer } from '../src/checkout.ts';
import { compare } from '../src/comparison.ts';
import { edges, truth } from '../src/go.ts';

const goMod = (name: string, rest = '') => `module ${name}\n\ngo 1.26.0\n${rest}`;
const importing = (...names: string[]) => `package p\n\nimport (\n${names.map((name) => `\t_ "${name}"\n`).join('')})\n`;
const LIBRARY: Files = { 'lib/go.mod': goMod('m/lib'), 'lib/lib.go': 'package lib\n', 'lib/x/x.go': 'package x\n' };
const USES = 'replace m/lib => ../lib\n';

/** Each is a small workspace; the name says what was got wrong with it before, by others or by us. */
const WORKSPACES: readonly [fault: string, files: Files, edges: number][] = [
  ['edges vanish when there is no go.work', { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/a.go': importing('m/lib/x') }, 1],
  [
    'edges vanish when there is no replace',
    { ...LIBRARY, 'go.work': 'go 1.26.0\nuse (\n\t./a\n\t./lib\n)\n', 'a/go.mod': goMod('m/a'), 'a/a.go': importing('m/lib') },
    1,
  ],
  ['a path that only looks local makes an edge', { ...LIBRARY, 'a/go.mod': goMod('m/a'), 'a/a.go': importing('m/lib') }, 0],
  [
    'a module that go.work does not use makes an edge',
    { ...LIBRARY, 'go.work': 'go 1.26.0\nuse ./a\n', 'a/go.mod': goMod('m/a'), 'a/a.go': importing('m/lib') },
    0,
  ],
  [
    'replace in go.work is not read',
    { ...LIBRARY, 'go.work': 'go 1.26.0\nuse ./a\nreplace m/lib => ./lib\n', 'a/go.mod': goMod('m/a'), 'a/a.go': importing('m/lib') },
    1,
  ],
  [
    'a prefix without a boundary makes an edge',
    { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/a.go': importing('m/library', 'm/lib2/x') },
    0,
  ],
  [
    'the outer module takes the imports of the inner one',
    {
      ...LIBRARY,
      'lib/in/go.mod': goMod('m/lib/in'),
      'lib/in/in.go': 'package in\n',
      'a/go.mod': goMod('m/a', `${USES}replace m/lib/in => ../lib/in\n`),
      'a/a.go': importing('m/lib/in/x'),
    },
    1,
  ],
  [
    'an inner module that nothing reaches is taken for a package of the outer one',
    {
      ...LIBRARY,
      'lib/in/go.mod': goMod('m/lib/in'),
      'lib/in/in.go': 'package in\n',
      'a/go.mod': goMod('m/a', USES),
      'a/a.go': importing('m/lib/in'),
    },
    0,
  ],
  [
    'commented-out imports make edges',
    {
      ...LIBRARY,
      'a/go.mod': goMod('m/a', USES),
      'a/a.go': 'package a\n\n// import "m/lib"\n/*\nimport "m/lib"\n*/\nvar s = `\nimport "m/lib"\n`\n',
    },
    0,
  ],
  ['a commented-out replace counts', { ...LIBRARY, 'a/go.mod': goMod('m/a', `// ${USES}`), 'a/a.go': importing('m/lib') }, 0],
  [
    'files behind build tags are skipped',
    { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/a_windows.go': `//go:build windows && !cgo\n\n${importing('m/lib')}` },
    1,
  ],
  [
    'scripts outside of every build make edges',
    { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/gen.go': `//go:build ignore\n\n${importing('m/lib')}` },
    0,
  ],
  ['tests are missed', { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/a_test.go': importing('m/lib') }, 1],
  [
    'an import in code and in a test counts as a test',
    { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/a_test.go': importing('m/lib'), 'a/b.go': importing('m/lib') },
    1,
  ],
  ['testdata makes edges', { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/testdata/a.go': importing('m/lib') }, 0],
  [
    'a module in testdata is missed',
    { ...LIBRARY, 'lib/testdata/go.mod': goMod('m/lib/testdata', 'replace m/lib => ../\n'), 'lib/testdata/a.go': importing('m/lib') },
    1,
  ],
  [
    'a fixture in testdata is a project',
    { ...LIBRARY, 'lib/testdata/x/go.mod': goMod('m/lib'), 'lib/testdata/x/a.go': importing('m/lib') },
    0,
  ],
  ['vendored code makes edges', { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/vendor/m/x/x.go': importing('m/lib') }, 0],
  [
    'files and folders with _ or . make edges',
    {
      ...LIBRARY,
      'a/go.mod': goMod('m/a', USES),
      'a/_a.go': importing('m/lib'),
      'a/.b.go': importing('m/lib'),
      'a/_c/c.go': importing('m/lib'),
      'a/.d/d.go': importing('m/lib'),
    },
    0,
  ],
  [
    'cgo stops the reading',
    { ...LIBRARY, 'a/go.mod': goMod('m/a', USES), 'a/a.go': `package a\n\n/*\n#include "a.h"\n*/\nimport "C"\n\nimport "m/lib"\n` },
    1,
  ],
  [
    'cycles between modules hang',
    {
      ...LIBRARY,
      'a/go.mod': goMod('m/a', USES),
      'a/a.go': importing('m/lib'),
      'lib/go.mod': goMod('m/lib', 'replace m/a => ../a\n'),
      'lib/lib_test.go': importing('m/a'),
    },
    2,
  ],
  [
    'two modules of one path, neither of them used, are an error',
    { ...LIBRARY, 'b/go.mod': goMod('m/lib'), 'b/b.go': 'package b\n', 'a/go.mod': goMod('m/a', USES), 'a/a.go': importing('m/lib') },
    1,
  ],
  [
    'projects whose folders have one name fail the graph',
    {
      'apps/api/go.mod': goMod('m/apps/api', 'replace m/libs/api => ../../libs/api\n'),
      'apps/api/a.go': importing('m/libs/api'),
      'libs/api/go.mod': goMod('m/libs/api'),
      'libs/api/a.go': 'package api\n',
    },
    1,
  ],
  [
    'a go.mod in the root is skipped',
    {
      'go.mod': goMod('m', 'replace m/lib => ./lib\n'),
      'main.go': importing('m/lib'),
      'lib/go.mod': goMod('m/lib'),
      'lib/lib.go': 'package lib\n',
    },
    1,
  ],
  ['a tool that another module pins is missed', { ...LIBRARY, 'a/go.mod': goMod('m/a', `tool m/lib/x\n${USES}`) }, 1],
];

test.each(WORKSPACES)('%s', (_fault, files, expected) => {
  expect(judged(files, 'module')).toEqual({ errors: [], missing: [], wrong: [], missingProjects: [], edges: expected });
});

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

test.each<[mode: GoProjects, edges: number]>([
  ['module', 0],
  ['top-level', 3],
  ['package', 6],
])('one module, a project for each %s', (mode, expected) => {
  expect(judged(ONE_MODULE, mode)).toEqual({ errors: [], missing: [], wrong: [], missingProjects: [], edges: expected });
});

function judged(files: Files, goProjects: GoProjects) {
  const root = folderWith(files);
  const { context, errors } = infer(root, { goProjects });
  const roots = Object.values(context.projects).map((project) => project.root);
  const {
    missing,
    wrong,
    missingProjects,
    edges: count,
  } = compare(truth(root, context, { goProjects }), roots, edges(context, { goProjects }));
  return { errors, missing, wrong, missingProjects, edges: count };
}
