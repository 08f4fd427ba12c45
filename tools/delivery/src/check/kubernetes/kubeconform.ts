import type { Rendered } from './rendered.ts';

/** What a tool says of a part of an object that was rendered; where that part was written is found later. */
export interface Remark {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly about: Rendered;
  /** Name of the container, where it is about one. */
  readonly container?: string;
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly help?: string;
}

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly version: string;
  readonly status: string;
  readonly msg: string;
}

/** `kubeconform -output json`: https://github.com/yannh/kubeconform#usage. All problems of an object are in one text. */
export function kubeconform(text: string, rendered: readonly Rendered[]): Remark[] {
  const { resources } = JSON.parse(text) as { readonly resources: readonly Resource[] };
  return resources.flatMap(({ kind, name, version, msg, status }) => {
    const about = rendered.find((one) => one.kind === kind && one.name === name && one.apiVersion === version);
    if (about === undefined) throw new TypeError(`it names ${kind} ${name}, which was not rendered`);
    const common = { rule: status === 'statusInvalid' ? 'schema' : 'unknown-kind', level: 'error', about } as const;
    const problems = [...msg.matchAll(/- at '([^']*)': (.*?)(?=\s+- at '|$)/gs)]
      .map(([, pointer = '', problem = '']) => ({ pointer, problem }))
      .filter(({ problem }) => problem !== 'validation failed');
    if (problems.length === 0) return [{ ...common, message: msg, pointer: '/kind' }];
    return problems.flatMap(({ pointer, problem }) => expanded(pointer, problem).map((one) => ({ ...common, ...one })));
  });
}

/** Properties that are not known are named in one sentence: each is a problem of its own, at its own place. */
function expanded(pointer: string, problem: string): Pick<Remark, 'message' | 'pointer'>[] {
  const unknown = /^additional properties (.*) not allowed$/.exec(problem)?.[1];
  const message = `${pointer === '' ? 'the object' : pointer}: ${problem}`;
  if (unknown === undefined) return [{ pointer, message }];
  return [...unknown.matchAll(/'([^']+)'/g)].map(([, property = '']) => ({
    pointer: `${pointer}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message: `${pointer === '' ? 'the object' : pointer} has no property '${property}'`,
  }));
}
