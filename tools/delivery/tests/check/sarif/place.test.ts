import type { ArtifactLocation, Run } from 'sarif';
import { expect, test } from 'vitest';
import { fileOf, regionOf } from '../../../src/check/sarif/place.ts';
import { resultAt, runWith } from './run.ts';

const GROUND = { roots: ['/work space', '/real'], cwd: '/work space/apps/x' };

test.each<[name: string, location: ArtifactLocation, file: string | undefined]>([
  ['relative to where the tool ran', { uri: 'src/a.py' }, 'apps/x/src/a.py'],
  ['with a dot', { uri: './src/a.py' }, 'apps/x/src/a.py'],
  ['above where it ran', { uri: '../y/a.go' }, 'apps/y/a.go'],
  ['absolute', { uri: '/work space/apps/x/a.go' }, 'apps/x/a.go'],
  ['absolute, encoded', { uri: 'file:///work%20space/apps/x/a.go' }, 'apps/x/a.go'],
  ['where links lead', { uri: 'file:///real/a.go' }, 'a.go'],
  ['relative to a base with an address', { uri: 'a.go', uriBaseId: 'ROOT' }, 'libs/a.go'],
  ['relative to a base without one', { uri: 'a.go', uriBaseId: '%SRCROOT%' }, 'apps/x/a.go'],
  ['encoded', { uri: 'a%20b.go' }, 'apps/x/a b.go'],
  ['with a percent sign that encodes nothing', { uri: '100%.go' }, 'apps/x/100%.go'],
  ['in Korean', { uri: '%ED%95%9C%EA%B8%80.py' }, 'apps/x/한글.py'],
  ['in a table of the run', { index: 0 }, 'apps/x/table.go'],
  ['outside of the workspace', { uri: '/usr/lib/go/src/net/http/server.go' }, undefined],
  ['above the workspace', { uri: '../../../etc/passwd' }, undefined],
  ['the workspace itself', { uri: '/work space' }, undefined],
  ['on another host', { uri: 'file://host/work%20space/a.go' }, undefined],
  ['on the web', { uri: 'https://example.com/a.go' }, undefined],
  ['nowhere', {}, undefined],
])('the file of a result: %s', (_name, artifactLocation, file) => {
  const more: Partial<Run> = {
    originalUriBaseIds: { ROOT: { uri: 'file:///work%20space/libs/' }, '%SRCROOT%': {} },
    artifacts: [{ location: { uri: 'table.go' } }],
  };
  const result = resultAt('', 1, { locations: [{ physicalLocation: { artifactLocation } }] });
  expect(fileOf(result, runWith([result], more), GROUND)).toBe(file);
});

test.each([
  [
    { startLine: 3, startColumn: 2, endLine: 4, endColumn: 1 },
    { startLine: 3, startColumn: 2, endLine: 4, endColumn: 1 },
  ],
  [{ startLine: 0, startColumn: 0 }, { startLine: 1 }],
  [{ startLine: -1, endLine: 1.5 }, { startLine: 1 }],
  [{}, { startLine: 1 }],
])('the region of a result at %j', (region, expected) => {
  expect(regionOf({ message: {}, locations: [{ physicalLocation: { region } }] })).toEqual(expected);
});

test('a result without a place is in the first line', () => {
  expect(regionOf({ message: {} })).toEqual({ startLine: 1 });
});
