import type { Summary } from '../summary.ts';
import { type Html, html } from './html.ts';

/** The projects that the change left alone. */
export function untouchedSection({ untouched }: Summary): Html {
  if (untouched.length === 0) return html``;
  return html`<section aria-labelledby="untouched">
<h2 id="untouched">Not touched</h2>
<ul class="names">${untouched.map((name) => html`<li><bdi>${name}</bdi></li>`)}</ul>
</section>
`;
}
