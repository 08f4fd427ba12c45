import type { Finding } from './finding.ts';
import { jsonLines } from './json.ts';

interface Annotation {
  /** Missing for what is gone as a whole. */
  readonly path?: string;
  readonly start_line?: number;
  readonly start_column?: number;
  readonly end_line?: number;
  readonly end_column?: number;
  readonly type: string;
  readonly message: string;
}

/** `--error-format=json` of `buf lint` and `buf breaking`: https://buf.build/docs/reference/cli/buf/lint/ */
export function buf(text: string): Finding[] {
  return jsonLines<Annotation>(text).map(({ path, start_line, start_column, end_line, end_column, type, message }) => ({
    rule: type,
    level: 'error',
    message,
    file: path ?? 'buf.yaml',
    line: start_line ?? 1,
    ...(start_column === undefined ? {} : { column: start_column }),
    ...(end_line === undefined ? {} : { endLine: end_line }),
    ...(end_column === undefined ? {} : { endColumn: end_column }),
    ...(type === 'COMPILE' ? {} : { help: `https://buf.build/docs/reference/rules/#${type.toLowerCase()}` }),
  }));
}
