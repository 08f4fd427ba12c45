import type { Report, ReportImage } from '../../src/report/report.ts';
import type { RunTask, TaskStatus } from '../../src/report/run.ts';

export const COMMIT = '3f2a1b9c0d12e4f5a6b7c8d9e0f1a2b3c4d5e6f7';
export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** A task from its id, `project:target`. */
export function task(id: string, status: TaskStatus, offsetMs = 0, durationMs = 0): RunTask {
  const [project = '', target = ''] = id.split(':');
  return { project, target, status, offsetMs, durationMs, hash: '1' };
}

export function image(name: string, facts: Partial<ReportImage> = {}): ReportImage {
  return { image: name, digest: DIGEST, source: 'src-4f1c', size: 12_400_000, outcome: 'built', standIns: [], ...facts };
}

interface Facts extends Partial<Omit<Report, 'run'>> {
  /** Names of projects and their targets; all have lint and test when there are none. */
  readonly projects?: Readonly<Record<string, readonly string[]>>;
  readonly tasks?: readonly RunTask[];
  readonly durationMs?: number;
}

/** A report that passed, with the projects that its tasks name unless it is given others. */
export function report({ projects, tasks = [], durationMs = 80_000, ...facts }: Facts = {}): Report {
  const named = projects ?? Object.fromEntries(tasks.map(({ project }) => [project, ['lint', 'test']]));
  return {
    version: 1,
    run: {
      version: 1,
      argv: ['affected'],
      startedAt: '2026-03-02T01:02:03.000Z',
      durationMs,
      projects: Object.entries(named).map(([name, targets]) => ({ name, root: `apps/${name}`, targets })),
      tasks,
    },
    base: 'main 9c8612d',
    commit: COMMIT,
    success: tasks.every(({ status }) => status !== 'failed'),
    reasons: [],
    findings: { checks: [], list: [], fixed: 0, suppressions: [] },
    tests: { passed: 0, failed: 0, skipped: 0, failures: [], slowest: [], flaky: [] },
    coverage: [],
    savedMs: 0,
    images: [],
    ...facts,
  };
}
