import { FIELD_MANAGER, type KubernetesObject } from './objects.ts';

/** Who has set which fields of an object: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: Fields;
  readonly [field: string]: unknown;
}

/** Fields by name, e.g. `f:spec`; what is in a field is in it again. */
interface Fields {
  readonly [field: string]: Fields;
}

/** Who besides us and the controllers has set something of what the pods are. */
export function editorsOf(deployment: KubernetesObject): string[] {
  return managedFieldsOf(deployment)
    .filter(isEdit)
    .map(({ manager = '' }) => manager);
}

/**
 * The notes of a Deployment with what others have set noted as applied by us, so that applying a target without it removes it: as
 * kubectl does with its own when it goes over to server-side apply (k8s.io/client-go/util/csaupgrade). How many pods there are stays
 * as it is noted.
 * @returns undefined when nobody has set anything.
 */
export function takenOver(deployment: KubernetesObject): ManagedFields[] | undefined {
  const all = managedFieldsOf(deployment);
  const edits = all.filter(isEdit);
  const own = all.find(isOwn);
  if (edits.length === 0 || own === undefined) return undefined;
  const fieldsV1 = edits.map(({ fieldsV1: fields = {} }) => withoutReplicas(fields)).reduce(union, own.fieldsV1 ?? {});
  return all.filter((entry) => !edits.includes(entry)).map((entry) => (entry === own ? { ...own, fieldsV1 } : entry));
}

function managedFieldsOf({ metadata }: KubernetesObject): readonly ManagedFields[] {
  return (metadata['managedFields'] ?? []) as ManagedFields[];
}

function isEdit({ manager, subresource, fieldsV1 = {} }: ManagedFields): boolean {
  if (manager === undefined || manager === FIELD_MANAGER || manager === 'kube-controller-manager' || subresource !== undefined)
    return false;
  return Object.keys(withoutReplicas(fieldsV1)['f:spec'] ?? {}).length > 0;
}

function isOwn({ manager, operation, subresource }: ManagedFields): boolean {
  return manager === FIELD_MANAGER && operation === 'Apply' && subresource === undefined;
}

function withoutReplicas({ 'f:spec': spec = {}, ...rest }: Fields): Fields {
  const { 'f:replicas': _, ...others } = spec;
  return { ...rest, 'f:spec': others };
}

function union(one: Fields, other: Fields): Fields {
  const result = { ...one };
  for (const [name, fields] of Object.entries(other)) result[name] = union(result[name] ?? {}, fields);
  return result;
}
