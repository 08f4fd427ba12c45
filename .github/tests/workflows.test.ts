import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const FOLDER = path.join(import.meta.dirname, '../workflows');
const CACHE = 'NX_SELF_HOSTED_REMOTE_CACHE_SERVER';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': boolean | string;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly steps?: readonly Step[];
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly uses?: string;
}

interface Workflow {
  readonly permissions?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly concurrency: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

const texts = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .sort()
  .map((name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')] as const);
const workflows = texts.map(([name, text]) => [name, load(text) as Workflow] as const);
const jobs = workflows.flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ id: `${file} ${id}`, job, workflow })),
);

const setup = readFileSync(path.join(FOLDER, '../actions/setup/action.yml'), 'utf8');
const setupSteps = (load(setup) as { runs: { steps: readonly Step[] } }).runs.steps;

describe('steps', () => {
  it('are each one call of make, so that they work on a laptop as well, and nothing is put into a shell', () => {
    const runs = [...jobs.flatMap(({ job }) => job.steps ?? []), ...setupSteps].flatMap(({ run }) => run ?? []);
    expect(runs.length).toBeGreaterThan(10);
    expect(runs.filter((run) => !/^make [a-z-]+$/.test(run))).toEqual([]);
  });

  it.each([...texts, ['setup', setup] as const])('of %s use actions of others by commit, with the tag beside it', (_, text) => {
    const used = [...text.matchAll(/uses: (?!\.\/)(.+)$/gm)].map(([, action = '']) => action);
    expect(used.filter((action) => !/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });
});

describe('a run', () => {
  it('ends: each job has a limit of its own', () => {
    expect(jobs.filter(({ job }) => job.uses === undefined && !job['timeout-minutes']).map(({ id }) => id)).toEqual([]);
  });

  it('is cancelled by a newer one where it only looks, never where it deploys', () => {
    const cancels = workflows.map(([file, { concurrency }]) => [file, concurrency['cancel-in-progress']]);
    expect(Object.fromEntries(cancels)).toEqual({
      'build.yml': false,
      'deploy.yml': false,
      'pr-checks.yml': `\${{ github.event_name == 'pull_request' }}`,
      'rollback.yml': false,
      'scan.yml': true,
    });
  });

  it('has an environment to itself: deploy and rollback wait for each other', () => {
    const groups = workflows.map(([file, { concurrency }]) => [file, concurrency.group]);
    expect(new Map(groups as [string, string][]).get('deploy.yml')).toBe(`environment-\${{ inputs.environment }}`);
    expect(new Map(groups as [string, string][]).get('rollback.yml')).toBe(`environment-\${{ inputs.environment }}`);
  });

  it('of a request is judged by a gate that always runs, and knows each job that checks', () => {
    const requests = jobs.filter(({ id }) => id.startsWith('pr-checks.yml'));
    const gate = requests.find(({ id }) => id.endsWith(' gate'))?.job;
    const checking = requests.map(({ id }) => id.replace('pr-checks.yml ', '')).filter((id) => id !== 'gate' && id !== 'coverage');
    expect([gate?.if, gate?.needs]).toEqual(['always()', checking]);
  });
});

describe('coverage', () => {
  it.each(['build.yml', 'pr-checks.yml'])('of %s goes to Codecov with the flag of its language, from what the legs left', (file) => {
    const of = (id: string) => jobs.find((job) => job.id === `${file} ${id}`)?.job;
    const languages = ['go', 'python', 'typescript'];
    expect(of('coverage')?.strategy?.matrix).toEqual({ language: languages });
    const codecov = of('coverage')?.steps?.find(({ uses }) => uses?.startsWith('codecov/'))?.with;
    expect(codecov).toMatchObject({ flags: `\${{ matrix.language }}`, directory: 'dist/coverage' });
    const left = of('check')?.steps?.flatMap(({ with: options }) => options?.['name']?.match(/^coverage-(\w+)-/)?.[1] ?? []);
    expect(left).toEqual(languages);
  });
});

/** Jobs that have a permission to write. */
const writing = (permission: string) => jobs.filter(({ job }) => job.permissions?.[permission] === 'write').map(({ id }) => id);

describe('permissions', () => {
  it.each(workflows)('%s has none, and each job names its own', (_, { permissions, jobs: own }) => {
    expect(permissions).toEqual({});
    for (const [id, job] of Object.entries(own)) expect(job.permissions, id).toBeDefined();
  });

  it.each([
    ['contents', ['build.yml version']],
    ['packages', ['build.yml release']],
    ['attestations', ['build.yml release']],
    [
      'id-token',
      [
        'build.yml check',
        'build.yml coverage',
        'build.yml deploy',
        'build.yml integration',
        'build.yml promote',
        'build.yml release',
        'deploy.yml deploy',
        'pr-checks.yml check',
        'pr-checks.yml coverage',
        'rollback.yml rollback',
      ],
    ],
  ])('%s is written by these jobs only', (permission, expected) => {
    expect(writing(permission).sort()).toEqual(expected);
  });
});

/** The server that a job asks: its own setting counts before that of its workflow. */
const cacheOf = ({ job, workflow }: (typeof jobs)[number]) => job.env?.[CACHE] ?? workflow.env?.[CACHE] ?? '';

describe('secrets', () => {
  it('are in no job that runs the code of a request', () => {
    expect(texts.filter(([name, text]) => name === 'pr-checks.yml' && /secrets\.|secrets: inherit/.test(text))).toEqual([]);
    expect(texts.filter(([, text]) => /secrets\./.test(text)).map(([name]) => name)).toEqual(['deploy.yml', 'rollback.yml']);
  });
});

describe('the remote cache', () => {
  it('is named by a variable of the repository, so that without one nothing is asked', () => {
    expect(new Set(jobs.map(cacheOf))).toEqual(new Set(['', `\${{ vars.${CACHE} }}`]));
  });

  it('is read by nothing that is released or deployed', () => {
    const using = jobs.filter((job) => cacheOf(job) !== '').map(({ id }) => id);
    expect(using).not.toContain('build.yml release');
    expect(using.filter((id) => /^(?:deploy|rollback)\.yml/.test(id))).toEqual([]);
  });

  it.each(texts)('%s has no token for it: who runs is said by OIDC', (_, text) => {
    expect(text).not.toContain('NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN');
    expect(text).not.toContain('pull_request_target');
  });
});
