import type { Report } from '../report.ts';
import type { Summary } from '../summary.ts';
import { type Html, html } from './html.ts';

interface Entry {
  /** Of the heading. */
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
}

/** What the page has, and where: of a change that went wrong everywhere it is many screens long. */
export function contents(report: Report, summary: Summary): Html {
  const entries = entriesOf(report, summary);
  if (entries.length < 3) return html``;
  return html`<nav aria-label="Contents"><ul class="names">${entries.map(
    ({ id, title, detail }) => html`
<li><a href="#${id}">${title}</a>${detail === undefined ? '' : html` ${detail}`}</li>`,
  )}
</ul></nav>`;
}

function entriesOf({ findings, tests, coverage, images }: Report, { tasks, untouched }: Summary): Entry[] {
  const fresh = findings.list.filter(({ state }) => state === 'new').length;
  const tested = tests.passed + tests.failed + tests.skipped > 0;
  return [
    ...(findings.checks.length + findings.suppressions.length === 0 ? [] : [{ id: 'findings', title: 'Findings', detail: `${fresh} new` }]),
    ...(tasks === 0 || !tested ? [] : [{ id: 'tests', title: 'Tests', detail: `${tests.failed} failed` }]),
    ...(tasks === 0 || coverage.length === 0 ? [] : [{ id: 'coverage', title: 'Coverage' }]),
    ...(tasks === 0
      ? []
      : [
          { id: 'timeline', title: 'Time' },
          { id: 'tasks', title: 'Tasks', detail: `${tasks}` },
        ]),
    ...(images.length === 0 ? [] : [{ id: 'images', title: 'Images', detail: `${images.length}` }]),
    ...(untouched.length === 0 ? [] : [{ id: 'untouched', title: 'Not touched', detail: `${untouched.length}` }]),
  ];
}
