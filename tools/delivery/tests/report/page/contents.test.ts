import { expect, test } from 'vitest';
import { formatPage } from '../../../src/report/page.ts';
import type { Report } from '../../../src/report/report.ts';
import { crowdedReport } from '../crowded.ts';
import { failedReport } from '../failed.ts';
import { report } from '../fixture.ts';
import { workspaceReport } from '../workspace.ts';

const linksOf = (page: string) => [...page.matchAll(/<li><a href="#([a-z]+)">/g)].map(([, id]) => id);

test.each<[what: string, report: Report, links: string[]]>([
  ['everything', failedReport(), ['findings', 'tests', 'coverage', 'timeline', 'tasks', 'images', 'untouched']],
  ['no findings and tests', workspaceReport(), ['timeline', 'tasks', 'images', 'untouched']],
  ['next to nothing', report(), []],
])('of a page with %s, each entry leads to its heading', (_, shown, links) => {
  const page = formatPage(shown);
  expect(linksOf(page)).toEqual(links);
  for (const id of links) expect(page).toContain(`<h2 id="${id}">`);
});

test('new findings are counted by severity, and what repairs them stands there once', () => {
  const page = formatPage(crowdedReport());
  const counts = [...page.matchAll(/<span class="severity \w+">(\d+ [A-Z]+)<\/span>/g)].map(([, text]) => text);
  expect(counts).toEqual(['8 CRITICAL', '16 HIGH', '8 MEDIUM', '8 LOW']);
  expect(page).toContain('<p class="note">8 findings can be repaired:</p>');
  expect(page.match(/npx nx run tax-scraper:lint --fix/g)).toHaveLength(1);
});

test('of very many failed tests some are shown, a few of them open, and the rest is counted', () => {
  const page = formatPage(crowdedReport());
  expect(page.match(/<li><details open><summary><strong class="bad">/g)).toHaveLength(3);
  expect(page.match(/<li><details><summary><strong class="bad">/g)).toHaveLength(47);
  expect(page).toContain('10 more are in report.json.');
  expect(page).toContain('<code class="place">apps/tax-scraper/tests/portal/test_pages_0.py:10</code>');
});
