import { DeliveryError } from '../errors.ts';
import { formatCommand } from '../toolchain/command.ts';
import { guarded, guardedApply } from './holder.ts';
import { companionsOf, deploymentOf } from './instances.ts';
import { takenOver } from './managed-fields.ts';
import { migrate, migrationOf } from './migration.ts';
import { idOf, type KubernetesObject, RELEASE, RETAIN_UNTIL, withAnnotations } from './objects.ts';
import type { DeploymentState } from './rollout.ts';
import { soak } from './soak.ts';
import type { OfInstance, Step } from './steps.ts';
import { deploymentRef, refuseLive, serviceRef, switchService } from './switch.ts';
import type { ServiceTarget } from './target.ts';
import { awaitTraffic, smoke } from './traffic.ts';
import { awaitInstance, awaitShared } from './watch.ts';
import type { Work } from './work.ts';

/** Carries out one step. Each looks at what is there, so that a step that was done or half-done can be done again. */
export async function perform(step: Step, work: Work): Promise<void> {
  switch (step.do) {
    case 'apply-shared':
      await Promise.all(step.objects.map((id) => guardedApply(sharedNamed(id, work), work)));
      return;
    case 'await-shared':
      return awaitShared(sharedNamed(step.object, work), work);
    case 'migrate':
      return migrate(migrationOf(work), work);
    case 'apply-service': {
      const { service } = serviceNamed(step.service, work);
      if (service) await guardedApply(service, work);
      return;
    }
    case 'apply':
      return apply(step, work);
    case 'scale':
      return scale(step, work);
    case 'await':
      return awaitInstance(step.instance, work);
    case 'smoke':
      return smoke(step, serviceNamed(step.service, work), work);
    case 'switch':
      return switchService(step, work);
    case 'traffic':
      return awaitTraffic(step, work);
    case 'check':
      return check(step, work);
    case 'soak':
      return soak(step, work);
    case 'retain':
      return retain(step, work);
    case 'park':
      return park(step, work);
    case 'remove':
      return remove(step, work);
  }
}

async function apply({ service, instance }: OfInstance, work: Work): Promise<void> {
  const target = serviceNamed(service, work);
  // Applying takes back what others have changed; what they have added too, once it is noted as ours.
  await guarded(deploymentRef(instance, work), work, (present) => {
    const managedFields = takenOver(present);
    return managedFields && { metadata: { managedFields } };
  });
  await guardedApply(withAnnotations(deploymentOf(target, instance), { [RELEASE]: work.target.release.version }), work);
  await Promise.all(companionsOf(target, instance).map((object) => guardedApply(object, work)));
}

async function scale(step: Extract<Step, { do: 'scale' }>, work: Work): Promise<void> {
  const like =
    step.like === undefined ? undefined : ((await work.cluster.get(deploymentRef(step.like, work))) as DeploymentState | undefined);
  const wanted = Math.max(step.replicas, like?.spec.replicas ?? 0);
  const { autoscaler } = serviceNamed(step.service, work);
  await guarded(deploymentRef(step.instance, work), work, (present) => {
    const { replicas = 1 } = (present as DeploymentState).spec;
    // An autoscaler may have more in mind by now.
    return { spec: { replicas: autoscaler ? Math.max(wanted, replicas) : wanted } };
  });
}

async function check({ command: [program = '', ...args], url }: Extract<Step, { do: 'check' }>, { process }: Work): Promise<void> {
  const command = { title: program, origin: 'path', program, args, cwd: '.', env: { BASE_URL: url } } as const;
  const { exitCode } = await process.stream(command);
  if (exitCode === 0) return;
  throw new DeliveryError('E_VERIFY', {
    what: `the check of ${url} failed with exit code ${exitCode}`,
    where: formatCommand(command),
    fix: 'the output above names the cause',
  });
}

async function retain({ instance, seconds }: Extract<Step, { do: 'retain' }>, work: Work): Promise<void> {
  const until = new Date(work.clock.now().getTime() + seconds * 1000).toISOString();
  await guarded(deploymentRef(instance, work), work, () => ({ metadata: { annotations: { [RETAIN_UNTIL]: until } } }));
}

async function park(step: OfInstance, work: Work): Promise<void> {
  await refuseLive(step, work);
  await guarded(deploymentRef(step.instance, work), work, () => ({
    metadata: { annotations: { [RETAIN_UNTIL]: null } },
    spec: { replicas: 0 },
  }));
}

async function remove(step: OfInstance, work: Work): Promise<void> {
  await refuseLive(step, work);
  const { cluster, clock, holder } = work;
  const ref = deploymentRef(step.instance, work);
  const owned = companionsOf(serviceNamed(step.service, work), step.instance);
  for (const object of [...owned, ref]) {
    holder.assertHeld();
    await cluster.delete(object);
  }
  while ((await cluster.get(ref)) !== undefined) await clock.sleep(0.2);
}

function serviceNamed(name: string, { target }: Work): ServiceTarget {
  const service = target.services.find((one) => one.name === name);
  if (service === undefined)
    throw new Error(`the plan names ${serviceRef(name, { target }).metadata.name}, and its target has no such service`);
  return service;
}

function sharedNamed(id: string, { target, secrets }: Work): KubernetesObject {
  const object = [...target.shared, ...secrets].find((one) => idOf(one) === id);
  if (object === undefined) throw new Error(`the plan names ${id}, and its target has no such object`);
  return object;
}
