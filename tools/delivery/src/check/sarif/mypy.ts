import type { Finding } from './finding.ts';
import { jsonLines } from './json.ts';

interface Diagnostic {
  readonly file: string;
  readonly line: number;
  /** From 0, or -1 when there is none. */
  readonly column: number;
  readonly message: string;
  readonly hint: string | null;
  readonly code: string | null;
  readonly severity: 'error' | 'note';
}

/** `mypy --output=json`: a line for each finding. https://mypy.readthedocs.io/en/stable/command_line.html#cmdoption-mypy-output */
export function mypy(text: string): Finding[] {
  return jsonLines<Diagnostic>(text).map(({ file, line, column, message, hint, code, severity }) => ({
    rule: code ?? 'mypy',
    level: severity,
    message: hint ? `${message}\n${hint}` : message,
    file,
    // Of a whole file it says line 0 or -1.
    line: Math.max(line, 1),
    ...(column >= 0 ? { column: column + 1 } : {}),
    ...(code === null ? {} : { help: `https://mypy.readthedocs.io/en/stable/_refs.html#code-${code}` }),
  }));
}
