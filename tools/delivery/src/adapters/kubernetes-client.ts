import { createRequire, registerHooks } from 'node:module';

type Package = typeof import('@kubernetes/client-node');
type Library = Pick<Package, 'KubeConfig' | 'RequestContext' | 'IsomorphicFetchHttpLibrary' | 'PatchStrategy'>;

const FILES = ['config.js', 'gen/http/http.js', 'gen/http/isomorphic-fetch.js', 'patch.js'].map(
  (file) => `@kubernetes/client-node/dist/${file}`,
);
const MODELS = './gen/index.js';
/** What config.js uses of them. */
const USED = `export { createConfiguration } from './configuration.js'; export { ServerConfiguration } from './servers.js';`;

/**
 * The client library without the classes of Kubernetes' objects: they are 900 files, which nothing here uses, and to load them takes
 * as long as the rest of a rollback. Its config.js imports them all for two functions.
 */
export function kubernetesClient(): Library {
  const require = createRequire(import.meta.url);
  return withoutModels(() => Object.assign({}, ...FILES.map((file) => require(file))) as Library);
}

/** Others that load the library meanwhile or later get all of it: what is left out has an address of its own. */
function withoutModels<T>(load: () => T): T {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== MODELS || !context.parentURL?.endsWith('/client-node/dist/config.js')) return next(specifier, context);
      return { url: new URL(`${MODELS}?used`, context.parentURL).href, format: 'module', shortCircuit: true };
    },
    load(url, context, next) {
      return url.endsWith('/gen/index.js?used') ? { format: 'module', source: USED, shortCircuit: true } : next(url, context);
    },
  });
  try {
    return load();
  } finally {
    hooks.deregister();
  }
}
