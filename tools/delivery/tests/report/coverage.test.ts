import { describe, expect, test } from 'vitest';
import { COVERAGE_FILES, percentOf } from '../../src/report/coverage.ts';

const GO = `mode: atomic
kerp.io/apps/worker/grpc/dial.go:26.78,33.16 2 36
kerp.io/apps/worker/grpc/dial.go:33.16,35.3 1 0
kerp.io/apps/worker/grpc/dial.go:36.2,36.18 1 0
kerp.io/apps/worker/main.go:3.1,4.2 3 0
kerp.io/apps/worker/main.go:3.1,4.2 3 7
`;

const python = (source: string) => `<?xml version="1.0" ?>
<coverage><sources><source>${source}</source></sources><packages><package><classes>
<class filename="edi/__init__.py"><methods/><lines/></class>
<class filename="edi/record.py"><methods/><lines><line number="1" hits="1"/><line number="2" hits="0"/><line number="3" hits="0"/><line number="9" hits="0"/></lines></class>
</classes></package></packages></coverage>`;

describe('coverage of Go', () => {
  test('counts statements; a block of several packages is hit when one of them hits it', () => {
    expect(COVERAGE_FILES['coverage.out'](GO, { root: 'apps/worker', module: 'kerp.io/apps/worker' })).toEqual({
      unit: 'statements',
      covered: 5,
      total: 7,
      files: [
        { file: 'apps/worker/grpc/dial.go', covered: 2, total: 4, missing: ['33-36'] },
        { file: 'apps/worker/main.go', covered: 3, total: 3, missing: [] },
      ],
    });
  });

  test('of nothing', () => {
    expect(COVERAGE_FILES['coverage.out']('mode: atomic\n', { root: 'a' })).toEqual({
      unit: 'statements',
      covered: 0,
      total: 0,
      files: [],
    });
  });
});

test.each([
  ['a folder of the project, as coverage.py writes it', 'src', 'apps/edi/src/edi/record.py'],
  ['an absolute folder, as vitest writes it', '/home/me/kerp/apps/edi', 'apps/edi/edi/record.py'],
])('Cobertura from %s', (_name, source, file) => {
  const { covered, total, files } = COVERAGE_FILES['coverage.xml'](python(source), { root: 'apps/edi' });
  expect({ covered, total }).toEqual({ covered: 1, total: 4 });
  expect(files[1]).toEqual({ file, covered: 1, total: 4, missing: ['2-3', '9'] });
});

test('Cobertura of a project without code', () => {
  expect(COVERAGE_FILES['cobertura-coverage.xml']('<coverage><packages/></coverage>', { root: 'a' }).files).toEqual([]);
});

test.each([
  [0, 0, 100],
  [1, 3, 33.3],
  [9999, 10_000, 99.9],
  [0, 3, 0],
  [3, 3, 100],
])('%i of %i is %d percent', (covered, total, percent) => {
  expect(percentOf({ covered, total })).toBe(percent);
});
