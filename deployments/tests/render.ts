import { readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { load, loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../tools/delivery/src/deploy/objects.ts';
import { type Environment, environmentNamed, parseEnvironments } from '../../tools/delivery/src/deploy/settings.ts';

export const ROOT = path.join(import.meta.dirname, '../..');

const environments = parseEnvironments(readFileSync(path.join(ROOT, 'deployments/environments.json'), 'utf8'));
export const ENVIRONMENTS: readonly Environment[] = Object.keys(environments.environments).map((name) =>
  environmentNamed(name, environments),
);

/** The charts of servers, which have values of their own. */
const SERVERS = ['postgresql', 'redis', 'nats'];

/** What the chart calls the services: every value that has an image. */
function workloads(): string[] {
  const values = load(readFileSync(path.join(ROOT, 'deployments/helm/kerp/values.yaml'), 'utf8')) as Record<string, unknown>;
  return Object.entries(values).flatMap(([name, value]) => (typeof value === 'object' && value !== null && 'image' in value ? [name] : []));
}

/** What kustomize makes of an overlay. */
export function overlay({ overlay: folder }: Environment): Promise<KubernetesObject[]> {
  return kustomized(folder);
}

export async function kustomized(folder: string): Promise<KubernetesObject[]> {
  return parsed((await execa(tool('kustomize'), ['build', folder], { cwd: ROOT })).stdout);
}

/** What Helm makes of the chart for an environment, with the images by name only. */
export async function chart({ overlay: folder, namespace }: Environment, ...settings: string[]): Promise<KubernetesObject[]> {
  const values = path.join(ROOT, `deployments/helm/kerp/values-${path.basename(folder)}.yaml`);
  const images = [...SERVERS, ...workloads()].map((one) => `${one}.image.tag=`);
  const set = ['global.imageRegistry=', 'global.imagePullSecrets=null', ...images, ...settings].flatMap((one) => ['--set', one]);
  const args = ['template', 'kerp', 'deployments/helm/kerp', '--namespace', namespace, '--values', values, ...set];
  return parsed((await execa(tool('helm'), args, { cwd: ROOT })).stdout);
}

export function tool(name: string): string {
  return path.join(ROOT, `tools/bin/${name}/bin/${name}`);
}

function parsed(text: string): KubernetesObject[] {
  return loadAll(text).filter((object) => object !== null) as KubernetesObject[];
}
