import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { type Execution, executeOn } from '../../../delivery/e2e-workflows/act.ts';
import { AUDIT, type Host, prepareHost } from '../../../delivery/e2e-workflows/host.ts';
import { type Repository, repositoryOf } from '../../../delivery/e2e-workflows/repository.ts';
import { pullRequest } from '../../../delivery/e2e-workflows/scenario.ts';
import { JUDGE_VARIABLE } from '../../../delivery/src/check/judge.ts';
import type { Lab } from '../lab.ts';
import { paired, type Summary, summarize } from '../statistics.ts';
import { formatRatio, formatTable, formatTime } from '../table.ts';
import { AUTHOR, CHANGED_FILE, changedLine, copyMade, MADE } from '../workspace.ts';

const WAYS = ['ours', 'seed'] as const;
type Way = (typeof WAYS)[number];
/** The plan's workflow, and its name beside ours. */
const [PLANNED, SEED] = [path.resolve(import.meta.dirname, '../../seed/pr-checks.yml'), 'seed.yml'];

/** Every job has a folder of its own here, and always the same one on GitHub: what Go compiles must not depend on that. */
const ENV = { GOFLAGS: '-trimpath -buildvcs=false' };

/** Milliseconds of the workflow of a request that changes one line of api-server. */
export interface Workflows {
  readonly whole: Readonly<Record<Way, readonly number[]>>;
  /** Of each job, by its id. */
  readonly jobs: Readonly<Record<Way, Readonly<Record<string, readonly number[]>>>>;
  /** Tasks that nx ran, not restored, in the last round. */
  readonly ran: readonly string[];
}

/** Each round makes a request of a line that no cache has seen, for both ways, and executes its workflow with act. */
export async function measureWorkflows({ root, scratch, stopwatch, log }: Lab, rounds: number): Promise<Workflows> {
  log('workflows: a repository, and caches as after a run of main');
  for (const tool of ['act', 'golangci-lint']) await stopwatch.output({ program: 'nx', args: ['run', `${tool}:build`], cwd: root });
  const folder = path.join(scratch, 'workflows');
  const host = await prepareHost(root, folder, { standIns: [AUDIT], adapt: async () => undefined, run: runAffected });
  const repositories = { ours: await repositoryOf(host.origin, `${folder}/ours`), seed: await seedRepository(host, `${folder}/seed`) };
  const rows: Record<Way, Execution>[] = [];
  // Round 0 is not counted: it fills the caches of the tools, which both ways share.
  for (let round = 0; round <= rounds; round++) {
    const ours = await execute(host, repositories.ours, 'pr-checks.yml', `ours ${round}`);
    const seed = await execute(host, repositories.seed, SEED, `seed ${round}`);
    if (round === 0) continue;
    log(`workflows: round ${round} of ${rounds}`);
    rows.push({ ours, seed });
  }
  return summarizeRounds(rows);

  /** As a push to main does it, of all that a change of this file can reach. */
  async function runAffected(origin: string): Promise<void> {
    const args = ['affected', '--targets=lint,scan,audit,test', `--files=${CHANGED_FILE}`, '--outputStyle=static'];
    const PATH = [path.join(origin, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);
    await stopwatch.output({ program: 'nx', args, cwd: origin, env: { ...ENV, PATH, [JUDGE_VARIABLE]: 'report', NX_DAEMON: 'false' } });
  }

  async function seedRepository({ origin }: Host, at: string): Promise<Repository> {
    const repository = await repositoryOf(origin, at);
    await copyFile(PLANNED, path.join(at, '.github/workflows', SEED));
    await copyMade(origin, at);
    await stopwatch.output({ program: 'git', args: ['add', '--force', '--', '.github', ...MADE], cwd: at });
    await stopwatch.output({ program: 'git', args: [...AUTHOR, 'commit', '--quiet', '--message=bench: the plan'], cwd: at });
    return repository;
  }

  async function execute(to: Host, repository: Repository, workflow: string, mark: string): Promise<Execution> {
    const head = `feature/${mark.replace(' ', '-')}`;
    await repository.switch(head, 'main');
    await repository.commit(CHANGED_FILE, (text) => changedLine(text, mark));
    const commit = await repository.merge('main', head);
    const env = { ...ENV, GOLANGCI_LINT: path.join(root, 'tools/bin/golangci-lint/bin/golangci-lint') };
    const execution = await executeOn(to, repository, { ...pullRequest(commit, { head }), workflow, env });
    if (!execution.succeeded) throw new Error(`${workflow} is not green, which is no measurement:\n${execution.output}`);
    return execution;
  }
}

function summarizeRounds(rows: readonly Record<Way, Execution>[]): Workflows {
  const of = <Value>(take: (way: Way) => Value) => ({ ours: take('ours'), seed: take('seed') });
  const milliseconds = (seconds: number) => seconds * 1000;
  return {
    whole: of((way) => rows.map((row) => milliseconds(row[way].seconds))),
    jobs: of((way) => {
      const names = Object.keys(rows[0]?.[way].jobSeconds ?? {});
      return Object.fromEntries(names.map((name) => [name, rows.map((row) => milliseconds(row[way].jobSeconds[name] ?? 0))]));
    }),
    ran: (rows.at(-1)?.ours.tasks ?? []).filter((task) => task.endsWith(' ran')).map((task) => task.slice(0, -' ran'.length)),
  };
}

export function showWorkflows({ whole, jobs, ran }: Workflows): string {
  const jobsOf = (way: Way) => Object.entries(jobs[way]).map(([name, times]) => [`  ${name}`, formatTime(summarize(times)), '']);
  const ratio: Summary = paired(whole.seed, whole.ours, (theirs, own) => theirs / own);
  const table = formatTable(
    ['a request of one line in api-server', 'median (min..max)', 'by ours'],
    [
      ['ours: what is affected', formatTime(summarize(whole.ours)), ''],
      ...jobsOf('ours'),
      ['seed: every job', formatTime(summarize(whole.seed)), formatRatio(ratio)],
      ...jobsOf('seed'),
    ],
  );
  return `${table}\n\nours ran: ${ran.join(', ')}`;
}
