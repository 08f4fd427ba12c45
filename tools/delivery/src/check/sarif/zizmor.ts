import type { Finding } from './finding.ts';
import { jsonList } from './json.ts';

/** Rows and columns from 0. */
interface Point {
  readonly row: number;
  readonly column: number;
}

interface Location {
  readonly symbolic: {
    readonly key: { readonly Local?: { readonly verbatim_path: string } };
    readonly annotation: string;
    readonly kind: 'Primary' | 'Related' | 'Hidden';
  };
  readonly concrete: { readonly location: { readonly start_point: Point; readonly end_point: Point } };
}

interface Audit {
  readonly ident: string;
  readonly desc: string;
  readonly url: string;
  readonly locations: readonly Location[];
  /** By a comment beside it, or by the settings. */
  readonly ignored?: boolean;
}

/** `zizmor --format=json-v1`: https://docs.zizmor.sh/usage/#json. Its SARIF has paths that begin at the folder it was given. */
export function zizmor(text: string): Finding[] {
  return jsonList<Audit>(text).flatMap(({ ident, desc, url, locations, ignored = false }) => {
    if (ignored) return [];
    const primary = locations.find(({ symbolic }) => symbolic.kind === 'Primary');
    if (primary === undefined) throw new TypeError(`${ident} has no place`);
    const { start_point: start, end_point: end } = primary.concrete.location;
    return {
      rule: ident,
      level: 'error' as const,
      message: `${desc}: ${primary.symbolic.annotation}`,
      file: primary.symbolic.key.Local?.verbatim_path ?? '',
      line: start.row + 1,
      column: start.column + 1,
      endLine: end.row + 1,
      endColumn: end.column + 1,
      help: url,
    };
  });
}
