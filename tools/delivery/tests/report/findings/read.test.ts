import { expect, test } from 'vitest';
import { readResults } from '../../../src/report/findings/read.ts';
import { folderWith } from '../../folder.ts';
import { report, task } from '../fixture.ts';
import { check, finding, results } from './fixture.ts';

const { run } = report({ projects: { scraper: ['scan'], other: ['scan'] }, tasks: [task('scraper:scan', 'ran')] });
const sarif = (project: string) => {
  const { run } = results([finding({ project, fix: 'npx nx run scraper:lint --fix' })], { project });
  return JSON.stringify({ version: '2.1.0', runs: [run] });
};

test('reads what this run wrote, and not what is left of others', async () => {
  const folder = folderWith({
    'dist/scan/apps/scraper/bandit.sarif': sarif('scraper'),
    'dist/scan/apps/other/bandit.sarif': sarif('other'),
  });
  const { code: _, ...expected } = finding({ project: 'scraper', fix: 'npx nx run scraper:lint --fix' });
  const read = await readResults(folder, run);
  expect(read.map(({ check, findings }) => ({ check, findings }))).toEqual([
    { check: check({ project: 'scraper' }), findings: [expected] },
  ]);
});

test.each([
  ['is cut off', '{"version": "2.1.0", "runs": [', 'Unexpected end of JSON input'],
  ['has no run', '{"runs": []}', 'it has no run that says its project'],
  [
    'has a result without a place',
    sarif('scraper').replace(/"locations":\[.*?\}\}\}\]/, '"locations":[]'),
    'a result of B608 has no place',
  ],
])('a file that %s is a tool that failed', async (_name, text, cause) => {
  const folder = folderWith({ 'dist/scan/apps/scraper/bandit.sarif': text });
  const [read] = await readResults(folder, run);
  expect(read?.check).toEqual({
    project: 'scraper',
    verb: 'scan',
    tool: 'bandit',
    state: 'failed',
    reason: `dist/scan/apps/scraper/bandit.sarif cannot be read: ${cause}`,
    remedy: 'npx nx run scraper:scan --skip-nx-cache',
    seconds: 0,
  });
  expect(read?.findings).toEqual([]);
});
