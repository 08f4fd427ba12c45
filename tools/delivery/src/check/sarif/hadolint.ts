import type { Finding } from './finding.ts';
import { jsonList } from './json.ts';

interface Diagnostic {
  readonly code: string;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `hadolint --format=json`: https://github.com/hadolint/hadolint#output */
export function hadolint(text: string): Finding[] {
  return jsonList<Diagnostic>(text).map(({ code, level, message, file, line, column }) => ({
    rule: code,
    // It fails for every one of them.
    level: 'error',
    message: level === 'error' ? message : `${message} (${level})`,
    file,
    line,
    column,
    help: /^SC/.test(code) ? `https://www.shellcheck.net/wiki/${code}` : `https://github.com/hadolint/hadolint/wiki/${code}`,
  }));
}
