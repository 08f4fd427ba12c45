import { directivesOf, invalid, localReplacement } from './directives.ts';

/** The parts of a go.work that the project graph needs. */
export interface GoWork {
  /** Folders of the modules that it joins, as written, each with its `file:line`. */
  readonly used: readonly { readonly folder: string; readonly where: string }[];
  /** Module path -> folder, as written: only replacements by a local folder. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Paths of all modules that it replaces, by a folder or by another version. */
  readonly overridden: readonly string[];
}

const VERBS = new Set(['go', 'toolchain', 'godebug', 'use', 'replace']);

/**
 * Reads a go.work. https://go.dev/ref/mod#workspaces
 * @throws E_MANIFEST_INVALID with file and line when a directive cannot be read.
 */
export function parseGoWork(text: string, file: string): GoWork {
  const used: { folder: string; where: string }[] = [];
  const replaced = new Map<string, string>();
  const overridden: string[] = [];
  for (const directive of directivesOf(text, file, VERBS, 'work')) {
    const { verb, words, where } = directive;
    if (verb === 'use') used.push({ folder: words[0] ?? invalid(where, "'use' names no folder", 'work'), where });
    if (verb !== 'replace') continue;
    const replacement = localReplacement(directive, 'work');
    if (replacement) replaced.set(...replacement);
    overridden.push(words[0] ?? '');
  }
  return { used, replaced, overridden };
}
