import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await sharedWorkspace());
});
afterAll(() => remove());

const failing = [
  {
    project: 'api-server',
    file: 'apps/api-server/http/broken_test.go',
    text: 'package http\n\nimport "testing"\n\nfunc TestBroken(t *testing.T) { t.Fatal("the sum is wrong") }\n',
  },
  {
    project: 'insurance-edi',
    file: 'apps/insurance-edi/tests/test_broken.py',
    text: 'def test_broken() -> None:\n    raise AssertionError("the sum is wrong")\n',
  },
];

it.each(failing)('a failing test of $project fails the target with its own words', async ({ project, file, text }) => {
  await workspace.edit(file, () => text);
  const failed = await workspace.nx('run', `${project}:test`);
  const filtered = await workspace.nx('run', `${project}:test`, project === 'api-server' ? '--filter=TestProbe' : '--filter=test_main');
  await workspace.edit(file, () => undefined);
  expectFailure(failed, 'the sum is wrong', `E_CHECK_FAILED`, `found problems in ${project}`, `npx nx run ${project}:test`);
  expectSuccess(filtered);
  expectSuccess(await workspace.nx('run', `${project}:test`));
});

const findings = [
  {
    project: 'api-server',
    file: 'apps/api-server/http/untidy.go',
    untidy: 'package http\n\nvar   untidy =  1\n\nvar _ = untidy\n',
    tidy: 'var untidy = 1',
  },
  {
    project: 'insurance-edi',
    file: 'apps/insurance-edi/src/insurance_edi/untidy.py',
    untidy: '"""Untidy."""\nUNTIDY  =  1\n',
    tidy: '\nUNTIDY = 1\n',
  },
];

it.each(findings)('a finding in $project fails lint, and --fix repairs it', async ({ project, file, untidy, tidy }) => {
  await workspace.edit(file, () => untidy);
  expectFailure(
    await workspace.nx('run', `${project}:lint`),
    'E_CHECK_FAILED',
    `found problems in ${project}`,
    `fix    npx nx run ${project}:lint --fix`,
  );
  expectSuccess(await workspace.nx('run', `${project}:lint`, '--fix'));
  expect(await workspace.read(file)).toContain(tidy);
  await workspace.edit(file, () => undefined);
});
