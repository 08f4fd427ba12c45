import type { SuppressionUse } from '../../check/suppressions.ts';
import { SEVERITIES } from '../../toolchain/check.ts';
import type { Check } from '../findings/finding.ts';
import type { Findings, JudgedFinding } from '../findings/verdict.ts';
import { count } from '../quantities.ts';
import { type Html, html, lines } from './html.ts';

/** More would make a page that no phone opens; all of them are in report.json. */
const MAX_FINDINGS = 1000;

const STATES: readonly JudgedFinding['state'][] = ['new', 'old', 'suppressed'];

/** What the checks found, by file, with a choice of what is shown that needs no script; then what did not run, and what is accepted. */
export function findingsSection(findings: Findings): Html {
  const { list, checks, suppressions } = findings;
  if (checks.length === 0 && suppressions.length === 0) return html``;
  return html`<section class="findings" aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${list.length === 0 ? html`<p class="note">${nothingFound(checks)}</p>` : html`${choice(list)}${overview(list)}${files(list)}`}
<p class="note">${comparison(findings)}</p>
${idle(checks)}${accepted(suppressions)}</section>
`;
}

function nothingFound(checks: readonly Check[]): string {
  const tools = [...new Set(checks.filter(({ state }) => state === 'ran').map(({ tool }) => tool))].sort();
  return tools.length === 0 ? 'No tool ran.' : `Nothing was found by ${tools.join(', ')}.`;
}

function comparison({ base, fixed, checks }: Findings): string {
  const databases = [...new Set(checks.flatMap(({ database }) => (database ? [`${database.name} of ${database.date.slice(0, 10)}`] : [])))];
  const parts = [
    ...(base === undefined
      ? []
      : [`Compared with ${base.commit.slice(0, 12)}: ${base.restored} of ${count(base.restored + base.ran, 'result')} from the cache.`]),
    ...(base === undefined || base.missing.length === 0 ? [] : [`Not checked there, so all is new: ${base.missing.join(', ')}.`]),
    ...(fixed === 0 ? [] : [`${count(fixed, 'finding')} of the base gone.`]),
    ...(databases.length === 0 ? [] : [`Vulnerabilities: ${databases.join(', ')}.`]),
  ];
  return parts.join(' ');
}

/** The style sheet hides what is not chosen. */
function choice(list: readonly JudgedFinding[]): Html {
  const first = list[0]?.state ?? 'new';
  const options = ['all' as const, ...STATES].map((state) => {
    const amount = state === 'all' ? list.length : list.filter((finding) => finding.state === state).length;
    const checked = state === first ? html` checked` : '';
    return html`<label><input type="radio" name="findings" id="show-${state}"${checked}> ${state} <strong>${amount}</strong></label>
`;
  });
  return html`<fieldset class="choice"><legend>Show</legend>
${options}</fieldset>
`;
}

/** Of what is new: how bad it is, and each command that repairs some of it, once. */
function overview(list: readonly JudgedFinding[]): Html {
  const fresh = list.filter(({ state }) => state === 'new');
  if (fresh.length === 0) return html``;
  const severities = SEVERITIES.map((severity) => ({ severity, amount: fresh.filter((finding) => finding.severity === severity).length }));
  const repairs = Map.groupBy(
    fresh.filter(({ fix }) => fix !== undefined),
    ({ fix }) => fix ?? '',
  );
  return html`<div class="overview"><p>New: ${severities
    .filter(({ amount }) => amount > 0)
    .map(({ severity, amount }) => html`<span class="severity ${severity.toLowerCase()}">${amount} ${severity}</span> `)}</p>${[
    ...repairs,
  ].map(
    ([fix, own]) => html`
<p class="note">${count(own.length, 'finding')} can be repaired:</p><code class="command">${fix}</code>`,
  )}</div>
`;
}

function files(list: readonly JudgedFinding[]): Html {
  const groups = [...Map.groupBy(list.slice(0, MAX_FINDINGS), ({ file }) => file)];
  const rest = list.length - MAX_FINDINGS;
  return html`<ul class="files">${groups.map(
    ([file, own]) => html`
<li class="file"><h3><code><bdi>${file}</bdi></code></h3><ul>${own.map(item)}</ul></li>`,
  )}
</ul>
${rest > 0 ? html`<p class="note">${rest} more are in report.json.</p>` : ''}`;
}

function item({ state, severity, blocks, line, column, rule, help, tool, message, code, fix, suppression }: JudgedFinding): Html {
  const place = column === undefined ? `${line}` : `${line}:${column}`;
  const name = help !== undefined && /^https?:\/\//.test(help) ? html`<a href="${help}" rel="noreferrer">${rule}</a>` : html`${rule}`;
  return html`
<li class="finding ${state}"><p><span class="severity ${severity.toLowerCase()}">${severity}</span> line ${place} <span class="note">${name} of ${tool}${
    blocks && state === 'new' ? ', blocks' : ''
  }${fix === undefined ? '' : ', can be repaired'}${state === 'new' ? '' : `, ${state}`}</span></p>
<p class="message">${lines(message)}</p>${code === undefined || code === '' ? '' : html`<pre class="code">${lines(code)}</pre>`}${suppression === undefined ? '' : html`<p class="note">Until ${suppression.expires}, by ${suppression.owner}: ${suppression.reason}</p>`}</li>`;
}

function idle(checks: readonly Check[]): Html {
  const silent = checks.filter(({ state }) => state !== 'ran');
  if (silent.length === 0) return html``;
  return html`<h3 class="sub">Did not run</h3>
<ul class="notes">${silent.map(
    ({ tool, project, verb, state, reason = 'it did not say why', remedy }) => html`
<li><p><strong class="${state === 'failed' ? 'bad' : 'doubtful'}">${tool}</strong> for <bdi>${project}</bdi> (${verb}): <bdi>${reason}</bdi></p>${
      remedy === undefined ? '' : html`<p class="note">Remedy: <bdi>${remedy}</bdi></p>`
    }</li>`,
  )}
</ul>
`;
}

function accepted(suppressions: readonly SuppressionUse[]): Html {
  if (suppressions.length === 0) return html``;
  return html`<h3 class="sub">Suppressions</h3>
<ul class="notes">${suppressions.map(({ rule, path, reason, owner, expires, expired, findings, checked }) => {
    const state = expired
      ? html`<strong class="bad">expired</strong>`
      : findings > 0
        ? count(findings, 'finding')
        : checked
          ? html`<strong class="doubtful">unused</strong>`
          : 'not checked in this run';
    return html`
<li><p><strong>${rule}</strong> in <code><bdi>${path}</bdi></code>: ${state}, until ${expires}, by ${owner}</p><p class="note"><bdi>${reason}</bdi></p></li>`;
  })}
</ul>
`;
}
