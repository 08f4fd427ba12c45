import { parseArgs } from 'node:util';
import { gitChanges } from '../adapters/changes.ts';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { readRecord } from '../image/record.ts';
import type { ReportImage } from '../report/report.ts';
import type { Run } from '../report/run.ts';
import { runAffected } from './affected.ts';
import { chooseBase, nameOf } from './base.ts';
import { conclude } from './conclude.ts';
import { deployLocally, namedCluster } from './deploy.ts';
import { main } from './entry.ts';
import { defaultBranch, readGreen, rememberGreen } from './green.ts';
import { show } from './publish.ts';

const TARGETS = ['lint', 'test', 'scan', 'build', 'docker'];

/** Only where they are wanted: their results depend on the day, and on a server that not every machine reaches. */
const AUDITS = ['audit', 'image-scan'];

const COMMAND = 'make pipeline';

const workspaceRoot = process.cwd();

/** The main job: checks and packs what a change touches, deploys it here, then says what was done. @returns the exit code. */
async function pipeline(): Promise<number> {
  const { values } = parseArgs({
    options: {
      base: { type: 'string' },
      context: { type: 'string' },
      deploy: { type: 'boolean', default: true },
      audit: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  // Before minutes of checks: what is named wrong is said at once.
  const cluster = values.deploy && values.context !== undefined ? namedCluster(values.context) : undefined;
  const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  const git = gitClone(runner);
  const changes = gitChanges(runner);
  const base = await chooseBase(git, await readGreen(workspaceRoot), await defaultBranch(workspaceRoot), {
    asked: values.base,
    command: COMMAND,
  });
  console.log(`Compared with ${nameOf(base)}`);

  const targets = values.audit ? [...TARGETS, ...AUDITS] : TARGETS;
  const done = await runAffected(base, { workspaceRoot, targets, command: COMMAND }, runner);
  if (done === undefined) return 1;
  const { report, results } = await conclude(
    { workspaceRoot, ...done, base, judged: false, images: await imagesOf(done.run) },
    git,
    changes,
  );
  const { commit, success: checked } = report;
  const deploy = checked && values.deploy ? await timed(() => deployLocally({ workspaceRoot, cluster, commit }, runner)) : undefined;
  const success = checked && deploy?.outcome !== 'failed';
  if (success) await rememberGreen(workspaceRoot, git);
  const whole = { ...report, success, ...(deploy === undefined ? {} : { deploy }) };
  await show(workspaceRoot, { report: whole, results, base: base.commit }, changes);
  return success ? 0 : 1;
}

async function timed<T>(work: () => Promise<T>): Promise<T & { durationMs: number }> {
  const started = performance.now();
  return { ...(await work()), durationMs: Math.round(performance.now() - started) };
}

async function imagesOf({ tasks }: Run): Promise<ReportImage[]> {
  const packed = tasks.filter(({ target, status }) => target === 'docker' && status !== 'failed' && status !== 'skipped');
  const images = await Promise.all(packed.map(({ project }) => readRecord(workspaceRoot, project)));
  return images.map(({ image, digest, source, outcome, standIns, platforms }) => ({
    image,
    digest,
    source,
    outcome,
    standIns,
    size: platforms[0]?.size ?? 0,
  }));
}

await main(pipeline);
