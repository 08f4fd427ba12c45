import { isDeepStrictEqual } from 'node:util';
import { INSTANCE, idOf, type KubernetesObject, type Labels, type Workload } from '../../src/deploy/objects.ts';
import { Refusal } from '../../src/deploy/refusal.ts';
import type { Cluster, Kind, ObjectRef } from '../../src/ports.ts';

/** How the pods of an image behave. */
export type Behaviour = 'ready' | 'crash' | 'unready' | 'missing';

export interface FakeCluster extends Cluster {
  /** Everything that was written, e.g. `patch Service/api`. */
  readonly writes: string[];
  readonly objects: Map<string, Record<string, unknown> & KubernetesObject>;
  /** By image; `ready` without one. */
  readonly behaviours: Map<string, Behaviour>;
  /** The process is killed when this write has been made: it and every later call fail. */
  dieAfter: number | undefined;
  /** The answer to this write is lost, and the client sends it again. */
  loseAnswerOf: number | undefined;
  /** Called after each write. */
  onWrite: ((write: string) => void) | undefined;
}

export class Killed extends Error {}

/** Keeps objects in memory as an API server does: versions, conflicts, patches. Its controllers are done in no time. */
export function fakeCluster(): FakeCluster {
  const objects: FakeCluster['objects'] = new Map();
  const key = ({ kind, metadata }: Pick<KubernetesObject, 'kind'> & ObjectRef) => `${kind}/${metadata.name}`;
  let version = 0;
  let dead = false;

  const alive = () => {
    if (dead) throw new Killed();
  };

  /** One write, as often as the client sends it. */
  function write(name: string, act: () => KubernetesObject): KubernetesObject {
    alive();
    const result = act();
    fake.writes.push(name);
    fake.onWrite?.(name);
    if (fake.writes.length === fake.dieAfter) {
      dead = true;
      throw new Killed();
    }
    if (fake.writes.length !== fake.loseAnswerOf) return structuredClone(result);
    fake.loseAnswerOf = undefined;
    return structuredClone(act());
  }

  function store(object: Record<string, unknown> & KubernetesObject): KubernetesObject {
    const before = objects.get(key(object));
    const changed = !isDeepStrictEqual(before?.['spec'], object['spec']);
    const generation = (before?.metadata.generation ?? 0) + (changed ? 1 : 0);
    const stored = { ...object, metadata: { ...object.metadata, generation, resourceVersion: String(++version) } };
    objects.set(key(object), stored);
    return stored;
  }

  function precondition(present: KubernetesObject | undefined, resourceVersion: string | undefined): void {
    if (resourceVersion !== undefined && resourceVersion !== present?.metadata.resourceVersion)
      throw new Refusal(409, 'Conflict', 'the object has been modified');
  }

  function applied(object: KubernetesObject): Record<string, unknown> & KubernetesObject {
    const present = objects.get(key(object));
    precondition(present, object.metadata.resourceVersion);
    const start = present ?? { ...structuredClone(object), ...(object.kind === 'Deployment' ? { spec: { replicas: 1 } } : {}) };
    return merged(start, object) as Record<string, unknown> & KubernetesObject;
  }

  function labelled(kind: string, labels: Labels): KubernetesObject[] {
    return everything().filter(
      (object) =>
        object.kind === kind &&
        Object.entries(labels).every(([label, value]) => {
          const own = object.metadata.labels?.[label];
          return value === '' ? own !== undefined : own === value;
        }),
    );
  }

  /** What is stored, and what the controllers make of it. */
  function everything(): KubernetesObject[] {
    const stored = [...objects.values()];
    const deployments = stored.filter(({ kind }) => kind === 'Deployment') as unknown as Workload[];
    const pods = deployments.flatMap((deployment) => podsOf(deployment, fake.behaviours));
    return [
      ...stored.map((object) => withStatus(object, pods)),
      ...deployments.map((deployment) => replicaSetOf(deployment)),
      ...pods,
      ...stored.filter(({ kind }) => kind === 'Service').map((service) => slicesOf(service, pods)),
    ];
  }

  const fake: FakeCluster = {
    context: 'fake',
    writes: [],
    objects,
    behaviours: new Map(),
    dieAfter: undefined,
    loseAnswerOf: undefined,
    onWrite: undefined,
    async get(ref) {
      alive();
      const found = everything().find((object) => key(object) === key(ref));
      return found && structuredClone(found);
    },
    async list(kind: Kind, _namespace, labels = {}) {
      alive();
      return structuredClone(labelled(kind.kind, labels));
    },
    async apply(object, { dryRun } = { dryRun: false }) {
      alive();
      return dryRun ? structuredClone(withStatus(applied(object), [])) : write(`apply ${idOf(object)}`, () => store(applied(object)));
    },
    async create(object) {
      return write(`create ${idOf(object)}`, () => {
        if (objects.has(key(object))) throw new Refusal(409, 'AlreadyExists', `${idOf(object)} already exists`);
        return store(structuredClone(object));
      });
    },
    async replace(object) {
      return write(`replace ${idOf(object)}`, () => {
        precondition(objects.get(key(object)), object.metadata.resourceVersion);
        return store(structuredClone(object));
      });
    },
    async merge(ref, change) {
      return write(`merge ${key(ref)}`, () => {
        const present = objects.get(key(ref));
        if (present === undefined) throw new Refusal(404, 'NotFound', `${key(ref)} not found`);
        precondition(present, (change as Partial<KubernetesObject>).metadata?.resourceVersion);
        return store(merged(present, change) as Record<string, unknown> & KubernetesObject);
      });
    },
    async patch(ref, operations) {
      return write(`patch ${key(ref)}`, () => {
        const present = structuredClone(objects.get(key(ref)));
        if (present === undefined) throw new Refusal(404, 'NotFound', `${key(ref)} not found`);
        for (const operation of operations) operate(present, operation as Operation);
        return store(present);
      });
    },
    async delete(ref) {
      write(`delete ${key(ref)}`, () => {
        const present = objects.get(key(ref)) ?? { apiVersion: '', kind: '', metadata: { name: '' } };
        objects.delete(key(ref));
        return present;
      });
    },
    log: async () => 'panic: no such luck',
    ask: async () => ({ status: 200, body: '' }),
    may: async () => true,
  };
  return fake;
}

interface Operation {
  readonly op: 'test' | 'add' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

function operate(object: object, { op, path, value }: Operation): void {
  const steps = path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop() ?? '';
  const parent = steps.reduce<Record<string, unknown> | undefined>(
    (inner, step) => inner?.[step] as Record<string, unknown> | undefined,
    object as Record<string, unknown>,
  );
  if (op === 'test' && !isDeepStrictEqual(parent?.[last], value)) throw new Refusal(422, 'Invalid', `testing value ${path} failed`);
  if (op !== 'test' && parent) parent[last] = value;
}

/** RFC 7386. */
function merged(target: unknown, change: unknown): unknown {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return structuredClone(change);
  const result: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...(target as Record<string, unknown>) } : {};
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name];
    else if (value !== undefined) result[name] = merged(result[name], value);
  }
  return result;
}

const REVISION = { 'deployment.kubernetes.io/revision': '1' };

function behaviourOf({ spec }: Workload, behaviours: ReadonlyMap<string, Behaviour>): Behaviour {
  return behaviours.get(spec.template.spec.containers[0]?.image ?? '') ?? 'ready';
}

function podsOf(deployment: Workload, behaviours: ReadonlyMap<string, Behaviour>): KubernetesObject[] {
  const { name, generation = 0 } = deployment.metadata;
  const behaviour = behaviourOf(deployment, behaviours);
  return Array.from({ length: deployment.spec.replicas ?? 1 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${index}`,
      labels: { ...deployment.spec.template.metadata?.labels, 'pod-template-hash': String(generation) },
    },
    spec: deployment.spec.template.spec,
    status: {
      conditions: [{ type: 'Ready', status: behaviour === 'ready' ? 'True' : 'False' }],
      containerStatuses: deployment.spec.template.spec.containers.map((container) => ({
        name: container.name,
        ready: behaviour === 'ready',
        started: true,
        restartCount: behaviour === 'crash' ? 1 : 0,
        ...STATES[behaviour],
      })),
    },
  }));
}

const STATES = {
  ready: { state: { running: {} } },
  unready: { state: { running: {} } },
  crash: { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 3 } } },
  missing: { state: { waiting: { reason: 'ErrImagePull', message: 'code = NotFound desc = not found' } } },
} as const;

function replicaSetOf({ metadata, spec }: Workload): KubernetesObject {
  const labels = { ...spec.template.metadata?.labels, 'pod-template-hash': String(metadata.generation ?? 0) };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: `${metadata.name}-rs`, labels, annotations: REVISION } };
}

function withStatus(object: KubernetesObject, pods: readonly KubernetesObject[]): KubernetesObject {
  if (object.kind === 'Job') return { ...object, status: { conditions: [{ type: 'Complete', status: 'True' }] } };
  if (object.kind !== 'Deployment') return object;
  const own = pods.filter(({ metadata }) => metadata.labels?.[INSTANCE] === object.metadata.name);
  const ready = own.filter(isReadyPod).length;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...REVISION } },
    status: {
      observedGeneration: object.metadata.generation,
      replicas: own.length,
      updatedReplicas: own.length,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  };
}

function isReadyPod(pod: KubernetesObject): boolean {
  return (pod['status'] as { conditions: { status: string }[] }).conditions[0]?.status === 'True';
}

function slicesOf({ metadata, spec }: KubernetesObject, pods: readonly KubernetesObject[]): KubernetesObject {
  const { selector } = spec as { selector?: Labels };
  const selected = selector === undefined ? [] : pods.filter((pod) => pod.metadata.labels?.[INSTANCE] === selector[INSTANCE]);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${metadata.name}-slice`, labels: { 'kubernetes.io/service-name': metadata.name } },
    endpoints: selected.map((pod) => ({ conditions: { ready: isReadyPod(pod) }, targetRef: { name: pod.metadata.name } })),
  };
}
