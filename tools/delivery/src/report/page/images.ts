import { formatChange, formatSize } from '../quantities.ts';
import type { ReportImage } from '../report.ts';
import { type Html, html } from './html.ts';

const OUTCOMES: Readonly<Record<ReportImage['outcome'], string>> = {
  built: 'built',
  present: 'already there',
  pulled: 'pulled',
};

/** Images with what names them exactly: a click selects a digest or tag whole. */
export function imagesSection(images: readonly ReportImage[]): Html {
  if (images.length === 0) return html``;
  return html`<section aria-labelledby="images">
<h2 id="images">Images</h2>
<ul>${images.map(imageItem)}
</ul>
</section>
`;
}

function imageItem({ image, digest, source, size, baseSize, outcome, standIns }: ReportImage): Html {
  const warning = standIns.length === 0 ? '' : html`<p class="warning">Stand-in used for ${standIns.join(', ')}: not for release.</p>`;
  return html`
<li class="image"><div><h3><bdi>${image}</bdi></h3><p class="note">${OUTCOMES[outcome]}, ${formatSize(size)}${baseSize === undefined ? '' : `, ${formatChange(size, baseSize)}`}</p></div>
<dl><div><dt>Digest</dt><dd><code>${digest}</code></dd></div><div><dt>Source</dt><dd><code>${source}</code></dd></div></dl>${warning}</li>`;
}
