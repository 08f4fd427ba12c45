import { expect, test } from 'vitest';
import type { Branch } from '../../../src/deploy/settings.ts';
import { type Artifact, releaseIn } from '../../../src/pipeline/github/releases.ts';
import { failureOf } from '../../failure.ts';

const branches: Branch[] = [
  { pattern: 'main', purpose: '', approvals: 2, deploysTo: ['staging', 'production'] },
  { pattern: 'develop', purpose: '', approvals: 1, deploysTo: ['dev'] },
];

function artifact(name: string, branch = 'main', changes: { expired?: boolean; fork?: boolean; id?: number } = {}): Artifact {
  const { expired = false, fork = false, id = 1 } = changes;
  return { name, expired, workflow_run: { id, repository_id: 1, head_repository_id: fork ? 2 : 1, head_branch: branch } };
}

test('the newest run that made a version has it', () => {
  const artifacts = [
    artifact('release-v2', 'main', { id: 8 }),
    artifact('release-v1', 'main', { id: 7 }),
    artifact('release-v1', 'main', { id: 6 }),
  ];
  expect(releaseIn(artifacts, 'v1', 'production', branches)).toEqual({ artifact: 'release-v1', run: 7 });
});

test.each<[what: string, artifacts: Artifact[], message: string]>([
  [
    'a version that nobody made',
    [artifact('release-v1'), artifact('release-v0'), artifact('release-v0')],
    "no run of build.yml has made a version 'v9'\n  fix    name one of: v1, v0",
  ],
  [
    'a version where there is none',
    [artifact('coverage-go-0')],
    "no run of build.yml has made a version 'v9'\n  fix    push to a branch of the environment: build.yml makes a version of it",
  ],
  [
    "an artifact of a fork's request",
    [artifact('release-v9', 'main', { fork: true }), artifact('release-v1')],
    "no run of build.yml has made a version 'v9'\n  fix    name one of: v1",
  ],
  [
    'a version of a branch that is deployed elsewhere',
    [artifact('release-v9', 'develop'), artifact('release-v1')],
    "version 'v9' was made of the branch 'develop', which is not deployed to production (deployments/branches.json)\n  fix    name one of: v1",
  ],
  [
    'a version of a branch of no pattern',
    [artifact('release-v9', '$(id)'), artifact('release-v1')],
    "version 'v9' was made of the branch '$(id)', which is not deployed to production (deployments/branches.json)\n  fix    name one of: v1",
  ],
  [
    'a version that is kept no longer',
    [artifact('release-v9', 'main', { expired: true }), artifact('release-v1')],
    "version 'v9' is kept no longer\n  fix    name one of: v1",
  ],
])('%s is refused', (_what, artifacts, message) => {
  expect(failureOf(() => releaseIn(artifacts, 'v9', 'production', branches))).toBe(`E_VERSION_UNKNOWN: ${message}`);
});
