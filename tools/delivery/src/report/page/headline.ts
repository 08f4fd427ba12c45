import { count, formatDuration } from '../quantities.ts';
import type { Report } from '../report.ts';
import type { Summary } from '../summary.ts';
import { type Html, html } from './html.ts';

/** The verdict, and what it is the verdict on. */
export function headline({ run, success, reasons, commit, base, deploy }: Report, verdict: string): Html {
  const [sha = '', dirty] = commit.split('-');
  const note = dirty === undefined ? '' : html` <span class="note">with uncommitted changes</span>`;
  return html`<header class="${success ? 'passed' : 'failed'}">
<h1>${success ? CHECK : CROSS}${verdict}</h1>${
    reasons.length === 0
      ? ''
      : html`
<p class="reasons">${reasons.join(', ')}</p>`
  }
<dl class="facts">
<div><dt>Commit</dt><dd><code>${sha}</code>${note}</dd></div>
<div><dt>Compared with</dt><dd>${base}</dd></div>
<div><dt>Started</dt><dd><time datetime="${run.startedAt}">${run.startedAt.replace('T', ' ').slice(0, 16)} UTC</time></dd></div>${
    deploy === undefined
      ? ''
      : html`
<div><dt>Deploy</dt><dd>${deploy.outcome} after ${formatDuration(deploy.durationMs)}: ${deploy.detail}</dd></div>`
  }
</dl>
</header>`;
}

const CHECK = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="12"/><path d="M7 12.5l3.4 3.4L17 9"/></svg>`;
const CROSS = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="12"/><path d="M8 8l8 8M16 8l-8 8"/></svg>`;

/** The four numbers of a run. */
export function figures(
  { ran, cachedLocal, cachedRemote, failed, skipped, tasks, untouched, workMs }: Summary,
  { run, savedMs }: Report,
): Html {
  const cached = cachedLocal + cachedRemote;
  const saved = savedMs === 0 ? '' : `, ${formatDuration(savedMs)} saved`;
  return html`<dl class="figures">
${figure('Ran', ran, `${formatDuration(workMs)} of work`)}
${figure('Cached', cached, `of ${count(tasks, 'task')}, ${cachedRemote} remotely${saved}`)}
${figure('Failed', failed.length, `${skipped} skipped`)}
${figure('Not touched', untouched.length, `of ${count(run.projects.length, 'project')}`)}
</dl>`;
}

function figure(label: string, value: number, detail: string): Html {
  return html`<div class="${value === 0 ? 'none' : label.toLowerCase()}"><dt>${label}</dt><dd>${value}</dd><dd class="detail">${detail}</dd></div>`;
}
