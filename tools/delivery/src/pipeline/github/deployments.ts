/** https://docs.github.com/rest/deployments/deployments */
export interface Deployment {
  readonly id: number;
  readonly sha: string;
}

/** https://docs.github.com/rest/deployments/statuses */
export interface Status {
  readonly state: string;
}

/** Both the newest first. */
export interface Deployments {
  deployments(environment: string): Promise<readonly Deployment[]>;
  /** The last one of a deployment, if it has any. */
  statuses(id: number): Promise<readonly Status[]>;
}

/** One job of a matrix: what an environment runs. */
export interface Deployed {
  readonly name: string;
  /** Full SHA; empty in the one leg where nothing is deployed anywhere. */
  readonly commit: string;
}

/** `inactive` is what GitHub makes of a success when a later one follows. */
const SUCCEEDED = new Set(['success', 'inactive']);
const NOTHING: Deployed = { name: 'nothing is deployed', commit: '' };

/** The commit of the last deploy, or rollback, that succeeded in each environment. Environments without one have no leg. */
export async function deployedIn(environments: readonly string[], asked: Deployments): Promise<Deployed[]> {
  const found: Deployed[] = [];
  for (const name of environments) {
    const commit = await lastSuccess(name, asked);
    if (commit !== undefined) found.push({ name, commit });
  }
  return found.length > 0 ? found : [NOTHING];
}

async function lastSuccess(environment: string, asked: Deployments): Promise<string | undefined> {
  for (const { id, sha } of await asked.deployments(environment)) {
    const [last] = await asked.statuses(id);
    if (last !== undefined && SUCCEEDED.has(last.state)) return sha;
  }
  return undefined;
}
