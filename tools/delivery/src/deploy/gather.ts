import { gitClone } from '../adapters/git.ts';
import type { Job } from '../executor.ts';
import { collectRelease } from './collect.ts';
import { currentEntry, type Entry } from './ledger.ts';
import type { KubernetesObject } from './objects.ts';
import { keepOthers, readWorkspaceFile, render } from './prepare.ts';
import { mergeReleases, parseRelease, type Release, withOwnImages } from './releases.ts';
import type { Environment } from './settings.ts';
import { type Target, targetOf } from './target.ts';

/** Which version is meant. */
export interface Sources {
  /** Services that are deployed from their image records; without them all are, unless a release is named. */
  readonly services?: readonly string[];
  /** File of a release. */
  readonly release?: string;
  /** What to call it. */
  readonly version?: string;
}

export interface Gathered {
  readonly target: Target;
  /** Secrets of the manifests. They are no part of a target, as that is written down. */
  readonly secrets: readonly KubernetesObject[];
}

/** What is to run: the release that is named, or the image records; of services that are not named, what runs. */
export async function gather(sources: Sources, environment: Environment, entries: readonly Entry[], job: Job): Promise<Gathered> {
  const running = currentEntry(entries)?.target;
  const release = await releaseFor(sources, environment, running?.release, job);
  const { objects, secrets } = await render(environment, job.process);
  const target = targetOf({ environment, objects, release });
  return { target: sources.services === undefined ? target : keepOthers(target, running, sources.services), secrets };
}

function everything({ services, images = [] }: Environment): string[] {
  return [...services, ...images];
}

async function releaseFor(
  { release, services, version }: Sources,
  environment: Environment,
  running: Release | undefined,
  { workspaceRoot, process }: Job,
): Promise<Release> {
  if (release !== undefined) {
    const named = parseRelease(await readWorkspaceFile(workspaceRoot, release, 'E_RELEASE'), release);
    return withOwnImages(named, environment.images ?? [], running);
  }
  const changed = await collectRelease(
    services ?? everything(environment),
    environment.migration,
    version,
    workspaceRoot,
    gitClone(process),
  );
  return services === undefined ? changed : mergeReleases(running, changed, version);
}
