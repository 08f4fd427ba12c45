import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { writeFileWhole } from '../adapters/files.ts';
import { gitClone } from '../adapters/git.ts';
import { processRunner } from '../adapters/process.ts';
import { workspaceTools } from '../adapters/tools.ts';
import { DeliveryError, formatError } from '../errors.ts';
import { readRecord } from '../image/record.ts';
import type { Git, ProcessRunner } from '../ports.ts';
import { formatPage } from '../report/page.ts';
import type { Report } from '../report/report.ts';
import { projectsOf, RUN_FILE, type Run } from '../report/run.ts';
import { formatTable } from '../report/table.ts';
import { type Base, chooseBase, type Green } from './base.ts';
import { deployLocally } from './deploy.ts';
import { nx } from './nx.ts';

const TARGETS = ['lint', 'test', 'build', 'docker'];
/** Tests of several services together take minutes, whatever was changed: `make test` runs them, and CI. */
const SLOW = 'tag:integration';
const REPORT_FILE = 'dist/report/report.json';
const PAGE = 'dist/report/index.html';
const GREEN_FILE = 'dist/report/green.json';

const workspaceRoot = process.cwd();

/** The main job: checks and packs what a change touches, deploys it here, then says what was done. @returns the exit code. */
async function pipeline(): Promise<number> {
  const { values } = parseArgs({
    options: { base: { type: 'string' }, context: { type: 'string' }, deploy: { type: 'boolean', default: true } },
    allowNegative: true,
  });
  const runner = processRunner(workspaceRoot, workspaceTools(workspaceRoot, []));
  const git = gitClone(runner);
  const green = await readJson<Green>(GREEN_FILE, {});
  const base = await chooseBase(git, green, await defaultBranch(), values.base);
  console.log(`Compared with ${base.reason}${base.commit === undefined ? '' : ` (${base.commit.slice(0, 12)})`}`);

  const checked = await runTasks(base, runner);
  if (!checked && (await sayWhyNoGraph(runner))) return 1;
  // Read before the deploy, which calls nx as well.
  const run = await runOf(base);
  const commit = await commitOf(git);
  const deploy = checked && values.deploy ? await deployLocally({ workspaceRoot, context: values.context, commit }, runner) : undefined;
  const success = checked && deploy?.outcome !== 'failed';
  const report = { ...(await reportOf(run, base)), commit, success, ...(deploy === undefined ? {} : { deploy }) };
  await writeFileWhole(workspaceRoot, REPORT_FILE, JSON.stringify(report, null, 2));
  await writeFileWhole(workspaceRoot, PAGE, formatPage(report));
  if (success) await rememberGreen(green, git);
  console.log(
    formatTable(report, { columns: process.stdout.columns ?? 80, color: process.stdout.isTTY === true && process.stdout.hasColors() }),
  );
  console.log(`Report: ${PAGE}`);
  return success ? 0 : 1;
}

function nxArguments({ commit }: Base): string[] {
  const selection = commit === undefined ? ['run-many'] : ['affected', `--base=${commit}`];
  return [...selection, `--targets=${TARGETS.join(',')}`, `--exclude=${SLOW}`, '--outputStyle=static'];
}

async function runTasks(base: Base, runner: ProcessRunner): Promise<boolean> {
  await rm(path.join(workspaceRoot, RUN_FILE), { force: true });
  return (await runner.stream(nx(nxArguments(base)))).exitCode === 0;
}

/**
 * Where a project file is broken, `nx run-many` and `nx affected` say only that there is no project graph; `nx show` names
 * the file. @returns whether that is why no task ran.
 */
async function sayWhyNoGraph(runner: ProcessRunner): Promise<boolean> {
  if (existsSync(path.join(workspaceRoot, RUN_FILE))) return false;
  const { exitCode, stdout, stderr } = await runner.capture(nx(['show', 'projects']));
  if (exitCode !== 0) console.error(`${stdout}${stderr}`);
  return exitCode !== 0;
}

async function runOf(base: Base): Promise<Run> {
  const run = await readJson<Run | undefined>(RUN_FILE, undefined);
  if (run !== undefined && !isDeepStrictEqual(run.argv, nxArguments(base))) {
    throw new DeliveryError('E_COMMAND_FAILED', {
      what: 'another run of nx ended in this clone at the same time: this one cannot be reported',
      where: RUN_FILE,
      fix: 'make pipeline',
    });
  }
  return run ?? noRun();
}

/** @returns the full SHA, with `-dirty` when there are changes that are not committed. */
async function commitOf(git: Git): Promise<string> {
  const [head, { revision }] = await Promise.all([git.commit('HEAD'), git.origin(['.'])]);
  return revision.endsWith('-dirty') ? `${head}-dirty` : head;
}

/** Nx calls no hook when nothing is affected: then there is no file, and no task. */
async function noRun(): Promise<Run> {
  // Imported here, because it takes long and is not needed otherwise.
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const projects = projectsOf(readCachedProjectGraph());
  return { version: 1, argv: [], startedAt: new Date().toISOString(), durationMs: 0, projects, tasks: [] };
}

async function reportOf(run: Run, base: Base): Promise<Omit<Report, 'commit' | 'success'>> {
  const packed = run.tasks.filter(({ target, status }) => target === 'docker' && status !== 'failed' && status !== 'skipped');
  const images = await Promise.all(packed.map(({ project }) => readRecord(workspaceRoot, project)));
  return {
    run,
    base: base.commit === undefined ? base.reason : `${base.reason} (${base.commit.slice(0, 12)})`,
    images: images.map(({ image, digest, source, outcome, standIns, platforms }) => ({
      image,
      digest,
      source,
      outcome,
      standIns,
      size: platforms[0]?.size ?? 0,
    })),
  };
}

async function rememberGreen(green: Green, git: Git): Promise<void> {
  const branch = (await git.branch()) ?? 'HEAD';
  await writeFileWhole(workspaceRoot, GREEN_FILE, JSON.stringify({ ...green, [branch]: await git.commit('HEAD') }));
}

async function defaultBranch(): Promise<string> {
  const { defaultBase = 'main' } = await readJson<{ defaultBase?: string }>('nx.json', {});
  return defaultBase;
}

async function readJson<T>(file: string, otherwise: T): Promise<T> {
  try {
    return JSON.parse(await readFile(path.join(workspaceRoot, file), 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    if (!(error instanceof SyntaxError)) throw error;
    throw new DeliveryError('E_MANIFEST_INVALID', {
      what: error.message,
      where: file,
      fix: 'correct the file, or remove it if it is in dist',
    });
  }
}

try {
  process.exitCode = await pipeline();
} catch (error) {
  if (!(error instanceof DeliveryError)) throw error;
  console.error(formatError(error));
  process.exitCode = 1;
}
