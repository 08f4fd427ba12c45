import { DeliveryError } from '../errors.ts';

/** The parts of a go.mod that the project graph needs. */
export interface GoMod {
  readonly module: string;
  /** Module path -> folder, as written: only replacements by a local folder. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Import paths of the `tool` directives. */
  readonly tools: readonly string[];
}

/**
 * Reads a go.mod. Grammar: https://go.dev/ref/mod#go-mod-file-grammar
 * @throws E_MANIFEST_INVALID with file and line when a directive cannot be read.
 */
export function parseGoMod(text: string, file: string): GoMod {
  let module: string | undefined;
  const replaced = new Map<string, string>();
  const tools: string[] = [];
  for (const { verb, words, line } of directives(text)) {
    const where = `${file}:${line}`;
    if (verb === 'module') module = words[0] ?? invalid(where, "'module' names no path");
    else if (verb === 'tool') tools.push(words[0] ?? invalid(where, "'tool' names no package"));
    else if (verb === 'replace') {
      const arrow = words.indexOf('=>');
      const from = words[0];
      const to = words[arrow + 1];
      if (arrow < 1 || from === undefined || to === undefined) invalid(where, "'replace' needs: old => new");
      else if (/^\.{0,2}(?:\/|$)/.test(to)) replaced.set(from, to);
    }
  }
  return { module: module ?? invalid(`${file}:1`, "there is no 'module' directive"), replaced, tools };
}

function* directives(text: string): Generator<{ verb: string; words: string[]; line: number }> {
  let block: string | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const words = wordsOf(raw);
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (first === ')') block = undefined;
    else if (block !== undefined) yield { verb: block, words, line };
    else if (rest[0] === '(') block = rest[1] === ')' ? undefined : first;
    else yield { verb: first, words: rest, line };
  }
}

/** A comment, a string, a parenthesis, or anything else up to one of them. */
const WORD = /\/\/.*|"[^"]*"|`[^`]*`|[()]|(?:(?!\/\/)[^\s()])+/g;

function wordsOf(line: string): string[] {
  const words = (line.match(WORD) ?? []).filter((word) => !word.startsWith('//'));
  return words.map((word) => (/^(["`]).*\1$/.test(word) ? word.slice(1, -1) : word));
}

function invalid(where: string, what: string): never {
  throw new DeliveryError('E_MANIFEST_INVALID', { what, where, fix: 'correct the file; `go mod edit -json` names the same error' });
}
