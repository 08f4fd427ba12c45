import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const FOLDER = path.join(import.meta.dirname, '../workflows');
const CACHE = 'NX_SELF_HOSTED_REMOTE_CACHE_SERVER';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly uses?: string;
}

interface Workflow {
  readonly permissions?: object;
  readonly env?: Readonly<Record<string, string>>;
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
