import type { Report } from '../../src/report/report.ts';
import type { RunTask, TaskStatus } from '../../src/report/run.ts';
import { image, report, task } from './fixture.ts';

const CHECKS = ['lint', 'test'];
const SERVICE = [...CHECKS, 'build', 'docker', 'publish'];
const TOOL = ['build'];

const PROJECTS = {
  'api-server': SERVICE,
  buildinfo: CHECKS,
  crane: TOOL,
  delivery: CHECKS,
  'go-logging': CHECKS,
  'go-settings': CHECKS,
  'golangci-lint': TOOL,
  'grpc-server': CHECKS,
  httpserver: CHECKS,
  'insurance-edi': SERVICE,
  proto: ['generate', 'lint', 'build'],
  'python-base': ['docker'],
  'python-logging': CHECKS,
  'python-settings': CHECKS,
  'tax-scraper': SERVICE,
  worker: SERVICE,
  급여계산: SERVICE,
};

const UNTOUCHED = ['crane', 'python-base', 'python-logging', 'buildinfo'];

/** Projects that the change reaches, with the milliseconds that each executed target took. */
const WORK: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  proto: { generate: 2_310, build: 4_100 },
  'go-settings': { lint: 9_200, test: 3_870 },
  'api-server': { lint: 14_800, test: 21_400, build: 7_900, docker: 3_200 },
  worker: { lint: 13_100, test: 18_650, build: 6_420, docker: 2_940 },
  'tax-scraper': { test: 31_200, docker: 8_800 },
  급여계산: { lint: 1_900, test: 6_300, build: 1_240, docker: 412 },
};

/** What a day's change to one library looks like: three workers, half of the tasks from the cache. */
export function workspaceReport(failing: readonly string[] = []): Report {
  const missing = failing.map((id) => id.split(':')[0]);
  const services = ['api-server', 'insurance-edi', 'tax-scraper', 'worker', '급여계산'].filter((name) => !missing.includes(name));
  const images = services.map((name) =>
    image(name, {
      outcome: name in WORK ? 'built' : 'present',
      size: name === 'tax-scraper' ? 1_240_000_000 : 12_400_000,
      standIns: name === 'tax-scraper' ? ['python:3.12-slim'] : [],
    }),
  );
  const tasks = schedule(new Set(failing));
  const durationMs = Math.max(...tasks.map((each) => each.offsetMs + each.durationMs)) + 350;
  return report({ projects: PROJECTS, tasks, durationMs, images, base: 'main 9c8612d (merge base)' });
}

/** Gives each task in turn to the worker that is free first. */
function schedule(failing: ReadonlySet<string>): RunTask[] {
  const free = [120, 120, 120];
  return Object.entries(PROJECTS)
    .filter(([project]) => !UNTOUCHED.includes(project))
    .sort(([a], [b]) => order(a) - order(b))
    .flatMap(([project, targets]) => {
      let status: TaskStatus = 'ran';
      return targets
        .filter((target) => target !== 'publish')
        .map((target) => {
          if (status === 'failed' || status === 'skipped') {
            status = 'skipped';
            return task(`${project}:${target}`, status, Math.min(...free));
          }
          const durationMs = WORK[project]?.[target];
          status = durationMs === undefined ? (target === 'lint' ? 'cached-local' : 'cached-remote') : 'ran';
          if (failing.has(`${project}:${target}`)) status = 'failed';
          const worker = free.indexOf(Math.min(...free));
          const offsetMs = free[worker] ?? 0;
          free[worker] = offsetMs + (durationMs ?? 15);
          return task(`${project}:${target}`, status, offsetMs, durationMs ?? 15);
        });
    });
}

function order(project: string): number {
  const index = Object.keys(WORK).indexOf(project);
  return index === -1 ? 100 : index;
}
