import type { Finding } from './finding.ts';

/** Findings of a change beside those of its base. */
export interface Comparison {
  readonly new: readonly Finding[];
  readonly old: readonly Finding[];
  /** Those of the base that the change has no more. */
  readonly fixed: readonly Finding[];
}

/**
 * Tells findings that the change brought from those that were there before.
 * @param head findings of the change, with their code.
 * @param base findings of the base, with their code.
 * @param renamed what git says was renamed or moved: earlier name -> present name. A fingerprint holds the file's name, so in
 * such a file a finding is the same if rule and line are.
 */
export function compare(head: readonly Finding[], base: readonly Finding[], renamed: ReadonlyMap<string, string>): Comparison {
  const same = match(head, base, ({ tool, fingerprint }) => key(tool, fingerprint));
  const moved = base.filter((finding) => !same.matched.has(finding) && renamed.has(finding.file));
  const rest = match(same.unmatched, moved, ({ tool, rule, file, code = '' }) => key(tool, rule, renamed.get(file) ?? file, code));
  const found = new Set([...same.matched, ...rest.matched]);
  const isNew = new Set(rest.unmatched);
  return {
    new: rest.unmatched,
    old: head.filter((finding) => !isNew.has(finding)),
    fixed: base.filter((finding) => !found.has(finding)),
  };
}

/** Takes one finding of the base for each one of the change that has the same key. */
function match(head: readonly Finding[], base: readonly Finding[], keyOf: (finding: Finding) => string) {
  const available = Map.groupBy(base, keyOf);
  const matched = new Set<Finding>();
  const unmatched = head.filter((finding) => {
    const partner = available.get(keyOf(finding))?.shift();
    if (partner !== undefined) matched.add(partner);
    return partner === undefined;
  });
  return { matched, unmatched };
}

function key(...parts: readonly string[]): string {
  return parts.join('\0');
}
