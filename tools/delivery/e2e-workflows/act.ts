import { existsSync } from 'node:fs';
import { glob, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { outside } from '../e2e/outside.ts';
import type { Run } from '../src/report/run.ts';
import { type GitHub, gitHub, type Known } from './github.ts';
import type { Host } from './host.ts';
import type { Repository } from './repository.ts';

/** What makes a workflow run. */
export interface Trigger {
  /** File in .github/workflows. */
  readonly workflow: string;
  readonly event: 'pull_request' | 'merge_group' | 'push' | 'workflow_dispatch' | 'schedule';
  /** The event's own part of the payload. */
  readonly payload?: object;
  /** `refs/heads/main`; of a request `refs/pull/7/merge`. */
  readonly ref: string;
  /** Commit that is checked out. */
  readonly commit: string;
  /** Secrets of the repository and of its environments. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly gitHub?: Known;
  /** Ends the run when this text is written, as somebody who presses Cancel. */
  readonly cancelAt?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder with the artifacts of earlier runs. */
  readonly artifacts?: string;
}

export interface Execution {
  /** What act says of each job that ran: `success` or `failure`, by its id; of a matrix the worst. */
  readonly jobs: Readonly<Record<string, string>>;
  /** Seconds from the first to the last that each of them wrote; of a matrix the longest. */
  readonly jobSeconds: Readonly<Record<string, number>>;
  /** What nx did in each leg: `project:target status`, sorted. */
  readonly tasks: readonly string[];
  /** What was deployed and rolled back, in order. */
  readonly deploys: readonly Deploy[];
  /** What the API of GitHub was asked. */
  readonly asked: readonly string[];
  /** What is shown beside the code: the workflow commands `error`, `warning` and `notice`. */
  readonly annotations: readonly string[];
  /** What the steps wrote into the summaries of their jobs. */
  readonly summary: string;
  /** What the steps wrote; of jobs that failed last. */
  readonly output: string;
  readonly succeeded: boolean;
  readonly seconds: number;
}

/** What the stand-ins of the executors wrote down. */
export interface Deploy {
  /** Target, environment, version, and how. */
  readonly did: string;
  /** Content of the kubeconfig, and its mode in octal. */
  readonly cluster: string;
  readonly mode: string;
  /** Whether the kubeconfig's text was in the environment as well. */
  readonly leaked: boolean;
  /** Whether Slack would have been told. */
  readonly told: boolean;
}

/** Actions of others that have a stand-in of their own; the rest have nothing to do on this host. */
const STAND_INS = new Set(['checkout', 'setup-python', 'cache', 'upload-artifact', 'download-artifact']);
/** What a workflow sets by itself, or does without. */
const OF_A_WORKFLOW = /^(?:GITHUB_|KUBE|SLACK_|DATABASE_URL|REDIS_URL|NATS_URL)/;
const TOKEN = 'ghs_stand-in';

/** Executes a workflow on this host. Nothing of it reaches GitHub: actions are stand-ins, and the API answers on loopback. */
export async function executeOn(host: Host, repository: Repository, trigger: Trigger): Promise<Execution> {
  const folder = await mkdtemp(path.join(tmpdir(), 'act-'));
  const artifacts = trigger.artifacts ?? path.join(folder, 'artifacts');
  await mkdir(artifacts, { recursive: true });
  const server = await gitHub(trigger.gitHub ?? {}, artifacts, repository.root);
  try {
    return await executeIn(folder, host, repository, { ...trigger, artifacts }, server);
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param folder of this execution. @param trigger its artifacts are kept where the API looks for them. */
async function executeIn(
  folder: string,
  host: Host,
  repository: Repository,
  { artifacts, ...trigger }: Trigger & { readonly artifacts: string },
  server: GitHub,
): Promise<Execution> {
  const event = path.join(folder, 'event.json');
  await writeFile(event, JSON.stringify({ repository: { default_branch: 'main', full_name: 'kerp/kerp', id: 1 }, ...trigger.payload }));
  const journal = path.join(folder, 'journal');
  await writeFile(journal, '');
  const summary = path.join(folder, 'summary');
  await writeFile(summary, '');
  const variables = {
    GITHUB_API_URL: server.url,
    GITHUB_REPOSITORY: 'kerp/kerp',
    GITHUB_REF: trigger.ref,
    SHA_REF: trigger.commit,
    GITHUB_RUN_ID: '1',
    GITHUB_WORKFLOW_REF: `kerp/kerp/.github/workflows/${trigger.workflow}@${trigger.ref}`,
    STAND_IN_ORIGIN: repository.root,
    STAND_IN_CACHE: host.cache,
    STAND_IN_PACKAGES: host.packages,
    STAND_IN_ARTIFACTS: artifacts,
    STAND_IN_JOURNAL: journal,
    STAND_IN_SUMMARY: summary,
    ...trigger.env,
  };
  const secrets = { GITHUB_TOKEN: TOKEN, ...trigger.secrets };
  const args = [
    trigger.event,
    '--json',
    '--no-skip-checkout',
    '--platform=ubuntu-latest=-self-hosted',
    '--no-cache-server',
    `--directory=${repository.root}`,
    `--workflows=.github/workflows/${trigger.workflow}`,
    `--eventpath=${event}`,
    `--action-cache-path=${path.join(folder, 'jobs')}`,
    ...(await actionsIn(repository.root)).map((action) => `--local-repository=${action}=${standInFor(action)}`),
    ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(secrets).flatMap(([name, value]) => ['--secret', `${name}=${value}`]),
  ];
  const started = performance.now();
  const running = execa(host.act, args, {
    cwd: folder,
    env: await environment(path.join(folder, 'bin')),
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  if (trigger.cancelAt !== undefined) {
    const text = trigger.cancelAt;
    running.all.on('data', (chunk: Buffer) => chunk.includes(text) && running.kill('SIGINT'));
  }
  const { all, exitCode } = await running;
  const lines = all.split('\n').map(parsed);
  const jobs = resultsIn(lines);
  const failed = (line: Line) => jobs[idOf(line) ?? ''] === 'failure';
  return {
    jobs,
    jobSeconds: secondsOf(lines),
    tasks: await tasksIn(artifacts),
    deploys: (await readFile(journal, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Deploy),
    asked: server.requests,
    annotations: lines.flatMap(({ msg = '' }) => /::(?:error|warning|notice) .*/.exec(msg)?.[0] ?? []),
    summary: await readFile(summary, 'utf8'),
    output: [...lines.filter((line) => !failed(line)), ...lines.filter(failed)].map(({ msg = '' }) => msg.trimEnd()).join('\n'),
    succeeded: exitCode === 0,
    seconds: (performance.now() - started) / 1000,
  };
}

/** As a runner's, with how this host reaches registries. @param bin folder for programs of ours. */
async function environment(bin: string): Promise<NodeJS.ProcessEnv> {
  const own = Object.entries(outside()).filter(([name]) => !OF_A_WORKFLOW.test(name));
  await makeThatKeeps(bin);
  return { ...Object.fromEntries(own), PATH: [bin, process.env['PATH']].join(path.delimiter) };
}

/** act throws away what a step writes into the summary of its job, as it cannot show it: this make keeps it. */
async function makeThatKeeps(bin: string): Promise<void> {
  const { stdout: make } = await execa('which', ['make']);
  const lines = [
    '#!/bin/sh',
    `${make} "$@"`,
    'code=$?',
    'if [ -n "$GITHUB_STEP_SUMMARY" ]; then cat "$GITHUB_STEP_SUMMARY" >>"$STAND_IN_SUMMARY"; fi',
    'exit $code',
  ];
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, 'make'), `${lines.join('\n')}\n`, { mode: 0o755 });
}

/** @returns `owner/name@commit` of all actions that the workflows name. */
async function actionsIn(root: string): Promise<string[]> {
  const files = await Array.fromAsync(glob('.github/**/*.yml', { cwd: root }));
  const texts = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/uses: ([\w-]+\/[\w-]+)(?:\/[\w/-]+)?@([0-9a-f]{40})/g)].map(([, name, commit]) => `${name}@${commit}`),
  );
  return [...new Set(named)].sort();
}

function standInFor(action: string): string {
  const name = /\/([\w-]+)@/.exec(action)?.[1] ?? '';
  return path.join(import.meta.dirname, 'actions', STAND_INS.has(name) ? name : 'nothing');
}

/** A line of act's log: https://github.com/nektos/act */
interface Line {
  readonly jobID?: string;
  /** `Build/Plan`; of a workflow that is called, `Promote/Deploy/Deploy to production`: the calling job comes first. */
  readonly job?: string;
  readonly jobResult?: string;
  /** ISO 8601. */
  readonly time?: string;
  readonly msg?: string;
}

function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return { msg: line };
  }
}

function resultsIn(lines: readonly Line[]): Record<string, string> {
  const results: Record<string, string> = {};
  for (const line of lines) {
    const id = idOf(line);
    if (id !== undefined && line.jobResult !== undefined && results[id] !== 'failure') results[id] = line.jobResult;
  }
  return results;
}

function secondsOf(lines: readonly Line[]): Record<string, number> {
  const said = Map.groupBy(
    lines.filter(({ job, time }) => job !== undefined && time !== undefined),
    ({ job }) => job,
  );
  const seconds: Record<string, number> = {};
  for (const of of said.values()) {
    const id = idOf(of[0] ?? {});
    const times = of.map(({ time = '' }) => Date.parse(time));
    if (id !== undefined) seconds[id] = Math.max(seconds[id] ?? 0, (Math.max(...times) - Math.min(...times)) / 1000);
  }
  return seconds;
}

/** Jobs that call a workflow are named like their id here. */
function idOf({ jobID, job = '' }: Line): string | undefined {
  const [caller = '', ...called] = job.split('/');
  return called.length > 1 ? caller.toLowerCase() : jobID;
}

async function tasksIn(artifacts: string): Promise<string[]> {
  const runs = existsSync(artifacts) ? await readdir(artifacts, { recursive: true }) : [];
  const files = runs.filter((file) => path.basename(file) === 'run.json');
  const texts = await Promise.all(files.map((file) => readFile(path.join(artifacts, file), 'utf8')));
  return texts
    .flatMap((text) => (JSON.parse(text) as Run).tasks.map(({ project, target, status }) => `${project}:${target} ${status}`))
    .sort();
}
