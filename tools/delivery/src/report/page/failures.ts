import { count, formatDuration } from '../quantities.ts';
import type { Report } from '../report.ts';
import { NO_FAILED_TASK, rerunCommand, type Summary } from '../summary.ts';
import { type Html, html } from './html.ts';

/** What failed and what to type, before anything else. */
export function failuresSection({ success, reasons }: Report, { failed, skipped }: Summary): Html {
  if (failed.length === 0) return success || reasons.length > 0 ? html`` : html`<p class="empty">${NO_FAILED_TASK}</p>`;
  const items = failed.map(
    (
      task,
    ) => html`<li><p><strong><bdi>${task.project}</bdi></strong> ${task.target} <span class="note">failed after ${formatDuration(task.durationMs)}</span></p>
<code class="command">${rerunCommand(task)}</code></li>
`,
  );
  const consequence = skipped === 0 ? '' : html`<p class="note">${count(skipped, 'task')} that needed them did not run.</p>`;
  return html`<section class="failures" aria-labelledby="failures">
<h2 id="failures">${count(failed.length, 'task')} failed</h2>
<ul>
${items}</ul>
${consequence}</section>
`;
}
