import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseBranches, parseEnvironments } from '../src/deploy/settings.ts';
import { policyOf } from '../src/pipeline/github/destination.ts';
import type { Execution } from './act.ts';
import { execute, repository } from './fixtures.ts';
import { changeService, mergeGroup, pullRequest, push, SERVICE } from './scenario.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DOCUMENT = path.join(ROOT, '.github/workflows/README.md');
const [BEGIN, END] = ['<!-- table: written by `UPDATE=1 npx nx run workflows:scenarios` -->', '<!-- end of the table -->'];
const [branches, environments] = await settings();
const rows: string[] = [];

async function settings() {
  const [branchesText, environmentsText] = await Promise.all(
    ['branches', 'environments'].map((name) => readFile(path.join(ROOT, `deployments/${name}.json`), 'utf8')),
  );
  const known = parseEnvironments(environmentsText ?? '');
  return [parseBranches(branchesText ?? '', known), known.environments] as const;
}

/** A line of the table: what was executed, and who must have agreed to it. */
function record(event: string, branch: string, { jobs, deploys }: Execution): void {
  const went = [...new Set(deploys.map(({ did }) => did.split(' ')[1] ?? ''))];
  const merged = event === 'pull_request' ? `${policyOf(branch, branches).approvals} of the request` : '';
  const approved = went.map((name) => [name, environments[name]?.approvals ?? 0] as const).filter(([, count]) => count > 0);
  const approvals = [merged, ...approved.map(([name, count]) => `${count} before ${name}`)].filter(Boolean).join(', ');
  rows.push(`| ${event} | ${branch} | ${Object.keys(jobs).sort().join(', ')} | ${went.join(', then ') || '-'} | ${approvals || '-'} |`);
}

test('pull_request to main', async () => {
  const github = await repository();
  await github.switch('bugfix/one', 'main');
  await github.commit('README.md', (text) => `${text}\n`);
  const execution = await execute(github, pullRequest(await github.merge('main', 'bugfix/one')));
  expect(execution.jobs, execution.output).toMatchObject({ gate: 'success' });
  record('pull_request', 'main', execution);
});

test('merge_group: compared with what the queue builds on', async () => {
  const github = await repository();
  await github.switch('feature/queued', 'main');
  const base = await github.commit(SERVICE, changeService);
  const commit = await github.commit('README.md', (text) => `${text}\n`);
  const execution = await execute(github, mergeGroup(commit, base));
  expect(execution.jobs, execution.output).toMatchObject({ gate: 'success' });
  expect(execution.output).toContain(`Compared with what the merge queue of main builds on (${base.slice(0, 12)})`);
  expect(execution.tasks.filter((task) => task.startsWith('api-server:'))).toEqual([]);
  record('merge_group', 'main', execution);
});

const JOBS = ['plan', 'check', 'integration', 'version', 'release', 'durations', 'coverage'];
const BUILT = Object.fromEntries(JOBS.map((job) => [job, 'success']));

test.each([
  ['main', { deploy: 'success', promote: 'success' }, ['deploy staging V', 'deploy production V plan', 'deploy production approved']],
  ['develop', { deploy: 'success' }, ['deploy dev V']],
  ['release/1.2', { deploy: 'success' }, ['deploy staging V']],
  ['hotfix/login', { deploy: 'success' }, ['deploy production V plan', 'deploy production approved']],
])('push to %s', async (branch, deployed, deploys) => {
  const github = await repository();
  if (branch !== 'main') await github.switch(branch, 'main');
  const commit = await github.commit('LICENSE', () => 'None.\n');
  const execution = await execute(github, push(branch, commit, github.main));
  expect(execution.jobs, execution.output).toEqual({ ...BUILT, ...deployed });
  const version = /^version: (.+)$/m.exec(execution.output)?.[1] ?? '';
  expect(execution.deploys.map(({ did }) => did.replace(version, 'V'))).toEqual(deploys);
  expect(execution.deploys[0]).toMatchObject({ cluster: 'kubeconfig of the environment', mode: '600', leaked: false, told: true });
  record('push', branch, execution);
});

test('the table in the document is what was executed', async () => {
  // Of a run of some of these tests there is no table.
  expect(rows).toHaveLength(6);
  const table = ['| event | branch | jobs | deployed to | approvals |', '|---|---|---|---|---|', ...rows].join('\n');
  const text = await readFile(DOCUMENT, 'utf8');
  const current = `${text.slice(0, text.indexOf(BEGIN) + BEGIN.length)}\n\n${table}\n\n${text.slice(text.indexOf(END))}`;
  if (process.env['UPDATE']) await writeFile(DOCUMENT, current);
  else expect(text).toBe(current);
});
