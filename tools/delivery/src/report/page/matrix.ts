import { type MatrixCell, type MatrixRow, matrixOf } from '../matrix.ts';
import { formatDuration } from '../quantities.ts';
import type { Run, TaskStatus } from '../run.ts';
import { type Html, html } from './html.ts';

/** Every task of the run: projects down, targets across. */
export function matrixSection(run: Run): Html {
  const { targets, rows } = matrixOf(run);
  return html`<section aria-labelledby="tasks">
<h2 id="tasks">Tasks</h2>
<div class="scroll" role="group" aria-labelledby="tasks" tabindex="0">
<table class="matrix">
<thead><tr><th scope="col">Project</th>${targets.map((target) => html`<th scope="col">${target}</th>`)}</tr></thead>
<tbody>${rows.map(rowOf)}
</tbody>
</table>
</div>
</section>
`;
}

function rowOf({ project, cells }: MatrixRow): Html {
  return html`
<tr><th scope="row"><bdi>${project}</bdi></th>${cells.map(cellOf)}</tr>`;
}

const EXPLANATIONS: Readonly<Record<TaskStatus, string>> = {
  ran: 'Executed in this run',
  'cached-local': 'Restored from the local cache, or found in place',
  'cached-remote': 'Restored from the remote cache',
  failed: 'Failed in this run',
  skipped: 'Not run, because a task that it needs failed',
};

function cellOf(cell: MatrixCell): Html {
  if (cell === 'no target') return html`<td class="absent" title="The project has no such target">–</td>`;
  if (cell === 'not run') return html`<td class="absent" title="Nothing in this run needed it">not run</td>`;
  return html`<td class="${cell.status}" title="${EXPLANATIONS[cell.status]}"><span>${wordOf(cell.status, cell.durationMs)}</span></td>`;
}

function wordOf(status: TaskStatus, durationMs: number): string {
  if (status === 'ran') return formatDuration(durationMs);
  return status.startsWith('cached') ? 'cached' : status;
}
