/**
 * Adds lines at the end of an indented block: a list or a table of YAML, TOML or go.work.
 * @param header the line above the block, as written.
 * @throws when there is no such line.
 */
export function withLines(text: string, header: string, added: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(header);
  if (start < 0) throw new Error(`there is no line '${header}'`);
  const after = lines.slice(start + 1).findIndex((line) => !belongs(line));
  const end = after < 0 ? lines.length : start + 1 + after;
  return [...lines.slice(0, end), added, ...lines.slice(end)].join('\n');
}

/** Takes out what {@link withLines} added. */
export function withoutLines(text: string, added: string): string {
  return text.replace(`\n${added}\n`, '\n');
}

/** Adds a paragraph at the end. */
export function withSection(text: string, section: string): string {
  return `${text}\n${section}\n`;
}

/** Takes a top-level block of YAML out, whatever stands in it, with the empty line above it. */
export function withoutSection(text: string, key: string): string {
  return text.replace(new RegExp(`\\n${key}:\\n(?:[ \\t]+.*\\n)*`), '');
}

/** Adds a word to the end of the list that is written in one line after `before`. @throws when there is no such list. */
export function withWord(text: string, before: string, word: string): string {
  const end = text.indexOf(']', text.indexOf(before));
  if (!text.includes(before) || end < 0) throw new Error(`there is no '${before}'`);
  return `${text.slice(0, end)}, ${word}${text.slice(end)}`;
}

export function withoutWord(text: string, word: string): string {
  return text.replace(`, ${word}`, '');
}

function belongs(line: string): boolean {
  return /^\s+\S|^[\w-]+ = /.test(line);
}
