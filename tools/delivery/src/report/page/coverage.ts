import { type FileCoverage, percentOf } from '../coverage.ts';
import { formatPoints } from '../quantities.ts';
import type { ProjectCoverage } from '../report.ts';
import { type Html, html } from './html.ts';

/** What the tests of each project reach, and what the change did to it; a project opens into its files. */
export function coverageSection(coverage: readonly ProjectCoverage[]): Html {
  if (coverage.length === 0) return html``;
  return html`<section aria-labelledby="coverage">
<h2 id="coverage">Coverage</h2>
<ul class="coverage">${coverage.map(projectItem)}
</ul>
</section>
`;
}

function projectItem({ project, unit, covered, total, files, base }: ProjectCoverage): Html {
  const percent = percentOf({ covered, total });
  const change = base === undefined ? 'base not known' : `${formatPoints(percent - percentOf(base))} points`;
  const fell = base !== undefined && percent < percentOf(base);
  return html`
<li><details><summary><span class="name"><bdi>${project}</bdi></span> <span class="percent">${percent.toFixed(1)} %</span> <span class="${
    fell ? 'bad' : 'note'
  }">${change}</span>${bar(percent)}</summary>
<div class="scroll" role="group" aria-label="Files of ${project}" tabindex="0">
<table class="matrix">
<thead><tr><th scope="col">File</th><th scope="col">Covered</th><th scope="col">${unit}</th><th scope="col">Lines not reached</th></tr></thead>
<tbody>${files.map(fileRow)}
</tbody>
</table>
</div></details></li>`;
}

function fileRow({ file, covered, total, missing }: FileCoverage): Html {
  return html`
<tr><th scope="row"><bdi>${file}</bdi></th><td>${percentOf({ covered, total }).toFixed(1)} %</td><td>${covered} of ${total}</td><td class="lines">${missing.join(', ')}</td></tr>`;
}

function bar(percent: number): Html {
  return html`<svg class="share" aria-hidden="true"><rect width="100%" height="100%" rx="3"/><rect class="reached" width="${percent}%" height="100%" rx="3"/></svg>`;
}
