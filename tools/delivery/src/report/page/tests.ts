import { count, formatDuration } from '../quantities.ts';
import { type FlakyTest, type ProjectTest, type Tests, testName } from '../tests.ts';
import { type Html, html, lines } from './html.ts';

/** Characters of what a test runner said; the whole is in junit.xml. */
const MAX_MESSAGE = 4000;
/** Of failed tests: when something that all need is broken, hundreds say the same. */
const MAX_FAILURES = 50;
const MAX_OPEN = 3;

/** The tests of the run: what failed, what is not to be relied on, what takes long. */
export function testsSection(tests: Tests): Html {
  const { passed, failed, skipped, failures, flaky, slowest } = tests;
  if (passed + failed + skipped === 0) return html``;
  return html`<section aria-labelledby="tests">
<h2 id="tests">Tests</h2>
<p class="note">${passed} passed, ${failed} failed, ${skipped} skipped.</p>
${failures.length === 0 ? '' : html`<h3 class="sub">Failed</h3><ul class="notes">${failures.slice(0, MAX_FAILURES).map(failure)}</ul>${more(failures.length - MAX_FAILURES)}`}
${flaky.length === 0 ? '' : flakySection(flaky)}
${slowest.length === 0 ? '' : slowestTable(slowest)}
</section>
`;
}

function more(left: number): Html {
  return left > 0 ? html`<p class="note">${left} more are in report.json.</p>` : html``;
}

function failure(test: ProjectTest, index: number): Html {
  const { project, message = '', place } = test;
  const where = place === undefined ? '' : html`<code class="place">${place.file}:${place.line}</code>`;
  return html`
<li><details${index < MAX_OPEN ? html` open` : ''}><summary><strong class="bad"><bdi>${project}</bdi></strong> <bdi>${testName(test)}</bdi>${where}</summary>
<pre class="code">${lines(message.slice(0, MAX_MESSAGE))}</pre></details></li>`;
}

function flakySection(flaky: readonly FlakyTest[]): Html {
  return html`<h3 class="sub">Flaky</h3>
<p class="note">${count(flaky.length, 'test')} failed before and passed now, with the same inputs.</p>
<ul class="notes">${flaky.map(
    ({ project, name }) => html`
<li><strong class="doubtful"><bdi>${project}</bdi></strong> <bdi>${name}</bdi></li>`,
  )}
</ul>`;
}

function slowestTable(slowest: readonly ProjectTest[]): Html {
  return html`<h3 class="sub" id="slowest">Slowest</h3>
<div class="scroll" role="group" aria-labelledby="slowest" tabindex="0">
<table class="matrix">
<thead><tr><th scope="col">Test</th><th scope="col">Project</th><th scope="col">Took</th></tr></thead>
<tbody>${slowest.map(
    (test) => html`
<tr><th scope="row"><bdi>${testName(test)}</bdi></th><td><bdi>${test.project}</bdi></td><td>${formatDuration(test.seconds * 1000)}</td></tr>`,
  )}
</tbody>
</table>
</div>`;
}
