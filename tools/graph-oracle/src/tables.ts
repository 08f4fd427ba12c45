import type { Failed } from '../../bench/src/graph/rounds.ts';
import { formatTable } from '../../bench/src/table.ts';
import type { Contestant } from './contest.ts';
import type { Score } from './scores.ts';

/** How well a tool knows the edges, and the time that it takes. */
export type Judged = (Score & { readonly milliseconds: number }) | Failed;

/** A checkout, one language of it, and how well each tool knows its edges. */
export interface Comparison {
  readonly language: 'go' | 'python';
  readonly name: string;
  readonly projects: number;
  /** Pairs of projects. */
  readonly edges: number;
  /** Ours, where an edge is right only if it is of the right kind as well. */
  readonly withKinds: Score;
  readonly scores: ReadonlyMap<Contestant, Judged>;
  /** Projects that we do not know. */
  readonly missing: number;
  /** Edges that Nx shows and the plugin does not find when it runs by itself, and the reverse: there should be none. */
  readonly unlikeNx: number;
}

interface Layout {
  readonly language: string;
  readonly projects: string;
  /** With their titles; the first is ours. */
  readonly contestants: readonly (readonly [Contestant, title: string])[];
}

const LAYOUTS: Readonly<Record<Comparison['language'], Layout>> = {
  go: {
    language: 'Go',
    projects: 'modules',
    contestants: [
      ['ours', 'ours'],
      ['@nx-go/nx-go', '@nx-go/nx-go'],
      ['@nx-go/nx-go, named', '@nx-go/nx-go, named'],
      ['turbo, Go', 'turbo'],
    ],
  },
  python: {
    language: 'Python',
    projects: 'projects',
    contestants: [
      ['ours', 'ours'],
      ['@nxlv/python, named', '@nxlv/python, named'],
      ['turbo, Python', 'turbo'],
    ],
  },
};

/** A Markdown table of one language, and below it why a tool made no graph. */
export function formatComparisons(language: Comparison['language'], comparisons: readonly Comparison[]): string {
  const layout = LAYOUTS[language];
  const causes: string[] = [];
  const cell = (result: Judged | undefined) => {
    if (result === undefined) return '';
    if (!('failure' in result)) return `${formatScore(result)} ${formatSeconds(result.milliseconds)}`;
    if (!causes.includes(result.failure)) causes.push(result.failure);
    return `none [${causes.indexOf(result.failure) + 1}]`;
  };
  const rows = comparisons
    .filter((comparison) => comparison.language === language)
    .map(({ name, projects, edges, scores, withKinds, missing, unlikeNx }) => {
      const [ours, ...others] = layout.contestants.map(([contestant]) => cell(scores.get(contestant)));
      const marks = [missing > 0 ? ` (${missing} projects missing)` : '', unlikeNx > 0 ? ` (${unlikeNx} unlike nx graph)` : ''];
      const kinds = 'failure' in (scores.get('ours') ?? {}) ? '' : formatScore(withKinds);
      return [name, String(projects), String(edges), `${ours}${marks.join('')}`, kinds, ...others];
    });
  const [ours, ...others] = layout.contestants.map(([, title]) => title);
  const table = formatTable([layout.language, layout.projects, 'edges', ours ?? '', 'with kinds', ...others], rows);
  return [table, '', ...causes.map((cause, position) => `[${position + 1}] ${cause}`)].join('\n').trimEnd();
}

/** Precision and recall. Rounded down, so that 1.000 is all of them. */
function formatScore({ precision, recall }: Score): string {
  const share = (value: number | undefined) => (value === undefined ? '-' : (Math.floor(value * 1000) / 1000).toFixed(3));
  return `${share(precision)} / ${share(recall)}`;
}

function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
