import { expect, test } from 'vitest';
import { placeOfFailure } from '../../src/report/failure-place.ts';

const FILES = new Set([
  'apps/api-server/http/handler_test.go',
  'apps/api-server/main_test.go',
  'libs/go/settings/planted_test.go',
  'apps/insurance-edi/tests/test_broken.py',
  'tools/bench/tests/a.test.ts',
  'tools/bench/node_modules/x/y.ts',
]);
const RACE = `==================
WARNING: DATA RACE
Read at 0x00c000094198 by goroutine 9:
  settings_test.TestPlantedRace.func1()
      /clone/libs/go/settings/planted_test.go:14 +0x2e

Goroutine 9 (running) created at:
  sync.(*WaitGroup).Go()
      /usr/local/go/src/sync/waitgroup.go:238 +0x72
    testing.go:1712: race detected during execution of test`;
const GO = { root: 'apps/api-server', module: 'kerp.io/apps/api-server' };

test.each<[what: string, message: string, suite: string, place: { root: string; module?: string }, expected: string | undefined]>([
  [
    'an assertion of Go',
    '    handler_test.go:41: status 500, want 404',
    `${GO.module}/http`,
    GO,
    'apps/api-server/http/handler_test.go:41',
  ],
  ['the package of the module', 'main_test.go:7: no', GO.module, GO, 'apps/api-server/main_test.go:7'],
  ['a panic of Go', 'panic: x\n\t/clone/apps/api-server/main_test.go:9 +0x1', GO.module, GO, 'apps/api-server/main_test.go:9'],
  ['a build without paths', 'kerp.io/apps/api-server/main_test.go:9 +0x1', GO.module, GO, 'apps/api-server/main_test.go:9'],
  [
    'a data race',
    RACE,
    'kerp.io/libs/go/settings',
    { root: 'libs/go/settings', module: 'kerp.io/libs/go/settings' },
    'libs/go/settings/planted_test.go:14',
  ],
  [
    'pytest',
    'assert 1 == 2\n\ntests/test_broken.py:2: AssertionError',
    'tests.test_broken',
    { root: 'apps/insurance-edi' },
    'apps/insurance-edi/tests/test_broken.py:2',
  ],
  [
    'vitest',
    'Error: no\n ❯ node_modules/x/y.ts:1:1\n ❯ tests/a.test.ts:12:5',
    'tests/a.test.ts',
    { root: 'tools/bench' },
    'tools/bench/tests/a.test.ts:12',
  ],
  [
    'nothing of the workspace',
    '/usr/local/go/src/testing/testing.go:1 and ../../etc/passwd.x:1',
    '',
    { root: 'apps/api-server' },
    undefined,
  ],
  ['no place at all', 'it took 12:30', '', { root: 'apps/api-server' }, undefined],
])('%s', (_, message, suite, place, expected) => {
  const found = placeOfFailure(message, suite, { ...place, workspaceRoot: '/clone', exists: (file) => FILES.has(file) });
  expect(found && `${found.file}:${found.line}`).toBe(expected);
});
