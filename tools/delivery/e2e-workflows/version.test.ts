import { expect, test } from 'vitest';
import { execute, repository } from './fixtures.ts';
import { changeService, push, SERVICE } from './scenario.ts';

test.each([
  { branch: 'main', message: 'fix(api-server): say what was not sent', next: 'v1.2.4', first: 'staging' },
  { branch: 'release/1.2', message: 'feat(api-server): say what was not sent', next: 'v1.3.0', first: 'staging' },
  // Whatever its commits say.
  { branch: 'hotfix/login', message: 'feat(api-server): another way to log in', next: 'v1.2.4', first: 'production' },
])('a push to $branch that passed is $next, which is tagged and deployed', async ({ branch, message, next, first }) => {
  const github = await repository();
  await github.tag('v1.2.3', github.main);
  if (branch !== 'main') await github.switch(branch, 'main');
  const commit = await github.commit(SERVICE, changeService, message);
  const execution = await execute(github, push(branch, commit, github.main));
  expect(execution.jobs, execution.output).toMatchObject({ check: 'success', version: 'success', release: 'success' });
  expect(await github.tags()).toEqual([`v1.2.3 ${github.main}`, `${next} ${commit}`]);
  expect(execution.asked).toContain('POST /repos/kerp/kerp/git/refs');
  expect(execution.deploys[0]?.did).toMatch(new RegExp(`^deploy ${first} ${next}(?: plan)?$`));
});

test('nothing that users see: no version; and none on develop', async () => {
  const github = await repository();
  await github.tag('v1.2.3', github.main);
  await github.switch('develop', 'main');
  const commit = await github.commit('LICENSE', () => 'None.\n', 'feat: a licence');
  const execution = await execute(github, push('develop', commit, github.main));
  expect(execution.jobs, execution.output).toMatchObject({ version: 'success', deploy: 'success' });
  expect(execution.output).toContain('no versions are made on develop');
  expect(await github.tags()).toEqual([`v1.2.3 ${github.main}`]);
});
