import { formatFindings } from './findings/text.ts';
import type { Findings } from './findings/verdict.ts';
import { printable } from './printable.ts';
import { count } from './quantities.ts';
import type { TableOptions } from './table.ts';

/** What a run of `make fix` did. */
export interface Repairs {
  /** Files that it wrote, made or removed, relative to the workspace root. */
  readonly files: readonly string[];
  /** What the checks say of what it left. */
  readonly left: Findings;
  readonly succeeded: boolean;
  /** What to type next. */
  readonly next: string;
}

/** For a terminal: what was repaired, what was not, and what to do about that. */
export function formatRepairs({ files, left, succeeded, next }: Repairs, options: TableOptions): string {
  const repaired =
    files.length === 0
      ? ['Nothing was to repair']
      : [`Repaired ${count(files.length, 'file')}: see git diff`, ...files.map((file) => `  ${printable(file)}`)];
  if (succeeded) return [...repaired, '', `next  ${next}`].join('\n');
  return [
    ...repaired,
    '',
    'No tool repairs this:',
    ...formatFindings(left, options),
    '',
    `next  correct it by hand, or accept it in suppressions.json; then: ${next}`,
  ].join('\n');
}
