import { DeliveryError } from '../../errors.ts';

/** One directive of a go.mod or go.work; a line of a block is one of its own. */
export interface Directive {
  readonly verb: string;
  readonly words: readonly string[];
  /** `file:line` */
  readonly where: string;
}

/** The two files that share these rules, by the command that checks them. */
export type Checker = 'mod' | 'work';

/**
 * Grammar of both files: https://go.dev/ref/mod#go-mod-file-grammar
 * @throws E_MANIFEST_INVALID for a verb that is not in `verbs` and for a block without a beginning or an end.
 */
export function directivesOf(text: string, file: string, verbs: ReadonlySet<string>, checker: Checker): Directive[] {
  const found: Directive[] = [];
  let block: { verb: string; where: string } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const where = `${file}:${index + 1}`;
    const words = wordsOf(raw);
    const [first, second, third] = words;
    if (first === undefined) continue;
    if (first === ')') {
      if (block === undefined) invalid(where, "')' closes nothing", checker);
      block = undefined;
    } else if (block !== undefined) found.push({ verb: block.verb, words, where });
    else if (!verbs.has(first)) invalid(where, `'${first}' is no directive`, checker);
    else if (second !== '(') found.push({ verb: first, words: words.slice(1), where });
    else if (third !== ')') block = { verb: first, where };
  }
  if (block) invalid(block.where, `the block of '${block.verb}' has no end`, checker);
  return found;
}

/** What `replace` says, if the new place is a folder: of another version of the module nothing is known here. */
export function localReplacement({ words, where }: Directive, checker: Checker): [module: string, folder: string] | undefined {
  const arrow = words.indexOf('=>');
  const from = words[0];
  const to = words[arrow + 1];
  if (arrow < 1 || from === undefined || to === undefined) return invalid(where, "'replace' needs: old => new", checker);
  return /^\.{0,2}(?:\/|$)/.test(to) ? [from, to] : undefined;
}

/** A comment, a string, a parenthesis, or anything else up to one of them. */
const WORD = /\/\/.*|"[^"]*"|`[^`]*`|[()]|(?:(?!\/\/)[^\s()])+/g;

function wordsOf(line: string): string[] {
  const words = (line.match(WORD) ?? []).filter((word) => !word.startsWith('//'));
  return words.map((word) => (/^(["`]).*\1$/.test(word) ? word.slice(1, -1) : word));
}

export function invalid(where: string, what: string, checker: Checker): never {
  throw new DeliveryError('E_MANIFEST_INVALID', {
    what,
    where,
    fix: `correct the file; \`go ${checker} edit -json\` names the same error`,
  });
}
