import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { DeliveryError } from '../errors.ts';
import { ENVIRONMENTS_FILE } from '../graph/markers.ts';
import type { ProcessRunner, Registry } from '../ports.ts';
import type { Command } from '../toolchain/command.ts';
import type { KubernetesObject } from './objects.ts';
import type { Release } from './releases.ts';
import {
  BRANCHES_FILE,
  type Branch,
  type Environment,
  type Environments,
  environmentNamed,
  parseBranches,
  parseEnvironments,
} from './settings.ts';
import type { Target } from './target.ts';

/** @throws E_SETTINGS_INVALID */
export async function readEnvironments(workspaceRoot: string): Promise<Environments> {
  return parseEnvironments(await readWorkspaceFile(workspaceRoot, ENVIRONMENTS_FILE, 'E_SETTINGS_INVALID'));
}

/** What is deployed from which branch. @throws E_SETTINGS_INVALID */
export async function readBranches(workspaceRoot: string): Promise<readonly Branch[]> {
  const text = await readWorkspaceFile(workspaceRoot, BRANCHES_FILE, 'E_SETTINGS_INVALID');
  return parseBranches(text, await readEnvironments(workspaceRoot));
}

/** @throws E_SETTINGS_INVALID, E_ENVIRONMENT_UNKNOWN */
export async function readEnvironment(name: string, workspaceRoot: string): Promise<Environment> {
  return environmentNamed(name, await readEnvironments(workspaceRoot));
}

export async function readWorkspaceFile(
  workspaceRoot: string,
  file: string,
  code: 'E_SETTINGS_INVALID' | 'E_RELEASE' | 'E_PLAN_INVALID',
): Promise<string> {
  try {
    return await readFile(path.resolve(workspaceRoot, file), 'utf8');
  } catch (error) {
    throw new DeliveryError(code, {
      what: `it cannot be read: ${(error as Error).message}`,
      where: file,
      fix: 'name a file that is there',
    });
  }
}

/** The manifests of an environment, its Secrets apart. @throws E_MANIFESTS */
export async function render({ overlay }: Environment, process: ProcessRunner): Promise<Record<'objects' | 'secrets', KubernetesObject[]>> {
  const { exitCode, stdout, stderr } = await process.capture(kustomize(overlay));
  if (exitCode === 0) {
    const rendered = loadAll(stdout) as KubernetesObject[];
    return { objects: rendered.filter(({ kind }) => kind !== 'Secret'), secrets: rendered.filter(({ kind }) => kind === 'Secret') };
  }
  throw new DeliveryError('E_MANIFESTS', {
    what: stderr.trim().replace(/^Error: /, '') || `kustomize failed with exit code ${exitCode}`,
    where: overlay,
    fix: 'correct the kustomization',
  });
}

function kustomize(overlay: string): Command {
  return { title: 'kustomize build', origin: 'go-tool', program: 'kustomize', args: ['build', overlay], cwd: '.' };
}

/** What is to be put into an environment anew must be in the registry as it says, before anything is written. @throws E_RELEASE */
export async function refuseUnpublished(release: Release, registry: Registry): Promise<void> {
  await refuseMissingImages(release, registry);
  await refuseOtherDigests(release, registry);
}

/** @throws E_RELEASE naming every image that its registry does not have. */
export async function refuseMissingImages({ images }: Release, registry: Registry): Promise<void> {
  const found = await Promise.all(
    Object.entries(images).map(async ([name, { repository, digest }]) => {
      const answer = await registry.digest(`${repository}@${digest}`);
      return answer === digest ? [] : [`${name}: ${repository}@${digest}`];
    }),
  );
  refuseImages('the registry does not have', found.flat());
}

/**
 * The tag of an image's sources names its digest in the registry: another one there means that the record is of an image which
 * was packed elsewhere and not published.
 * @throws E_RELEASE naming every image whose digest is not the registry's.
 */
export async function refuseOtherDigests({ images }: Release, registry: Registry): Promise<void> {
  const found = await Promise.all(
    Object.entries(images).map(async ([name, { repository, digest, source }]) => {
      const answer = await registry.digest(`${repository}:${source}`);
      return answer === undefined || answer === digest ? [] : [`${name}: ${digest} in the release, ${answer} as ${repository}:${source}`];
    }),
  );
  refuseImages('the registry has other digests', found.flat());
}

function refuseImages(what: string, images: readonly string[]): void {
  if (images.length === 0) return;
  throw new DeliveryError('E_RELEASE', {
    what: `${what}\n${images.join('\n')}`,
    fix: 'publish them: npx nx run-many --target=publish, then make the release anew',
  });
}

/** What the release does not name stays as it runs: image, settings and all. */
export function keepOthers(target: Target, running: Target | undefined, services: readonly string[]): Target {
  if (running === undefined) return target;
  const kept = target.services.map((service) =>
    services.includes(service.name) ? service : (running.services.find(({ name }) => name === service.name) ?? service),
  );
  return { ...target, services: kept };
}

/** Who starts a run, and where it can be seen: https://docs.github.com/actions/reference/variables-reference */
export function actor(env: NodeJS.ProcessEnv): { by: string; link?: string } {
  const { GITHUB_ACTOR, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
  const link = GITHUB_RUN_ID && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  return { by: GITHUB_ACTOR ?? userInfo().username, ...(link ? { link } : {}) };
}
