import type { Finding } from './finding.ts';
import { jsonList } from './json.ts';

interface Place {
  readonly row: number;
  readonly column: number;
}

interface Diagnostic {
  readonly code: string | null;
  readonly message: string;
  readonly filename: string;
  readonly location: Place;
  readonly end_location: Place;
  readonly url: string | null;
  /** `ruff check --fix` applies the safe ones. */
  readonly fix: { readonly applicability: 'safe' | 'unsafe' | 'display' } | null;
}

/** `--output-format=json` of `ruff check` and `ruff format --check`: https://docs.astral.sh/ruff/settings/#output-format */
export function ruff(text: string): Finding[] {
  return jsonList<Diagnostic>(text).map(({ code, message, filename, location, end_location: end, url, fix }) => ({
    rule: code ?? 'invalid-syntax',
    level: 'error',
    message,
    file: filename,
    line: location.row,
    column: location.column,
    endLine: end.row,
    endColumn: end.column,
    fixable: fix?.applicability === 'safe',
    ...(url === null ? {} : { help: url }),
  }));
}
