import path from 'node:path';
import { directivesOf, invalid, localReplacement } from './directives.ts';

/** The parts of a go.mod that the project graph needs. */
export interface GoMod {
  readonly module: string;
  /** Module path -> folder, as written: only replacements by a local folder. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Module paths of the `require` directives, indirect ones too. */
  readonly required: readonly string[];
  /** Import paths of the `tool` directives. */
  readonly tools: readonly string[];
}

const VERBS = new Set(['module', 'go', 'toolchain', 'godebug', 'require', 'exclude', 'replace', 'retract', 'tool', 'ignore']);

/**
 * Reads a go.mod.
 * @throws E_MANIFEST_INVALID with file and line when a directive cannot be read.
 */
export function parseGoMod(text: string, file: string): GoMod {
  let module: string | undefined;
  const replaced = new Map<string, string>();
  const required: string[] = [];
  const tools: string[] = [];
  for (const directive of directivesOf(text, file, VERBS, 'mod')) {
    const { verb, words, where } = directive;
    if (verb === 'module') module = words[0] ?? invalid(where, "'module' names no path", 'mod');
    else if (verb === 'tool') tools.push(words[0] ?? invalid(where, "'tool' names no package", 'mod'));
    else if (verb === 'require') required.push(words[0] ?? invalid(where, "'require' names no module", 'mod'));
    else if (verb === 'replace') {
      const replacement = localReplacement(directive, 'mod');
      if (replacement) replaced.set(...replacement);
    }
  }
  return { module: module ?? invalid(`${file}:1`, "there is no 'module' directive", 'mod'), replaced, required, tools };
}

/** The go command names a program after its package, but not after a major version at its end. @param tool as in GoMod.tools. */
export function programOf(tool: string): string {
  return path.posix.basename(tool.replace(/\/v\d+$/, ''));
}
