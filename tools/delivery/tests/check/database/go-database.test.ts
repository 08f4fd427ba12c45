import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { goDatabase, SEVERITY_FILE } from '../../../src/check/database/go-database.ts';

function archive(...entries: { id: string }[]): Uint8Array {
  return zipSync(Object.fromEntries(entries.map((entry) => [`${entry.id}.json`, strToU8(JSON.stringify(entry))])));
}

const affected = (name: string, fixed?: string) => [
  { package: { ecosystem: 'Go', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, ...(fixed ? [{ fixed }] : [])] }] },
];

test('the records of the Go team are indexed, and those of GitHub say how severe they are', () => {
  const first = { id: 'GO-1', modified: '2026-01-01T00:00:00Z', aliases: ['CVE-1', 'GHSA-1'], affected: affected('a.com/x', '1.2.0') };
  const second = { id: 'GO-2', modified: '2026-02-01T00:00:00Z', affected: affected('a.com/x') };
  const rating = { id: 'GHSA-9', modified: '2026-03-01T00:00:00Z', aliases: ['CVE-1'], database_specific: { severity: 'HIGH' } };
  const gone = { id: 'GO-3', modified: '2026-04-01T00:00:00Z', withdrawn: '2026-04-01T00:00:00Z', affected: affected('a.com/y') };
  const files = goDatabase(archive(first, second, rating, gone));
  const content = Object.fromEntries([...files].map(([name, text]) => [name, JSON.parse(text)]));
  expect(content).toEqual({
    'ID/GO-1.json': first,
    'ID/GO-2.json': second,
    'index/db.json': { modified: '2026-02-01T00:00:00Z' },
    'index/modules.json': [
      {
        path: 'a.com/x',
        vulns: [
          { id: 'GO-1', modified: '2026-01-01T00:00:00Z', fixed: '1.2.0' },
          { id: 'GO-2', modified: '2026-02-01T00:00:00Z' },
        ],
      },
    ],
    'index/vulns.json': [
      { id: 'GO-1', modified: '2026-01-01T00:00:00Z', aliases: ['CVE-1', 'GHSA-1'] },
      { id: 'GO-2', modified: '2026-02-01T00:00:00Z', aliases: [] },
    ],
    [SEVERITY_FILE]: { 'GO-1': 'HIGH' },
  });
});

test('an archive without records is a database without records', () => {
  expect(JSON.parse(goDatabase(zipSync({})).get('index/modules.json') ?? '')).toEqual([]);
});
