import type { BuildRequest, Engine, StoredImage } from '../../src/image/engines/engine.ts';
import { digestOf } from './records.ts';

export interface FakeEngine extends Engine {
  /** What it was asked to do, a line each. */
  readonly log: string[];
  readonly requests: BuildRequest[];
}

interface Facts {
  /** Images in its store. */
  readonly images?: readonly string[];
  /** Images that its registries have. */
  readonly remote?: readonly string[];
}

/** An engine that keeps images in memory. */
export function fakeEngine({ images = [], remote = [] }: Facts = {}): FakeEngine {
  const store = new Map<string, StoredImage>();
  const keep = (ref: string) => store.set(ref, { imageId: digestOf('1'), digest: digestOf('d'), size: 1 });
  for (const ref of images) keep(ref);
  const log: string[] = [];
  const requests: BuildRequest[] = [];
  return {
    log,
    requests,
    name: 'fake',
    localName: (repository) => `local/${repository}`,
    inspect: async (ref) => store.get(ref),
    async build(request) {
      log.push(`build ${request.ref}`);
      requests.push(request);
      keep(request.ref);
    },
    async pull(ref, as) {
      log.push(`pull ${ref} as ${as}`);
      if (!remote.includes(ref)) return 'no route to host';
      keep(as);
      return undefined;
    },
    push: async (ref, target) => {
      log.push(`push ${ref} ${target}`);
      return digestOf('d');
    },
    save: async (ref) => {
      log.push(`save ${ref}`);
    },
  };
}
