import { DeliveryError } from '../errors.ts';
import { type ClusterFacts, type InstanceFacts, liveInstance } from './facts.ts';
import { instancesOf } from './instances.ts';
import { contentHash } from './objects.ts';
import type { Schema } from './releases.ts';
import type { Environment } from './settings.ts';
import type { OfInstance, Step } from './steps.ts';
import type { ServiceTarget, Target } from './target.ts';

/**
 * A deploy goes forward, a rollback to an older version that was asked for, a return to where a failed deploy came from.
 * `migrate` only brings the database up to date, `retire` only stops what is not kept any more.
 */
export type PlanKind = 'deploy' | 'rollback' | 'return' | 'migrate' | 'retire';

/** From what a cluster runs to what is to run. Pure data: printed, saved, approved by its hash, and carried out later. */
export interface Plan {
  readonly format: 1;
  readonly kind: PlanKind;
  /** The version that runs, if any does. */
  readonly from?: string;
  readonly target: Target;
  readonly steps: readonly Step[];
  /** `sha256:` and the hash of everything above. */
  readonly hash: string;
}

/** What a plan depends on besides target and cluster. */
export interface PlanSettings extends Pick<Environment, 'check' | 'url' | 'soakSeconds' | 'retainSeconds'> {
  readonly kind: PlanKind;
  /** The version that runs and what the database is at, from the ledger. */
  readonly from?: string | undefined;
  readonly database?: Schema | undefined;
}

/** Decides what to do. What already runs is left alone, so planning again after an interruption gives what is left. */
export function planOf(target: Target, facts: ClusterFacts, settings: PlanSettings): Plan {
  const { kind, from } = settings;
  // Versions work with their neighbours; on the way back the callers go first.
  const services = kind === 'deploy' ? target.services : target.services.toReversed();
  const each = services.map((service) => planService(service, facts, settings));
  const changing = each.filter(({ goLive }) => goLive.length > 0);
  const around: Step[] = [
    ...(facts.sharedChanges.length > 0 ? [{ do: 'apply-shared', objects: facts.sharedChanges } as const] : []),
    ...facts.sharedUnready.map((object) => ({ do: 'await-shared', object }) as const),
    ...migration(target, facts, settings),
  ];
  const retired = each.flatMap(({ service, live }) => cleanUp(service, live.instance, facts, settings));
  const whole: Step[] = [
    ...around,
    ...each.flatMap(({ prepare }) => prepare),
    ...each.flatMap(({ goLive }) => goLive),
    ...verification(
      changing.map(({ live }) => live),
      settings,
    ),
    ...retired,
  ];
  const steps = kind === 'migrate' ? around : kind === 'retire' ? retired : whole;
  const content = { format: 1, kind, ...(from === undefined ? {} : { from }), target, steps } as const;
  return { ...content, hash: hashOf(content) };
}

/** @throws E_PLAN_INVALID for another format, or when the plan is not the one that its hash was made of. */
export function parsePlan(text: string, file: string): Plan {
  let plan: Plan | undefined;
  try {
    plan = JSON.parse(text) as Plan;
  } catch {
    plan = undefined;
  }
  const invalid = (what: string) => new DeliveryError('E_PLAN_INVALID', { what, where: file, fix: 'make it anew with --plan-out' });
  if (plan?.format !== 1) throw invalid('this is no plan of format 1');
  const { hash, ...content } = plan;
  if (hash !== hashOf(content)) throw invalid(`the plan was changed after it was made: it is not ${hash}`);
  return plan;
}

function hashOf(content: Omit<Plan, 'hash'>): string {
  return `sha256:${contentHash(content)}`;
}

interface ServicePlan {
  readonly service: ServiceTarget;
  /** What is live when the plan has been carried out. */
  readonly live: OfInstance;
  /** What is done beside the live instance. */
  readonly prepare: readonly Step[];
  /** What changes the live one. */
  readonly goLive: readonly Step[];
}

function planService(service: ServiceTarget, facts: ClusterFacts, settings: PlanSettings): ServicePlan {
  const { name } = service;
  const changed: Step[] = service.service && (facts.services[name]?.changes ?? true) ? [{ do: 'apply-service', service: name }] : [];
  const before = liveInstance(name, facts);
  const { prepare, goLive, live } =
    service.strategy === 'rolling' ? planRolling(service, before, facts) : planBlueGreen(service, before, facts);
  const switched = service.service && before !== live.instance ? switchTo(live, before, facts, settings) : [];
  // Pods are ready some time before every proxy has forgotten the old ones.
  const renewed = service.service && before === live.instance && goLive.length > 0 ? [{ do: 'traffic', ...live } as const] : [];
  return { service, live, prepare: [...changed, ...prepare], goLive: [...goLive, ...switched, ...renewed] };
}

type Instance = Omit<ServicePlan, 'service'>;

function planRolling(service: ServiceTarget, before: string | undefined, facts: ClusterFacts): Instance {
  const live = { service: service.name, instance: service.name };
  const replaces = before !== undefined && before !== live.instance;
  const up = bringUp(service, live, facts, replaces ? before : undefined);
  return replaces ? { live, prepare: up, goLive: [] } : { live, prepare: [], goLive: up };
}

function planBlueGreen(service: ServiceTarget, before: string | undefined, facts: ClusterFacts): Instance {
  const [blue = '', green = ''] = instancesOf(service);
  const own = (instance: string) => ({ service: service.name, instance });
  if ((before === blue || before === green) && runs(facts.instances[before])) {
    return { live: own(before), prepare: [], goLive: bringUp(service, own(before), facts) };
  }
  // Where none is live, the one that was brought up before an interruption.
  const live = own(before === blue || (before !== green && runs(facts.instances[green])) ? green : blue);
  return { live, prepare: [...bringUp(service, live, facts, before), { do: 'smoke', ...live }], goLive: [] };
}

/** An instance that somebody else has edited may have more than the target says, so it is not taken for it. */
function runs(instance: InstanceFacts | undefined): boolean {
  return instance?.fits === true && instance.editedBy.length === 0;
}

/** @param like an instance that gives way to this one: it is to have no less capacity. */
function bringUp(service: ServiceTarget, own: OfInstance, { instances }: ClusterFacts, like?: string): Step[] {
  const there = instances[own.instance];
  const wanted = Math.max(service.replicas, instances[like ?? '']?.replicas ?? 0);
  const steps: Step[] = [];
  const edited = there !== undefined && there.editedBy.length > 0;
  // What is not live can be made anew, as nobody has ever seen it.
  const anew = edited && service.strategy === 'blue-green';
  if (anew) steps.push({ do: 'remove', ...own });
  if (edited || !there?.fits) steps.push({ do: 'apply', ...own });
  if (anew || there === undefined || !isSized(there.replicas, wanted, service)) {
    steps.push({ do: 'scale', ...own, replicas: service.replicas, ...(like === undefined ? {} : { like }) });
  }
  if (steps.length > 0 || !there?.ready) steps.push({ do: 'await', ...own });
  return steps;
}

function isSized(replicas: number, wanted: number, { autoscaler }: ServiceTarget): boolean {
  return autoscaler ? replicas >= wanted : replicas === wanted;
}

/** What is replaced is marked before it is: an interruption after the switch must not cost the way back. */
function switchTo(live: OfInstance, before: string | undefined, facts: ClusterFacts, { kind, retainSeconds }: PlanSettings): Step[] {
  const { service } = live;
  const retains = before !== undefined && retainSeconds > 0 && kind !== 'return';
  return [
    ...(retains ? [{ do: 'retain', service, instance: before, seconds: retainSeconds } as const] : []),
    { do: 'switch', ...live, from: facts.services[service]?.selector ?? null },
    { do: 'traffic', ...live },
  ];
}

/** Only a version that knows more than the database brings it further; an older one would not understand it. */
function migration({ migration: job, release: { schema, images } }: Target, facts: ClusterFacts, { database, kind }: PlanSettings): Step[] {
  if (job === undefined || kind === 'return') return [];
  if (kind === 'migrate') return [{ do: 'migrate', job: job.metadata.name }];
  if (schema && database && schema.version < database.version) return [];
  const references = new Set(Object.values(images).map(({ repository, digest }) => `${repository}@${digest}`));
  const image = job.spec.template.spec.containers.find((container) => references.has(container.image ?? ''))?.image;
  const running = Object.values(facts.instances).some((instance) => instance.image === image && instance.replicas > 0 && instance.ready);
  return running ? [] : [{ do: 'migrate', job: job.metadata.name }];
}

/** The check is of this clone: it may ask for what an older version never had, and must not keep anybody from going back to that. */
function verification(instances: readonly OfInstance[], { kind, check, url, soakSeconds }: PlanSettings): Step[] {
  if (instances.length === 0 || kind === 'return') return [];
  return [
    ...(check && kind === 'deploy' ? [{ do: 'check', command: check, url } as const] : []),
    ...(soakSeconds > 0 ? [{ do: 'soak', seconds: soakSeconds, instances } as const] : []),
  ];
}

/** Stops what is not live and not kept. What a failed deploy has brought is not worth keeping. */
function cleanUp(service: ServiceTarget, live: string, facts: ClusterFacts, { kind, retainSeconds }: PlanSettings): Step[] {
  const before = liveInstance(service.name, facts);
  return Object.entries(facts.instances).flatMap(([instance, { service: of, replicas, retainUntil, expired }]): Step[] => {
    if (of !== service.name || instance === live) return [];
    const own = { service: service.name, instance };
    const stop: Step[] = instancesOf(service).includes(instance)
      ? replicas > 0
        ? [{ do: 'park', ...own }]
        : []
      : [{ do: 'remove', ...own }];
    const kept = instance === before ? retainSeconds > 0 && kind !== 'return' : retainUntil !== undefined && !expired;
    return kept && replicas > 0 ? [] : stop;
  });
}
