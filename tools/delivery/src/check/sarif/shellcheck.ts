import type { Finding } from './finding.ts';

interface Comment {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly code: number;
  readonly message: string;
}

/** `shellcheck --format=json1`: https://www.shellcheck.net/wiki/Integration */
export function shellcheck(text: string): Finding[] {
  const { comments } = JSON.parse(text) as { readonly comments: readonly Comment[] };
  return comments.map(({ code, message, file, line, endLine, column, endColumn }) => ({
    rule: `SC${code}`,
    // It fails for every one of them, whatever their level.
    level: 'error',
    message,
    file,
    line,
    column,
    endLine,
    endColumn,
    help: `https://www.shellcheck.net/wiki/SC${code}`,
  }));
}
