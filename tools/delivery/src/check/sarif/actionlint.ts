import type { Finding } from './finding.ts';
import { jsonList } from './json.ts';

interface Diagnostic {
  readonly message: string;
  readonly filepath: string;
  readonly line: number;
  readonly column: number;
  readonly end_column: number;
  readonly kind: string;
}

/** `actionlint -format '{{json .}}'`: https://github.com/rhysd/actionlint/blob/main/docs/usage.md#format */
export function actionlint(text: string): Finding[] {
  return jsonList<Diagnostic>(text).map(({ message, filepath, line, column, end_column: end, kind }) => ({
    rule: kind,
    level: 'error',
    message,
    file: filepath,
    // YAML that cannot be read has column 0.
    line: Math.max(line, 1),
    column: Math.max(column, 1),
    ...(end >= column && end > 0 ? { endLine: line, endColumn: end + 1 } : {}),
    help: 'https://github.com/rhysd/actionlint/blob/main/docs/checks.md',
  }));
}
