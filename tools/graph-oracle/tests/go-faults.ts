import type { Files } from '../../delivery/tests/folder.ts';
import type { Fault } from './judge.ts';

export const goMod = (name: string, rest = '') => `module ${name}\n\ngo 1.26.0\n${rest}`;
/** Directives by which a module uses the local one at a folder. */
export const using = (name: string, folder: string) => `require ${name} v0.0.0\nreplace ${name} => ${folder}\n`;
export const importing = (...names: string[]) => `package p\n\nimport (\n${names.map((name) => `\t_ "${name}"\n`).join('')})\n`;

const LIBRARY: Files = { 'lib/go.mod': goMod('m/lib'), 'lib/lib.go': 'package lib\n', 'lib/x/x.go': 'package x\n' };
/** A module `a` that uses `lib`. */
const USER: Files = { ...LIBRARY, 'a/go.mod': goMod('m/a', using('m/lib', '../lib')) };
const IMPORTED = ['a -> lib (production)'];
const TESTED = ['a -> lib (test)'];

/** What `go list` must say the same of, as it builds these for the platform of the test. */
export const GO_FAULTS: readonly Fault[] = [
  ['edges vanish when there is no go.work', { ...USER, 'a/a.go': importing('m/lib/x') }, IMPORTED],
  [
    'edges vanish when there is no replace',
    { ...LIBRARY, 'go.work': 'go 1.26.0\nuse (\n\t./a\n\t./lib\n)\n', 'a/go.mod': goMod('m/a'), 'a/a.go': importing('m/lib') },
    IMPORTED,
  ],
  ['a path that only looks local makes an edge', { ...LIBRARY, 'a/go.mod': goMod('m/a'), 'a/a.go': importing('m/lib') }, []],
  [
    'a module that go.work does not use makes an edge',
    { ...LIBRARY, 'go.work': 'go 1.26.0\nuse ./a\n', 'a/go.mod': goMod('m/a'), 'a/a.go': importing('m/lib') },
    [],
  ],
  [
    'replace in go.work is not read',
    {
      ...LIBRARY,
      'go.work': 'go 1.26.0\nuse ./a\nreplace m/lib => ./lib\n',
      'a/go.mod': goMod('m/a', 'require m/lib v0.0.0\n'),
      'a/a.go': importing('m/lib'),
    },
    IMPORTED,
  ],
  [
    'the replace of another module of the workspace is not read',
    {
      ...USER,
      'go.work': 'go 1.26.0\nuse ./a\nuse ./b\n',
      'a/a.go': importing('m/lib'),
      'b/go.mod': goMod('m/b', 'require m/lib v0.0.0\n'),
      'b/b.go': importing('m/lib'),
    },
    ['a -> lib (production)', 'b -> lib (production)'],
  ],
  [
    'a replace holds before a module that go.work uses',
    {
      ...USER,
      'go.work': 'go 1.26.0\nuse ./a\nuse ./fork\n',
      'a/a.go': importing('m/lib'),
      'fork/go.mod': goMod('m/lib'),
      'fork/lib.go': 'package lib\n',
    },
    ['a -> fork (production)'],
  ],
  [
    'a go.work above a nearer one is taken',
    {
      ...LIBRARY,
      'go.work': 'go 1.26.0\nuse ./lib\n',
      'sub/go.work': 'go 1.26.0\nuse ./a\nuse ../lib\n',
      'sub/a/go.mod': goMod('m/a'),
      'sub/a/a.go': importing('m/lib'),
    },
    IMPORTED,
  ],
  ['a prefix without a boundary makes an edge', { ...USER, 'a/a.go': importing('m/library', 'm/lib2/x') }, []],
  [
    'the outer module takes the imports of the inner one',
    {
      ...LIBRARY,
      'lib/in/go.mod': goMod('m/lib/in'),
      'lib/in/x/x.go': 'package in\n',
      'a/go.mod': goMod('m/a', `${using('m/lib', '../lib')}${using('m/lib/in', '../lib/in')}`),
      'a/a.go': importing('m/lib/in/x'),
    },
    ['a -> in (production)'],
  ],
  [
    'an inner module that nothing reaches is taken for a package of the outer one',
    { ...USER, 'lib/in/go.mod': goMod('m/lib/in'), 'lib/in/in.go': 'package in\n', 'a/a.go': importing('m/lib/in') },
    [],
  ],
  [
    'commented-out imports make edges',
    { ...USER, 'a/a.go': 'package a\n\n// import "m/lib"\n/*\nimport "m/lib"\n*/\nvar s = `\nimport "m/lib"\n`\n' },
    [],
  ],
  [
    'a commented-out replace counts',
    { ...LIBRARY, 'a/go.mod': goMod('m/a', '// require m/lib v0.0.0\n// replace m/lib => ../lib\n'), 'a/a.go': importing('m/lib') },
    [],
  ],
  ['scripts outside of every build make edges', { ...USER, 'a/gen.go': `//go:build ignore\n\n${importing('m/lib')}` }, []],
  ['tests are missed', { ...USER, 'a/a_test.go': importing('m/lib') }, TESTED],
  [
    'tests of another package in the folder are missed',
    { ...USER, 'a/a.go': 'package p\n', 'a/a_test.go': importing('m/lib').replace('p\n', 'p_test\n') },
    TESTED,
  ],
  [
    'an import in code and in a test counts as a test',
    { ...USER, 'a/a_test.go': importing('m/lib'), 'a/b.go': importing('m/lib') },
    IMPORTED,
  ],
  [
    'a module in a folder with _ or . is missed',
    {
      ...LIBRARY,
      '.tools/go.mod': goMod('m/tools', using('m/lib', '../lib')),
      '.tools/t.go': importing('m/lib'),
      '_examples/x/go.mod': goMod('m/x', using('m/lib', '../../lib')),
      '_examples/x/x.go': importing('m/lib'),
    },
    ['.tools -> lib (production)', 'x -> lib (production)'],
  ],
  ['an import path with an escape in it is read as it is written', { ...USER, 'a/a.go': importing('m\\x2flib') }, IMPORTED],
  ['testdata makes edges', { ...USER, 'a/testdata/a.go': importing('m/lib') }, []],
  [
    'a module in testdata is missed',
    { ...LIBRARY, 'lib/testdata/go.mod': goMod('m/lib/testdata', using('m/lib', '../')), 'lib/testdata/a.go': importing('m/lib') },
    ['testdata -> lib (production)'],
  ],
  [
    'vendored code makes edges',
    { ...LIBRARY, 'a/go.mod': goMod('m/a'), 'a/a.go': 'package a\n', 'a/vendor/m/x/x.go': importing('m/lib') },
    [],
  ],
  [
    'files and folders with _ or . make edges',
    {
      ...USER,
      'a/_a.go': importing('m/lib'),
      'a/.b.go': importing('m/lib'),
      'a/_c/c.go': importing('m/lib'),
      'a/.d/d.go': importing('m/lib'),
    },
    [],
  ],
  [
    'cycles between modules hang',
    { ...USER, 'a/a.go': importing('m/lib'), 'lib/go.mod': goMod('m/lib', using('m/a', '../a')), 'lib/x/x_test.go': importing('m/a') },
    ['a -> lib (production)', 'lib -> a (test)'],
  ],
  [
    'two modules of one path, neither of them used, are an error',
    { ...USER, 'b/go.mod': goMod('m/lib'), 'b/b.go': 'package b\n', 'a/a.go': importing('m/lib') },
    IMPORTED,
  ],
  [
    'projects whose folders have one name fail the graph',
    {
      'apps/api/go.mod': goMod('m/apps/api', using('m/libs/api', '../../libs/api')),
      'apps/api/a.go': importing('m/libs/api'),
      'libs/api/go.mod': goMod('m/libs/api'),
      'libs/api/a.go': 'package api\n',
    },
    ['apps-api -> libs-api (production)'],
  ],
  [
    'a go.mod in the root is skipped',
    {
      'go.mod': goMod('m', using('m/lib', './lib')),
      'main.go': importing('m/lib'),
      'lib/go.mod': goMod('m/lib'),
      'lib/lib.go': 'package lib\n',
    },
    ['m -> lib (production)'],
  ],
  ['CRLF and a byte order mark are misread', { ...USER, 'a/a.go': `\uFEFF${importing('m/lib')}`.replaceAll('\n', '\r\n') }, IMPORTED],
  [
    'CRLF in a manifest is misread',
    {
      ...LIBRARY,
      'a/go.mod': goMod('m/a', using('m/lib', '../lib')).replaceAll('\n', '\r\n'),
      'a/a.go': importing('m/lib'),
    },
    IMPORTED,
  ],
  ['a file of several MB is cut', { ...USER, 'a/a.go': `${'// import "no"\n'.repeat(300_000)}${importing('m/lib')}` }, IMPORTED],
  [
    'a string of several MB stops the reading',
    { ...USER, 'a/a.go': `${importing('m/lib')}\nconst s = "${'import "'.slice(0, -1).repeat(500_000)}"\n` },
    IMPORTED,
  ],
];

/** What `go list` leaves out. */
export const GO_LIST_OMITS: readonly Fault[] = [
  ['files behind build tags are skipped', { ...USER, 'a/a_windows.go': `//go:build windows && !cgo\n\n${importing('m/lib')}` }, IMPORTED],
  ['cgo stops the reading', { ...USER, 'a/a.go': `package a\n\n/*\n#include "a.h"\n*/\nimport "C"\n\nimport "m/lib"\n` }, IMPORTED],
  [
    'a tool that another module pins is missed',
    { ...USER, 'a/go.mod': goMod('m/a', `tool m/lib/x\n${using('m/lib', '../lib')}`) },
    ['a -> lib (declared)'],
  ],
  [
    'a template of a module is taken for a module',
    { ...USER, 'a/a.go': importing('m/lib'), 't/{{ name }}/go.mod': goMod('m/{{ name }}', using('m/lib', '../../lib')) },
    IMPORTED,
  ],
  [
    'a fixture in testdata is a project',
    { ...LIBRARY, 'lib/testdata/x/go.mod': goMod('m/x', using('m/lib', '../..')), 'lib/testdata/x/a.go': importing('m/lib') },
    [],
  ],
  ['a package that has no file yet is missed', { ...USER, 'a/a.go': importing('m/lib/gen/v1') }, IMPORTED],
];
