import { BRANCHES_FILE, type Branch } from '../../deploy/settings.ts';
import { DeliveryError } from '../../errors.ts';
import { policyOf } from './destination.ts';

/** An artifact of a workflow's run: https://docs.github.com/rest/actions/artifacts */
export interface Artifact {
  readonly name: string;
  readonly expired: boolean;
  readonly workflow_run: {
    readonly id: number;
    readonly repository_id: number;
    readonly head_repository_id: number;
    readonly head_branch: string;
  } | null;
}

/** Where a release is kept. */
export interface Found {
  readonly artifact: string;
  /** Of the run that made it. */
  readonly run: number;
}

const PREFIX = 'release-';
const SHOWN = 10;

/** Name of the artifact in which build.yml keeps a release. */
export function artifactOf(version: string): string {
  return `${PREFIX}${version}`;
}

/**
 * Finds a release among all artifacts of the repository, the newest first. Anybody who can open a request can make an artifact of any name:
 * only those count that were made of a branch of this repository which is deployed to that environment.
 * @throws E_VERSION_UNKNOWN naming the versions that could be had, or where the version comes from.
 */
export function releaseIn(artifacts: readonly Artifact[], version: string, environment: string, branches: readonly Branch[]): Found {
  const wanted = artifactOf(version);
  const own = artifacts.filter(
    ({ name, workflow_run: run }) => name.startsWith(PREFIX) && run && run.head_repository_id === run.repository_id,
  );
  const usable = own.filter((artifact) => !artifact.expired && mayGo(artifact, environment, branches));
  const found = usable.find(({ name }) => name === wanted);
  if (found?.workflow_run) return { artifact: wanted, run: found.workflow_run.id };
  throw unknown(
    own.filter(({ name }) => name === wanted),
    usable,
    version,
    environment,
  );
}

function mayGo({ workflow_run: run }: Artifact, environment: string, branches: readonly Branch[]): boolean {
  try {
    return policyOf(run?.head_branch ?? '', branches).deploysTo.includes(environment);
  } catch {
    return false;
  }
}

function unknown(others: readonly Artifact[], usable: readonly Artifact[], version: string, environment: string): DeliveryError {
  const versions = [...new Set(usable.map(({ name }) => name.slice(PREFIX.length)))].slice(0, SHOWN);
  const [other] = others;
  const why = other?.expired
    ? 'is kept no longer'
    : `was made of the branch '${other?.workflow_run?.head_branch}', which is not deployed to ${environment} (${BRANCHES_FILE})`;
  return new DeliveryError('E_VERSION_UNKNOWN', {
    what: other ? `version '${version}' ${why}` : `no run of build.yml has made a version '${version}'`,
    fix:
      versions.length > 0 ? `name one of: ${versions.join(', ')}` : 'push to a branch of the environment: build.yml makes a version of it',
  });
}
