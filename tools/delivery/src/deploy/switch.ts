import { DeliveryError } from '../errors.ts';
import { epochOf, guarded } from './holder.ts';
import { selectorOf } from './instances.ts';
import { contentHash, EPOCH, INSTANCE, type KubernetesObject, type Labels, RETAIN_UNTIL } from './objects.ts';
import { DEPLOYMENT } from './observe.ts';
import { isRefusal } from './refusal.ts';
import { type DeploymentState, isRolledOut } from './rollout.ts';
import type { OfInstance, Step } from './steps.ts';
import type { Work } from './work.ts';

/** EPOCH in a JSON pointer (RFC 6901). */
const EPOCH_POINTER = `/metadata/annotations/${EPOCH.replaceAll('/', '~1')}`;

export function serviceRef(name: string, { target }: Pick<Work, 'target'>) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: target.namespace } } as const;
}

export function deploymentRef(name: string, { target }: Pick<Work, 'target'>) {
  return { ...DEPLOYMENT, metadata: { name, namespace: target.namespace } } as const;
}

/**
 * Moves a Service to an instance, in one patch that the API server carries out only if the Service still selects what the plan
 * says and no later run has taken over.
 * @throws E_SWITCHED when somebody else has moved it, E_LOCK_LOST, E_ROLLOUT when the instance could not serve.
 */
export async function switchService(step: Extract<Step, { do: 'switch' }>, work: Work): Promise<void> {
  const { service, instance, from } = step;
  const { cluster, holder } = work;
  await refuseUnready(instance, work);
  await forgetRetention(instance, work);
  const to = selectorOf(service, instance);
  const ref = serviceRef(service, work);
  holder.assertHeld();
  try {
    await cluster.patch(ref, [
      { op: 'test', path: EPOCH_POINTER, value: String(holder.number) },
      ...(from === null ? [] : [{ op: 'test', path: '/spec/selector', value: from }]),
      { op: from === null ? 'add' : 'replace', path: '/spec/selector', value: to },
    ]);
  } catch (error) {
    // 422 also comes when the answer to our own patch was lost and it was sent again.
    if (!isRefusal(error, 422)) throw error;
    const present = await cluster.get(ref);
    if (present !== undefined && epochOf(present) === holder.number && sameLabels(selectorIn(present), to)) return;
    throw switched(service, instance, present);
  }
}

export function selectorIn(service: KubernetesObject | undefined): Labels | undefined {
  return (service?.['spec'] as { selector?: Labels } | undefined)?.selector;
}

function sameLabels(a: Labels | undefined, b: Labels): boolean {
  return contentHash(a ?? {}) === contentHash(b);
}

/** A Service without endpoints is as good as gone, and switching to one succeeds without a word. */
async function refuseUnready(instance: string, work: Work): Promise<void> {
  const deployment = (await work.cluster.get(deploymentRef(instance, work))) as DeploymentState | undefined;
  if (deployment !== undefined && isRolledOut(deployment)) return;
  const { readyReplicas = 0, replicas = 0 } = deployment?.status ?? {};
  throw new DeliveryError('E_ROLLOUT', {
    what: `${instance} was ready and is not any more: ${readyReplicas} of ${replicas} pods`,
    where: `Deployment/${instance}`,
    fix: 'see why its pods end; nothing was switched',
  });
}

async function forgetRetention(instance: string, work: Work): Promise<void> {
  await guarded(deploymentRef(instance, work), work, ({ metadata }) =>
    metadata.annotations?.[RETAIN_UNTIL] === undefined ? undefined : { metadata: { annotations: { [RETAIN_UNTIL]: null } } },
  );
}

/** @throws a bug when the instance is live: whatever stops or deletes one asks first. */
export async function refuseLive({ service, instance }: OfInstance, work: Work): Promise<void> {
  const selector = selectorIn(await work.cluster.get(serviceRef(service, work)));
  if (selector?.[INSTANCE] === instance) throw switched(service, instance, await work.cluster.get(serviceRef(service, work)));
}

function switched(service: string, instance: string, present: KubernetesObject | undefined): DeliveryError {
  const selected = present === undefined ? 'is gone' : `selects ${selectorIn(present)?.[INSTANCE] ?? 'nothing'}`;
  return new DeliveryError('E_SWITCHED', {
    what: `somebody else has moved Service/${service} while ${instance} was worked on: it ${selected}`,
    where: `Service/${service}, written last by run ${present === undefined ? '?' : epochOf(present)}`,
    fix: 'see what the other run did (history), then run the same command again',
  });
}
