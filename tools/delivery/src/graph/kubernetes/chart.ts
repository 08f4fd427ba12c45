import { isMapping, mappingsIn } from './yaml.ts';

/** What a Chart.yaml says. */
export interface Chart {
  /** Folders of charts in the same repository that it depends on, as written: relative to its own. */
  readonly dependencies: readonly string[];
}

const LOCAL = 'file://';

/** Fields: https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export function chartIn(document: unknown): Chart {
  const dependencies = isMapping(document) ? mappingsIn(document['dependencies']) : [];
  return {
    dependencies: dependencies.flatMap(({ repository }) =>
      typeof repository === 'string' && repository.startsWith(LOCAL) ? [repository.slice(LOCAL.length)] : [],
    ),
  };
}
