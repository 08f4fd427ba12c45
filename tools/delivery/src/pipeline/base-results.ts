import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { inWorktree } from '../adapters/worktree.ts';
import type { Changes } from '../ports.ts';
import type { CheckResults } from '../report/findings/finding.ts';
import type { BaseResults } from '../report/findings/verdict.ts';
import type { CoverageTotals } from '../report/history.ts';
import { RUN_FILE, type Run } from '../report/run.ts';
import { CACHED_ONLY_VARIABLE } from '../toolchain/targets.ts';
import { SLOW } from './affected.ts';
import { readJson } from './json.ts';
import { CHECK_TARGETS, JUDGE, JUDGED_TARGETS } from './judge.ts';
import { nx } from './nx.ts';
import { readCoded } from './results.ts';
import { readTests } from './tests.ts';

/** What is known of the commit that a change is compared with. */
export interface BaseFacts {
  readonly results: readonly CheckResults[];
  readonly how: BaseResults;
  readonly coverage: Readonly<Record<string, CoverageTotals>>;
}

/**
 * Has the same checks done on the base: in a worktree with the same cache of Nx, so they are restored when the base was
 * ever checked. Its tests are restored or not at all: nobody waits for tests of a commit that is not theirs.
 * @param projects that the change touches. @param head what their checks found.
 */
export async function baseFacts(
  workspaceRoot: string,
  commit: string,
  projects: readonly string[],
  head: readonly CheckResults[],
  changes: Changes,
): Promise<BaseFacts> {
  const [node, python] = await Promise.all([
    changes.differ(commit, ['package-lock.json']),
    changes.differ(commit, ['uv.lock', 'tools/bin/uv/requirements.txt']),
  ]);
  return inWorktree(workspaceRoot, commit, { node, python }, async (root) => {
    const runner = processRunner(root, workspaceTools(root, []));
    const env = { ...JUDGE, [CACHED_ONLY_VARIABLE]: 'true', NX_BASE: commit, NX_DAEMON: 'false' };
    const selected = [`--targets=${CHECK_TARGETS}`, `--projects=${projects}`, `--exclude=${SLOW}`, '--outputStyle=static'];
    const { exitCode, stdout, stderr } = await runner.capture(nx(['run-many', ...selected], env));
    const run = await readJson<Run | undefined>(root, RUN_FILE, undefined);
    // Where the base has none of these projects, no task runs.
    if (run === undefined && exitCode !== 0) console.error(`${stdout}${stderr}`);
    const all = run ?? { version: 1, argv: [], startedAt: '', durationMs: 0, projects: [], tasks: [] };
    const results = await readCoded(root, all);
    const { coverage } = await readTests(root, all);
    return {
      results,
      how: { commit, ...counts(all), missing: missingIn(all, results, head) },
      coverage: Object.fromEntries(coverage.map(({ project, covered, total }) => [project, { covered, total }])),
    };
  });
}

function counts({ tasks }: Run): Pick<BaseResults, 'restored' | 'ran'> {
  const checks = tasks.filter(({ target }) => JUDGED_TARGETS.includes(target));
  return {
    restored: checks.filter(({ status }) => status.startsWith('cached')).length,
    ran: checks.filter(({ status }) => status === 'ran' || status === 'failed').length,
  };
}

/** Checks of the change that gave no result on the base, as when its own lint does not write any yet. A project that is new has none. */
function missingIn({ projects }: Run, results: readonly CheckResults[], head: readonly CheckResults[]): string[] {
  const idOf = ({ check }: CheckResults) => `${check.project}:${check.verb}`;
  const given = new Set(results.map(idOf));
  const there = new Set(projects.map(({ name }) => name));
  return [...new Set(head.filter(({ check }) => there.has(check.project)).map(idOf))].filter((id) => !given.has(id));
}
