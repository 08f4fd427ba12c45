/** A definition of Kubernetes' OpenAPI document, as far as it matters here. */
export interface Definition {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly 'x-kubernetes-group-version-kind'?: readonly Gvk[];
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/ */
interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export type Definitions = Readonly<Record<string, Definition>>;

/**
 * JSON schemas for kubeconform of the OpenAPI document that Kubernetes carries in its sources: api/openapi-spec/swagger.json. They
 * are strict: a property that no definition has is an error.
 * @param kinds wanted, as manifests name them, e.g. `apps/v1/Deployment`.
 * @returns schemas by their file names, e.g. deployment-apps-v1.json; a kind that Kubernetes does not know has none.
 */
export function schemasOf(definitions: Definitions, kinds: ReadonlySet<string>): Record<string, object> {
  const schemas: Record<string, object> = {};
  for (const [name, { 'x-kubernetes-group-version-kind': gvks = [] }] of Object.entries(definitions)) {
    for (const { group, version, kind } of gvks) {
      if (!kinds.has(group === '' ? `${version}/${kind}` : `${group}/${version}/${kind}`)) continue;
      const reached = [...reachable(name, definitions)].map((one) => [one, strict(definitions[one] ?? {})]);
      const file = [kind.toLowerCase(), ...(group === '' ? [] : [group.split('.', 1)[0]]), version].join('-');
      schemas[`${file}.json`] = { $ref: `#/definitions/${name}`, definitions: Object.fromEntries(reached) };
    }
  }
  return schemas;
}

function reachable(name: string, definitions: Definitions): Set<string> {
  const reached = new Set([name]);
  // A set also visits what is added meanwhile.
  for (const one of reached) {
    for (const [, referred = ''] of JSON.stringify(definitions[one] ?? {}).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g))
      reached.add(referred);
  }
  return reached;
}

function strict(definition: Definition): object {
  const plain = withoutExtensions(definition) as Definition;
  return plain.properties && plain.additionalProperties === undefined ? { ...plain, additionalProperties: false } : plain;
}

/** Of Kubernetes' extensions to JSON schema one changes what is valid: a number or a text, such as a port. */
function withoutExtensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (typeof value !== 'object' || value === null) return value;
  if ('format' in value && value.format === 'int-or-string') return { type: ['string', 'integer'] };
  const kept = Object.entries(value).filter(([key]) => !key.startsWith('x-kubernetes-'));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutExtensions(inner)]));
}
