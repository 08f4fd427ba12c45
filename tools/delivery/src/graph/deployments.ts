import type { TargetConfiguration } from '@nx/devkit';
import { DeliveryError } from '../errors.ts';
import { ENVIRONMENTS_FILE } from './markers.ts';

/** What the targets of deploys are made of; the executors read the rest of the file. */
export interface Deployments {
  readonly services: readonly string[];
  readonly environments: readonly string[];
}

/** @param text of deployments/environments.json. @throws E_MANIFEST_INVALID */
export function parseDeployments(text: string): Deployments {
  const { services, environments } = parsed(text);
  if (Array.isArray(services) && typeof environments === 'object' && environments !== null)
    return { services: services.map(String), environments: Object.keys(environments) };
  throw invalid('services or environments are missing');
}

function parsed(text: string): { services?: unknown; environments?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

function invalid(what: string): DeliveryError {
  return new DeliveryError('E_MANIFEST_INVALID', {
    what,
    where: ENVIRONMENTS_FILE,
    fix: 'correct the file; its schema says what it holds',
  });
}

const OF_AN_ENVIRONMENT = {
  deploy: 'Brings a release to an environment, and takes back what fails',
  rollback: 'Goes back to a version that ran in an environment before',
  migrate: 'Brings the database of an environment up to date',
  retire: 'Stops what was kept for a rollback and whose time has passed',
  status: 'Shows what runs in an environment',
  history: 'Shows the deploys and rollbacks of an environment',
} as const;
/** Those that render manifests and ask registries. */
const WITH_TOOLS = new Set(['deploy', 'rollback', 'migrate']);

/**
 * Targets of the whole: `nx run deployments:deploy:staging`.
 * @param tools projects that build what the executors call.
 */
export function deploymentTargets({ environments }: Deployments, tools: readonly string[]): Record<string, TargetConfiguration> {
  const perEnvironment = Object.entries(OF_AN_ENVIRONMENT).map(([name, description]): [string, TargetConfiguration] => [
    name,
    {
      executor: `@kerp/delivery:${name}`,
      ...configurations(environments),
      ...(WITH_TOOLS.has(name) ? { dependsOn: builtTools(tools) } : {}),
      metadata: { description },
    },
  ]);
  const release: TargetConfiguration = {
    executor: '@kerp/delivery:release',
    metadata: { description: 'Collects the image records into a release' },
  };
  return { ...Object.fromEntries(perEnvironment), release };
}

/** `deploy` of one service: `nx run api-server:deploy:staging` publishes it, and leaves the others as they run. */
export function serviceTargets(
  service: string,
  { services, environments }: Deployments,
  tools: readonly string[],
): Record<string, TargetConfiguration> {
  if (!services.includes(service)) return {};
  return {
    deploy: {
      executor: '@kerp/delivery:deploy',
      options: { services: [service] },
      ...configurations(environments),
      dependsOn: ['publish', ...builtTools(tools)],
      metadata: { description: `Brings ${service} to an environment; the other services stay as they run` },
    },
  };
}

function configurations(environments: readonly string[]): Pick<TargetConfiguration, 'configurations'> {
  return { configurations: Object.fromEntries(environments.map((environment) => [environment, { environment }])) };
}

function builtTools(tools: readonly string[]): NonNullable<TargetConfiguration['dependsOn']> {
  return tools.length === 0 ? [] : [{ projects: [...tools], target: 'build' }];
}
