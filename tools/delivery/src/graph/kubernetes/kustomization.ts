import { imagesIn } from './image-names.ts';
import { isMapping, type Mapping, mappingsIn, parseYaml, stringsIn } from './yaml.ts';

/** What a kustomization says; paths are as written, relative to its folder. It survives JSON. */
export interface Kustomization {
  /** A component is no unit by itself. */
  readonly isComponent: boolean;
  /** Files, or folders with a kustomization. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** Files of patches, which may bring images. */
  readonly patches: readonly string[];
  /** Files of values for charts, which may bring images too. */
  readonly values: readonly string[];
  /** Every other file that it reads. */
  readonly files: readonly string[];
  /** Folders of charts that it inflates. */
  readonly charts: readonly string[];
  /** Names of images in what is written into it. */
  readonly images: readonly string[];
  /** Image name -> the name that takes its place, which may be the same. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** Another kind of that name, such as Flux's, is a manifest like any other. */
const OWN_GROUP = /^kustomize\.config\.k8s\.io\//;

/**
 * Fields: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/, those that kustomize has given up included.
 * @returns undefined for a document that is no kustomization.
 */
export function kustomizationIn(document: unknown): Kustomization | undefined {
  const content: Mapping = isMapping(document) ? document : {};
  const { apiVersion } = content as { apiVersion?: unknown };
  if (typeof apiVersion === 'string' && !OWN_GROUP.test(apiVersion)) return undefined;
  const list = (field: string) => stringsIn(content[field]);
  const mappings = (...fields: readonly string[]) => fields.flatMap((field) => mappingsIn(content[field]));
  const patches = mappings('patches', 'patchesJson6902');
  const merged = list('patchesStrategicMerge');
  const plugins = [...list('generators'), ...list('transformers'), ...list('validators')];
  const charts = mappings('helmCharts', 'helmChartInflationGenerator');
  const inline = [...textsIn(patches, 'patch'), ...merged.filter(isInline), ...plugins.filter(isInline)];
  return {
    isComponent: content['kind'] === 'Component',
    resources: [...list('resources'), ...list('bases'), ...plugins.filter(isPath)],
    components: list('components'),
    patches: [...textsIn(patches, 'path'), ...merged.filter(isPath)],
    values: [...textsIn(charts, 'valuesFile', 'values'), ...charts.flatMap((chart) => stringsIn(chart['additionalValuesFiles']))],
    files: [
      ...list('crds'),
      ...list('configurations'),
      ...textsIn(mappings('replacements'), 'path'),
      ...textsIn([content['openapi']].filter(isMapping), 'path'),
      ...mappings('configMapGenerator', 'secretGenerator').flatMap(generatorFiles),
    ],
    charts: charts.flatMap((chart) => chartFolder(chart, content)),
    images: imagesIn([inline.flatMap((text) => parseYaml(text).documents), charts.map((chart) => chart['valuesInline'])]),
    renamed: Object.fromEntries(mappings('images').flatMap(renaming)),
  };
}

/** A patch can stand in the file itself, as text of several lines. */
function isInline(text: string): boolean {
  return text.includes('\n');
}

function isPath(text: string): boolean {
  return !isInline(text);
}

function textsIn(mappings: readonly Mapping[], ...fields: readonly string[]): string[] {
  return mappings.flatMap((mapping) => fields.flatMap((field) => mapping[field] ?? [])).filter((value) => typeof value === 'string');
}

/** An entry is a path, or the key that it gets and the path. */
function generatorFiles(generator: Mapping): string[] {
  const files = stringsIn(generator['files']).map((entry) => entry.slice(entry.indexOf('=') + 1));
  return [...files, ...stringsIn(generator['envs']), ...textsIn([generator], 'env')];
}

function chartFolder(chart: Mapping, { helmGlobals }: Mapping): string[] {
  const [name] = textsIn([chart], 'name', 'chartName');
  const [home = 'charts'] = textsIn([chart, helmGlobals].filter(isMapping), 'chartHome');
  return name === undefined ? [] : [`${home}/${name}`];
}

function renaming({ name, newName }: Mapping): [string, string][] {
  if (typeof name !== 'string') return [];
  return [[name, typeof newName === 'string' ? newName : name]];
}
