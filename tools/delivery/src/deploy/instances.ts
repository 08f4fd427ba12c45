import { INSTANCE, type KubernetesObject, type Labels, NAME, type Workload } from './objects.ts';
import type { ServiceTarget } from './target.ts';

/**
 * An instance is one Deployment of a service, with its autoscaler and budget. A rolling service has one of the same name; a
 * blue-green service has two, of which its Service selects one.
 */
export const COLOURS = ['blue', 'green'] as const;

/** The instances that a service may have by its strategy. */
export function instancesOf({ name, strategy }: Pick<ServiceTarget, 'name' | 'strategy'>): string[] {
  return strategy === 'rolling' ? [name] : COLOURS.map((colour) => `${name}-${colour}`);
}

/** What a Service selects when this instance is live. */
export function selectorOf(service: string, instance: string): Labels {
  return { [NAME]: service, [INSTANCE]: instance };
}

/** The Deployment of an instance. */
export function deploymentOf({ deployment }: ServiceTarget, instance: string): Workload {
  const { selector, template } = deployment.spec;
  const spread = (template.spec['topologySpreadConstraints'] ?? []) as { labelSelector?: { matchLabels?: Labels } }[];
  return {
    ...renamed(deployment, instance),
    spec: {
      ...deployment.spec,
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [INSTANCE]: instance } },
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata?.labels, [INSTANCE]: instance } },
        spec: {
          ...template.spec,
          ...(spread.length === 0
            ? {}
            : { topologySpreadConstraints: spread.map((constraint) => ({ ...constraint, ...selecting(constraint, instance) })) }),
        },
      },
    },
  };
}

/** What stands beside the Deployment of an instance: its autoscaler and its budget. */
export function companionsOf({ autoscaler, budget, name }: ServiceTarget, instance: string): KubernetesObject[] {
  const companions: KubernetesObject[] = [];
  if (autoscaler) {
    const spec = autoscaler['spec'] as { scaleTargetRef?: object };
    companions.push({ ...renamed(autoscaler, instance), spec: { ...spec, scaleTargetRef: { ...spec.scaleTargetRef, name: instance } } });
  }
  if (budget) {
    const spec = budget['spec'] as { selector?: { matchLabels?: Labels } };
    companions.push({ ...renamed(budget, instance), spec: { ...spec, selector: { matchLabels: selectorOf(name, instance) } } });
  }
  return companions;
}

/** The Service that shows an instance before it is live. Only for inside the cluster, whatever the live one is for. */
export function previewOf(service: KubernetesObject, instance: string): KubernetesObject {
  const { ports } = service['spec'] as { ports?: { nodePort?: number }[] };
  const { name } = service.metadata;
  return {
    apiVersion: service.apiVersion,
    kind: service.kind,
    metadata: { ...service.metadata, name: `${name}-preview` },
    spec: { ports: ports?.map(({ nodePort: _, ...port }) => port), selector: selectorOf(name, instance) },
  };
}

function renamed<T extends KubernetesObject>(object: T, instance: string): T {
  return { ...object, metadata: { ...object.metadata, name: instance, labels: { ...object.metadata.labels, [INSTANCE]: instance } } };
}

function selecting({ labelSelector }: { labelSelector?: { matchLabels?: Labels } }, instance: string): object {
  const { matchLabels } = labelSelector ?? {};
  if (matchLabels === undefined || !(INSTANCE in matchLabels)) return {};
  return { labelSelector: { ...labelSelector, matchLabels: { ...matchLabels, [INSTANCE]: instance } } };
}
