import { withPackage } from '../adapters/optional.ts';
import { readBranches, readEnvironments } from '../deploy/prepare.ts';
import { BRANCHES_FILE } from '../deploy/settings.ts';
import { DeliveryError } from '../errors.ts';
import { executor } from '../executor.ts';
import type { Repository } from '../ports.ts';
import { type Change, difference, formatChanges, titleOf } from './difference.ts';
import { type Policy, wantedPolicy } from './wanted.ts';

interface Options {
  readonly check?: boolean;
  readonly apply?: boolean;
}

/** Compares the rules of the repository on GitHub with the policy of the branches; with `apply` sets what differs. */
export default executor<Options>(async ({ check, apply }, { workspaceRoot }) => {
  if (check && apply)
    throw new DeliveryError('E_OPTION_INVALID', { what: '--check and --apply exclude each other', fix: 'name one; --apply checks, too' });
  const policy = wantedPolicy(await readBranches(workspaceRoot), await readEnvironments(workspaceRoot));
  const { gitHubRepository } = await withPackage('@octokit/request', 'the policy', () => import('../adapters/github-repository.ts'));
  const repository = gitHubRepository(process.env);
  const changes = await compared(policy, repository);
  if (changes.length === 0) return;
  if (!apply) throw differs(repository, changes, 'have the difference above reviewed, then: npx nx run github:policy --apply');
  for (const change of changes) {
    await repository.set(change);
    console.log(`set: ${titleOf(change)}`);
  }
  // GitHub takes some values and enforces others, as its plan allows.
  const left = await compared(policy, repository);
  if (left.length > 0)
    throw differs(repository, left, 'GitHub took the settings and did not keep them: see which its plan for this repository has');
});

async function compared(policy: Policy, repository: Repository): Promise<Change[]> {
  const changes = difference(policy, await repository.policy());
  for (const line of formatChanges(changes)) console.log(line);
  if (changes.length === 0)
    console.log(
      `${repository.name} is as ${BRANCHES_FILE} says: ${policy.rulesets.length} rulesets, ${policy.environments.length} environments`,
    );
  return changes;
}

function differs({ name }: Repository, changes: readonly Change[], fix: string): DeliveryError {
  return new DeliveryError('E_POLICY', { what: `${name} differs: ${changes.map(titleOf).join(', ')}`, where: BRANCHES_FILE, fix });
}
