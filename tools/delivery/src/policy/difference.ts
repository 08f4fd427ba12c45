import type { Policy, ProtectedEnvironment, Ruleset } from './wanted.ts';

/** What a repository has of a policy, in the shape of one: GitHub's answers have more fields. Rulesets are ours only. */
export interface Present {
  readonly rulesets: readonly { readonly id: number; readonly name: string }[];
  readonly environments: readonly ProtectedEnvironment[];
}

/** What is to be set or removed, and the lines that show why. */
export type Change = { readonly lines: readonly string[] } & (
  | { readonly kind: 'ruleset'; readonly wanted: Ruleset; readonly id: number | undefined }
  | { readonly kind: 'stale ruleset'; readonly name: string; readonly id: number }
  | { readonly kind: 'environment'; readonly wanted: ProtectedEnvironment }
);

/** @returns nothing when the repository is as it should be. */
export function difference(policy: Policy, present: Present): Change[] {
  const rulesets = policy.rulesets.map((wanted): Change => {
    const there = present.rulesets.find(({ name }) => name === wanted.name);
    return { kind: 'ruleset', wanted, id: there?.id, lines: linesOf(wanted, there) };
  });
  const environments = policy.environments.map((wanted): Change => {
    const there = present.environments.find(({ name }) => name === wanted.name);
    return { kind: 'environment', wanted, lines: linesOf(wanted, there) };
  });
  const stale = present.rulesets
    .filter(({ name }) => !policy.rulesets.some((wanted) => wanted.name === name))
    .map(({ name, id }): Change => ({ kind: 'stale ruleset', name, id, lines: ['- no branch of the file has it'] }));
  return [...rulesets, ...stale, ...environments].filter(({ lines }) => lines.length > 0);
}

/** As in a diff: `-` is on GitHub, `+` is wanted. */
export function formatChanges(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => [titleOf(change), ...change.lines.map((line) => `  ${line}`)]);
}

export function titleOf(change: Change): string {
  if (change.kind === 'stale ruleset') return `ruleset '${change.name}'`;
  return `${change.kind} '${change.wanted.name}'`;
}

function linesOf(wanted: object, there: object | undefined): string[] {
  const before = leavesOf(there ?? {});
  const after = leavesOf(wanted);
  // What GitHub says beyond what is set is its default, but for a rule, which somebody has added.
  const added = [...before.keys()].filter((place) => /^rules\.\w+$/.test(place) && !after.has(place));
  return [
    ...added.map((place) => `- ${place}: ${before.get(place)}`),
    ...[...after].flatMap(([place, value]) => {
      const old = before.get(place);
      if (old === value) return [];
      return [...(old === undefined ? [] : [`- ${place}: ${old}`]), `+ ${place}: ${value}`];
    }),
  ];
}

/** Every value by its place, `rules.pull_request.require_last_push_approval`; a list is one value, and its order says nothing. */
function leavesOf(value: object, prefix = ''): Map<string, string> {
  const leaves = new Map<string, string>();
  for (const [key, member] of Object.entries(value)) {
    const place = `${prefix}${key}`;
    if (place === 'rules') for (const [name, text] of rulesOf(member)) leaves.set(name, text);
    else if (Array.isArray(member)) leaves.set(place, JSON.stringify(member.map(withSortedKeys).sort(byText)));
    else if (typeof member === 'object' && member !== null)
      for (const [name, text] of leavesOf(member, `${place}.`)) leaves.set(name, text);
    else leaves.set(place, JSON.stringify(member));
  }
  return leaves;
}

function rulesOf(rules: readonly { readonly type: string; readonly parameters?: object }[]): [string, string][] {
  return rules.flatMap(({ type, parameters = {} }) => [[`rules.${type}`, 'yes'], ...leavesOf(parameters, `rules.${type}.`)]);
}

function withSortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
