/** One JSON document on each line. @throws SyntaxError */
export function jsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** A list in one JSON document. @throws SyntaxError, TypeError when it is anything else. */
export function jsonList<T>(text: string): T[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new TypeError('a list was expected');
  return list as T[];
}
