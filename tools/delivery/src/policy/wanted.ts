import type { Endpoints } from '@octokit/types';
import { BRANCHES_FILE, type Branch, type Environments } from '../deploy/settings.ts';
import { DeliveryError } from '../errors.ts';
import { ENVIRONMENTS_FILE } from '../graph/markers.ts';

/** Names of rulesets that are ours begin with it; others are left alone. */
export const RULESET_PREFIX = `${BRANCHES_FILE}: `;
/** The one check that a branch requires. */
export const GATE = 'gate';
/** The GitHub App that runs Actions: a check of that name by anybody else does not count. */
const GITHUB_ACTIONS = 15_368;

/** What GitHub is to enforce. */
export interface Policy {
  readonly rulesets: readonly Ruleset[];
  readonly environments: readonly ProtectedEnvironment[];
}

/** https://docs.github.com/rest/repos/rules#create-a-repository-ruleset */
export type Ruleset = Omit<Endpoints['POST /repos/{owner}/{repo}/rulesets']['parameters'], 'owner' | 'repo'>;

type Rule = NonNullable<Ruleset['rules']>[number];

/** An environment as GitHub protects it; the adapter knows how that is said in its API. */
export interface ProtectedEnvironment {
  readonly name: string;
  /** Any one of them approves: teams as `<organisation>/<team>`, people by their login. */
  readonly approvers: readonly string[];
  /** Whether who starts a deploy may approve it. */
  readonly selfApproval: boolean;
  /** Patterns of the branches that may be deployed there; others are refused before they see a secret. */
  readonly branches: readonly string[];
}

/** @throws E_SETTINGS_INVALID when GitHub cannot enforce what the files say. */
export function wantedPolicy(branches: readonly Branch[], environments: Environments): Policy {
  const deployed = Object.entries(environments.environments).filter(([name]) => branches.some(({ deploysTo }) => deploysTo.includes(name)));
  const problems = deployed.flatMap(([name, { approvals, approvers = [] }]) => {
    if (approvals > 1) return [`/environments/${name}/approvals is ${approvals}, and GitHub asks one person`];
    if (approvals > approvers.length) return [`/environments/${name}/approvers are missing: who approves?`];
    return approvals === 0 && approvers.length > 0 ? [`/environments/${name}/approvers have nothing to approve: approvals is 0`] : [];
  });
  if (problems.length > 0) {
    throw new DeliveryError('E_SETTINGS_INVALID', { what: problems.join('\n'), where: ENVIRONMENTS_FILE, fix: 'correct the file' });
  }
  return {
    rulesets: [...branches.filter(({ approvals }) => approvals > 0).map(branchRuleset), VERSION_TAGS],
    environments: deployed.map(([name, { approvers = [] }]) => ({
      name,
      approvers: [...approvers].sort(),
      selfApproval: false,
      branches: branches.flatMap(({ pattern, deploysTo }) => (deploysTo.includes(name) ? [pattern] : [])).sort(),
    })),
  };
}

function branchRuleset({ pattern, approvals }: Branch): Ruleset {
  // GitHub has no merge queue for a pattern of many branches.
  const queued = !pattern.includes('*');
  return {
    ...ruleset(pattern, 'branch', `refs/heads/${pattern}`),
    rules: [
      { type: 'deletion' },
      ...(queued ? [MERGE_QUEUE] : []),
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: approvals,
          dismiss_stale_reviews_on_push: true,
          require_last_push_approval: true,
          require_code_owner_review: true,
          required_review_thread_resolution: true,
        },
      },
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: GATE, integration_id: GITHUB_ACTIONS }],
          // The queue tests what the merge makes; without one the branch must be up to date.
          strict_required_status_checks_policy: !queued,
          // A release branch begins with a commit that no pull request has checked.
          do_not_enforce_on_create: !queued,
        },
      },
    ],
  };
}

/** Merges, not squashes: a version's tag that comes back with a hotfix stays in the history that the next version counts from. */
const MERGE_QUEUE: Rule = {
  type: 'merge_queue',
  parameters: {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: 'MERGE',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 0,
  },
};

/** A version that was deployed stays what it was. */
const VERSION_TAGS: Ruleset = {
  ...ruleset('version tags', 'tag', 'refs/tags/v*'),
  rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'update' }],
};

function ruleset(name: string, target: 'branch' | 'tag', ref: string): Ruleset {
  return {
    name: `${RULESET_PREFIX}${name}`,
    target,
    enforcement: 'active',
    // Nobody may pass them by: who is in a hurry has hotfix/*.
    bypass_actors: [],
    conditions: { ref_name: { include: [ref], exclude: [] } },
  };
}
