import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Grant, Refused, Unverifiable } from './grant.ts';

/** Whose runs are trusted. */
export interface GitHubSettings {
  /** Who signs, where that is a GitHub server of one's own. */
  readonly issuer?: string;
  /** For whom a token must have been made: the URL of this cache. */
  readonly audience: string;
  /** Repositories with their numeric ids: a name can be given up and taken by somebody else. */
  readonly repositories: Readonly<Record<string, number>>;
  readonly defaultBranch: string;
}

const GITHUB = 'https://token.actions.githubusercontent.com';
/** Clocks may differ by that much, in seconds. */
const CLOCK_TOLERANCE = 30;
/** From the issue of a token, in seconds. GitHub's own end after minutes. */
const MAX_AGE = 60 * 60;

/** What of a token decides. https://docs.github.com/en/actions/reference/security/oidc */
interface Claims extends JWTPayload {
  readonly repository: string;
  readonly repository_id: string;
  readonly ref: string;
  readonly event_name: string;
  readonly base_ref?: string;
  readonly run_id?: string;
}

/** Fetches GitHub's keys when they are first needed, and again for a key that is not among them. */
export function gitHubKeys(issuer = GITHUB): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`), { timeoutDuration: 5_000, cooldownDuration: 30_000 });
}

/**
 * Decides by what GitHub has signed of a run; nothing that the run says itself counts.
 * @throws Refused, or Unverifiable while the keys cannot be had.
 */
export async function gitHubGrant(token: string, settings: GitHubSettings, keys: JWTVerifyGetKey): Promise<Grant> {
  const claims = await verify(token, settings, keys);
  const { repository, repository_id: id, ref, event_name: event, run_id: run = '?' } = claims;
  if (String(settings.repositories[repository]) !== id) throw new Refused(`repository '${repository}' (${id}) is not one of this cache`);
  const scope = (name: string) => `github:${repository}:${name}`;
  const { writes, bases } = trustIn(event, ref, claims.base_ref);
  const reads = [ref, ...bases, `refs/heads/${settings.defaultBranch}`].map(scope);
  return {
    who: `${repository} ${event} ${ref} run ${run}`,
    reads: [...new Set(reads)],
    writes: writes ? scope(ref) : undefined,
    admin: false,
    metrics: false,
  };
}

interface Trust {
  /** Whether the scope of the run's ref may be written to. */
  readonly writes: boolean;
  /** Refs that are read after the run's own, before the default branch. */
  readonly bases: readonly string[];
}

const PULL_REQUEST = /^refs\/pull\/\d+\/merge$/;
const QUEUE = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]{40}$/;

/**
 * A ref is what is run only for these events. `pull_request_target`, `workflow_run`, `issue_comment` and others come with
 * the default branch as their ref, whatever they check out: with them, a pull request would be taken for main.
 */
function trustIn(event: string, ref: string, baseRef: string | undefined): Trust {
  const queued = QUEUE.exec(ref)?.[1];
  const isBranch = /^refs\/(?:heads|tags)\/./.test(ref) && queued === undefined;
  if (event === 'push' && isBranch) return { writes: true, bases: [] };
  if (event === 'pull_request' && PULL_REQUEST.test(ref) && baseRef) return { writes: true, bases: [`refs/heads/${baseRef}`] };
  if (event === 'merge_group' && queued !== undefined) return { writes: true, bases: [`refs/heads/${queued}`] };
  // What they are started with may be chosen by hand, so that the result is not what a push would have made.
  if ((event === 'workflow_dispatch' || event === 'schedule') && isBranch) return { writes: false, bases: [] };
  throw new Refused(`event '${event}' with ref '${ref}' is not trusted`);
}

async function verify(token: string, { issuer = GITHUB, audience }: GitHubSettings, keys: JWTVerifyGetKey): Promise<Claims> {
  try {
    const { payload } = await jwtVerify<Claims>(token, keys, {
      issuer,
      audience,
      algorithms: ['RS256'],
      clockTolerance: CLOCK_TOLERANCE,
      maxTokenAge: MAX_AGE,
      requiredClaims: ['exp', 'repository', 'repository_id', 'ref', 'event_name'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) throw new Refused("the token is signed with a key that is not the issuer's");
    // Anything else of the key set: it did not come, or it is none.
    if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) throw new Unverifiable(error.message);
    if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC')
      throw new Refused(`the token is not valid: ${error.message}`);
    throw new Unverifiable((error as Error).message);
  }
}
