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
 * @param renamed what git says was renamed or moved: earlier name -> present name.
 *
 * A fingerprint holds the file's name and the neighbours of the line. Where either was changed, a finding is the same if rule and
 * line of code are: each one of the base stands for one of the change, so that a second of its kind is new.
 */
export function compare(head: readonly Finding[], base: readonly Finding[], renamed: ReadonlyMap<string, string>): Comparison {
  const same = match(head, base, ({ tool, fingerprint }) => key(tool, fingerprint));
  const present = (file: string) => renamed.get(file) ?? file;
  const others = base
    .filter((finding) => !same.matched.has(finding))
    .map((finding) => ({ ...finding, file: present(finding.file), finding }));
  const rest = match(same.unmatched, others, ({ tool, rule, file, code }) => (code ? key(tool, rule, file, code) : undefined));
  const found = new Set<Finding>([...same.matched, ...[...rest.matched].map(({ finding }) => finding)]);
  const isNew = new Set(rest.unmatched);
  return {
    new: rest.unmatched,
    old: head.filter((finding) => !isNew.has(finding)),
    fixed: base.filter((finding) => !found.has(finding)),
  };
}

/** Takes one finding of the base for each one of the change that has the same key; without a key it has no partner. */
function match<Of extends Finding>(head: readonly Finding[], base: readonly Of[], keyOf: (finding: Finding) => string | undefined) {
  const available = Map.groupBy(base, keyOf);
  const matched = new Set<Of>();
  const unmatched = head.filter((finding) => {
    const own = keyOf(finding);
    const partner = own === undefined ? undefined : available.get(own)?.shift();
    if (partner !== undefined) matched.add(partner);
    return partner === undefined;
  });
  return { matched, unmatched };
}

function key(...parts: readonly string[]): string {
  return parts.join('\0');
}
