import { count, formatDuration } from '../quantities.ts';
import type { Run } from '../run.ts';
import type { Summary } from '../summary.ts';
import { type Bar, type Tick, type TimelineGroup, timelineOf } from '../timeline.ts';
import { type Html, html } from './html.ts';

/** One line for each task that was executed, below its project. The lines are read as text; the bars are a drawing of them. */
export function timelineSection(run: Run, summary: Summary): Html {
  const { groups, ticks } = timelineOf(run);
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">Where the time went</h2>
${groups.length === 0 ? '' : html`<div class="timeline">${axis(ticks)}<ol>${groups.map(groupItem)}</ol></div>`}
<p class="note">${absence(summary)}</p>
</section>
`;
}

/** Geometry is in attributes, not in styles, so that the page's policy needs no exception for inline styles. */
function axis(ticks: readonly Tick[]): Html {
  return html`<svg class="axis" aria-hidden="true">${ticks.map(
    ({ at, milliseconds }) =>
      html`<line x1="${at}%" x2="${at}%" y1="24" y2="100%"/><text x="${at}%" y="14">${milliseconds === 0 ? '0' : formatTick(milliseconds)}</text>`,
  )}</svg>`;
}

/** Round figures need no zeros: `10s`, `2m`. */
function formatTick(milliseconds: number): string {
  return formatDuration(milliseconds).replace('.0s', 's').replace(' 00s', '').replace(' 00m', '');
}

function groupItem({ project, bars }: TimelineGroup): Html {
  return html`
<li class="group"><h3><bdi>${project}</bdi></h3><ol>${bars.map(barItem)}</ol></li>`;
}

function barItem({ task, start, width }: Bar): Html {
  const { target, status, offsetMs, durationMs } = task;
  const duration = formatDuration(durationMs);
  return html`
<li class="row ${status}"><span class="target">${target}</span><span class="value">${status} ${duration}</span><svg class="bar" aria-hidden="true"><rect x="${start}%" width="${width}%" height="100%" rx="3"><title>${target} ${status} for ${duration}, from ${formatDuration(offsetMs)} on</title></rect></svg></li>`;
}

function absence({ ran, failed, cachedLocal, cachedRemote, skipped }: Summary): string {
  const cached = cachedLocal + cachedRemote;
  if (ran + failed.length === 0) return `Nothing was executed: ${count(cached, 'task')} came from the cache.`;
  const skips = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `Not drawn: ${count(cached, 'task')} from the cache${skips}.`;
}
