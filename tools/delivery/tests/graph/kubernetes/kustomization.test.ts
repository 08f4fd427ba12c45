import { expect, test } from 'vitest';
import { type Kustomization, kustomizationIn } from '../../../src/graph/kubernetes/kustomization.ts';
import { parseYaml } from '../../../src/graph/kubernetes/yaml.ts';

const EMPTY: Kustomization = {
  isComponent: false,
  resources: [],
  components: [],
  patches: [],
  values: [],
  files: [],
  charts: [],
  images: [],
  renamed: {},
};

const parsed = (text: string) => kustomizationIn(parseYaml(text).documents[0]);

test.each<[name: string, text: string, content: Partial<Kustomization>]>([
  ['nothing', '', {}],
  ['something else', '- a\n', {}],
  ['a component', 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n', { isComponent: true }],
  [
    'resources, and bases as they once were',
    'resources: [a.yaml, ../base]\nbases: [../old]\n',
    { resources: ['a.yaml', '../base', '../old'] },
  ],
  ['components', 'components: [../tls]\n', { components: ['../tls'] }],
  ['plugins', 'generators: [g.yaml]\ntransformers: [t]\nvalidators: [v.yaml]\n', { resources: ['g.yaml', 't', 'v.yaml'] }],
  ['patches', 'patches:\n  - path: p.yaml\n  - {path: q.yaml, target: {kind: Service}}\n', { patches: ['p.yaml', 'q.yaml'] }],
  [
    'patches as they once were',
    'patchesStrategicMerge: [p.yaml]\npatchesJson6902: [{path: q.yaml, target: {}}]\n',
    { patches: ['q.yaml', 'p.yaml'] },
  ],
  [
    'patches in the file itself',
    'patches:\n  - patch: |-\n      - {op: add, path: /image, value: x/a}\npatchesStrategicMerge:\n  - |-\n    kind: Pod\n    image: x/b\n',
    { images: ['x/a', 'x/b'] },
  ],
  [
    'generators of configuration',
    'configMapGenerator:\n  - {files: [a.conf, key=b.conf], envs: [c.env]}\nsecretGenerator: [{env: d.env, literals: [x=y]}]\n',
    { files: ['a.conf', 'b.conf', 'c.env', 'd.env'] },
  ],
  [
    'everything else that it reads',
    'crds: [c.yaml]\nconfigurations: [k.yaml]\nreplacements: [{path: r.yaml}, {source: {}}]\nopenapi: {path: o.json}\n',
    { files: ['c.yaml', 'k.yaml', 'r.yaml', 'o.json'] },
  ],
  [
    'charts',
    'helmCharts:\n  - name: web\n    repo: https://example.com\n    valuesFile: v.yaml\n    additionalValuesFiles: [w.yaml]\n' +
      '    valuesInline: {image: {repository: x/web}}\n',
    { charts: ['charts/web'], values: ['v.yaml', 'w.yaml'], images: ['x/web'] },
  ],
  ['charts elsewhere', 'helmGlobals: {chartHome: ../helm}\nhelmCharts: [{name: web}]\n', { charts: ['../helm/web'] }],
  [
    'charts as they once were',
    'helmChartInflationGenerator: [{chartName: web, chartHome: ../c, values: v.yaml}]\n',
    { charts: ['../c/web'], values: ['v.yaml'] },
  ],
  [
    'images',
    'images:\n  - {name: api, newName: ghcr.io/x/api, newTag: v1}\n  - {name: x/w, digest: sha256:0a}\n  - {newTag: v1}\n',
    { renamed: { api: 'ghcr.io/x/api', 'x/w': 'x/w' } },
  ],
  ['fields of other types', 'resources: base\npatches: {path: x}\nimages: [api]\nhelmCharts: [{}]\nopenapi: x\nhelmGlobals: 1\n', {}],
])('%s', (_name, text, content) => {
  expect(parsed(text)).toEqual({ ...EMPTY, ...content });
});

test("Flux's resource of that name is a manifest", () => {
  expect(parsed('apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n')).toBeUndefined();
});
