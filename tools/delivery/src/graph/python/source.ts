import { TextDecoder } from 'node:util';

/** Names by which Python knows an encoding and the platform's decoder does not. */
const PYTHON_NAMES: Readonly<Record<string, string>> = {
  'latin-1': 'latin1',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
};
/** A comment of the first two lines that names the encoding: https://peps.python.org/pep-0263/ */
const COOKIE = /^(?:[ \t\f]*(?:#[^\n]*)?\n)??[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)/;
/** Bytes in which the cookie is looked for. */
const HEAD = 400;
const UTF_8 = new TextDecoder();

/**
 * The text of a Python file, its line ends as `\n`. The encoding matters even to a reader of ASCII only: in cp932 the second
 * byte of a character may be a backslash. What cannot be decoded becomes U+FFFD; an unknown encoding is read as UTF-8.
 */
export function decodePython(bytes: Buffer): string {
  const text = decoderOf(bytes).decode(bytes);
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

function decoderOf(bytes: Buffer): TextDecoder {
  const head = bytes.toString('latin1', 0, HEAD);
  if (!head.includes('coding')) return UTF_8;
  const encoding = COOKIE.exec(head.replaceAll(/\r\n?/g, '\n'))?.[1]?.toLowerCase().replaceAll('_', '-') ?? 'utf-8';
  try {
    return new TextDecoder(PYTHON_NAMES[encoding] ?? encoding.replace(/^cp(?=125\d$)/, 'windows-'));
  } catch {
    return UTF_8;
  }
}
