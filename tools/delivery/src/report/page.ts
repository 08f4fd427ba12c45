import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contents } from './page/contents.ts';
import { coverageSection } from './page/coverage.ts';
import { failuresSection } from './page/failures.ts';
import { findingsSection } from './page/findings.ts';
import { figures, headline } from './page/headline.ts';
import { html, trusted } from './page/html.ts';
import { imagesSection } from './page/images.ts';
import { matrixSection } from './page/matrix.ts';
import { testsSection } from './page/tests.ts';
import { timelineSection } from './page/timeline.ts';
import { untouchedSection } from './page/untouched.ts';
import { formatDuration } from './quantities.ts';
import { durationOf, type Report } from './report.ts';
import { NOTHING_TOUCHED, shortCommit, summarize } from './summary.ts';

const STYLE = ['base', 'headline', 'failures', 'timeline', 'matrix', 'images', 'findings', 'coverage']
  .map((part) => readFileSync(new URL(`./page/${part}.css`, import.meta.url), 'utf8'))
  .join('\n');

/** Nothing but the style sheet of this very page is allowed: no script, no request. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The report as one HTML file that needs nothing else and can be opened from a folder. */
export function formatPage(report: Report): string {
  const summary = summarize(report.run);
  const verdict = `${report.success ? 'Passed' : 'Failed'} in ${formatDuration(durationOf(report))}`;
  const body =
    summary.tasks === 0
      ? html`<p class="empty">${NOTHING_TOUCHED}</p>${findingsSection(report.findings)}`
      : html`${figures(summary, report)}${findingsSection(report.findings)}${testsSection(report.tests)}${coverageSection(report.coverage)}${timelineSection(report.run, summary)}${matrixSection(report.run)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdict} · ${shortCommit(report)}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${headline(report, verdict)}
${contents(report, summary)}
<main>
${failuresSection(report, summary)}${body}${imagesSection(report.images)}${untouchedSection(summary)}
</main>
</body>
</html>
`.markup;
}
