import { loadAll } from 'js-yaml';

/** An object that kustomize or Helm has made. */
export interface Rendered {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  /** The template that it comes from, relative to the folder above the chart, as Helm names it. */
  readonly template?: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** One step from an object to a part of it; of a list by number, and by the element's name where it has one. */
export interface Step {
  readonly key: string | number;
  readonly name?: string;
}

/** @throws YAMLException */
export function renderedIn(text: string): Rendered[] {
  return text.split(/^---$/m).flatMap((document) => {
    const template = /^# Source: (.+)$/m.exec(document)?.[1];
    return loadAll(document).flatMap((object) => (isObject(object) ? [of(object, template)] : []));
  });
}

function of(object: Record<string, unknown>, template: string | undefined): Rendered {
  const { kind, apiVersion, metadata } = object;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return {
    kind: String(kind),
    apiVersion: String(apiVersion),
    name: String(name),
    object,
    ...(template === undefined ? {} : { template }),
  };
}

/** The steps of a JSON pointer (RFC 6901) into an object. */
export function stepsOf(object: unknown, pointer: string): Step[] {
  const steps: Step[] = [];
  let part: unknown = object;
  for (const token of pointer.split('/').slice(1)) {
    const key = Array.isArray(part) ? Number(token) : token.replaceAll('~1', '/').replaceAll('~0', '~');
    part = Array.isArray(part) || isObject(part) ? (part as Record<string | number, unknown>)[key] : undefined;
    steps.push(typeof key === 'number' && isObject(part) && typeof part['name'] === 'string' ? { key, name: part['name'] } : { key });
  }
  return steps;
}

/** Pointer to a container of a workload, or undefined when it has none of this name. */
export function containerIn(object: unknown, name: string): string | undefined {
  if (Array.isArray(object)) {
    for (const [index, part] of object.entries()) {
      const found = containerIn(part, name);
      if (found !== undefined) return `/${index}${found}`;
    }
  } else if (isObject(object)) {
    for (const [key, part] of Object.entries(object)) {
      const index = /^(?:initC|ephemeralC|c)ontainers$/.test(key) && Array.isArray(part) ? part.findIndex((one) => one?.name === name) : -1;
      if (index >= 0) return `/${key}/${index}`;
      const found = containerIn(part, name);
      if (found !== undefined) return `/${key}${found}`;
    }
  }
  return undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
