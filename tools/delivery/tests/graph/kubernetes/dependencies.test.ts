import type { ProjectConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { kubernetesEdges } from '../../../src/graph/kubernetes/dependencies.ts';
import { kubernetesProjects } from '../../../src/graph/kubernetes/projects.ts';
import { ownedSources } from '../../../src/graph/ownership.ts';
import { type Files, folderWith } from '../../folder.ts';
import { readerOf } from '../reader.ts';

const packed = (image: string): ProjectConfiguration => ({
  root: `apps/${image}`,
  targets: { docker: { executor: '@kerp/delivery:docker', options: { repository: `shop/${image}` } } },
});
/** The services of the workspace; each is packed into an image of its name. */
const SERVICES: Record<string, ProjectConfiguration> = {
  api: packed('api'),
  worker: packed('worker'),
  lib: { root: 'libs/lib', targets: {} },
};

/** Every edge as `source -> target (file)`. */
function edgesOf(files: Files): string[] {
  const reader = readerOf(folderWith(files));
  const names = new Map(Object.entries(SERVICES).map(([name, { root }]) => [root, name]));
  const units = kubernetesProjects(Object.keys(files), names, reader, () => undefined).map(
    ([, project]) => [project.name ?? '', project] as const,
  );
  const projects = { ...SERVICES, ...Object.fromEntries(units) };
  return kubernetesEdges(ownedSources(Object.keys(files), projects, reader)).map(({ source, target, file, kind }) => {
    expect(kind).toBe('production');
    return `${source} -> ${target} (${file})`;
  });
}

const deployment = (image: string) =>
  `kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - {name: main, image: "${image}"}\n`;
const CHART = { 'helm/shop/Chart.yaml': 'name: shop\n' };
const FROM_CHART = 'shop -> api (helm/shop/Chart.yaml)';
const FROM_DEV = 'dev -> api (k8s/dev/kustomization.yaml)';

test.each<[name: string, files: Files, edges: string[]]>([
  ['nothing of Kubernetes', { 'apps/api/deployment.yaml': deployment('api') }, []],
  [
    'a container',
    { 'k8s/dev/kustomization.yaml': 'resources: [d.yaml]\n', 'k8s/dev/d.yaml': deployment('ghcr.io/shop/api:1') },
    [FROM_DEV],
  ],
  [
    'a container of a base',
    {
      'k8s/dev/kustomization.yaml': 'resources: [../base]\n',
      'k8s/base/kustomization.yaml': 'resources: [d.yaml]\n',
      'k8s/base/d.yaml': `kind: Service\n---\n${deployment('api')}`,
    },
    [FROM_DEV],
  ],
  [
    'a patch',
    { 'k8s/dev/kustomization.yaml': 'resources: [https://x/y]\npatches: [{path: p.yaml}]\n', 'k8s/dev/p.yaml': deployment('api') },
    [FROM_DEV],
  ],
  ['a name of images', { 'k8s/dev/kustomization.yaml': 'images: [{name: placeholder, newName: ghcr.io/shop/api}]\n' }, [FROM_DEV]],
  ['a tag of images', { 'k8s/dev/kustomization.yaml': 'images: [{name: api, newTag: v1}]\n' }, [FROM_DEV]],
  [
    'a file that it makes configuration of, be it YAML or not',
    {
      'k8s/dev/kustomization.yaml': 'configMapGenerator: [{files: [jobs.yaml, odd.yaml]}]\n',
      'k8s/dev/jobs.yaml': 'nightly: {image: shop/api}\n',
      'k8s/dev/odd.yaml': 'image: {{ x }}: y\n',
    },
    [FROM_DEV],
  ],
  [
    'an image that gives way to another one',
    { 'k8s/dev/kustomization.yaml': 'resources: [d.yaml]\nimages: [{name: api, newName: nginx}]\n', 'k8s/dev/d.yaml': deployment('api:1') },
    [],
  ],
  [
    'an image that a component renames',
    {
      'k8s/dev/kustomization.yaml': 'resources: [d.yaml]\ncomponents: [../c]\n',
      'k8s/dev/d.yaml': `${deployment('placeholder')}---\n${deployment('worker')}`,
      'k8s/c/kustomization.yaml': 'kind: Component\nimages: [{name: placeholder, newName: shop/api}, {name: worker, newName: nginx}]\n',
    },
    [FROM_DEV],
  ],
  [
    'a base that two others use, and one of them renames its image',
    {
      'k8s/dev/kustomization.yaml': 'resources: [../x, ../y]\n',
      'k8s/x/kustomization.yaml': 'resources: [../base]\nimages: [{name: api, newName: nginx}]\n',
      'k8s/y/kustomization.yaml': 'resources: [../base]\n',
      'k8s/base/kustomization.yaml': 'resources: [d.yaml]\n',
      'k8s/base/d.yaml': deployment('api'),
    },
    [FROM_DEV],
  ],
  [
    'other images',
    { 'k8s/dev/kustomization.yaml': 'resources: [d.yaml]\n', 'k8s/dev/d.yaml': `${deployment('lib')}---\n${deployment('api/cache')}` },
    [],
  ],
  [
    'a definition of resources that describes images',
    { 'k8s/dev/kustomization.yaml': 'resources: [d.yaml]\n', 'k8s/dev/d.yaml': 'kind: CustomResourceDefinition\nimage: api\n' },
    [],
  ],
  ['values', { ...CHART, 'helm/shop/values.yaml': 'api:\n  image:\n    repository: ghcr.io/shop/api\n' }, [FROM_CHART]],
  ['values of an environment', { ...CHART, 'helm/shop/values-prod.yaml': 'image: shop/api:1\n' }, [FROM_CHART]],
  [
    'a template',
    { ...CHART, 'helm/shop/templates/d.yaml': '{{- if .x }}\n  image: "ghcr.io/shop/api:{{ .Chart.AppVersion }}"\n{{- end }}\n' },
    [FROM_CHART],
  ],
  ['a helper', { ...CHART, 'helm/shop/templates/_helpers.tpl': 'image: {{ .registry }}/api:{{ .tag }}\n' }, [FROM_CHART]],
  [
    'a chart inside it',
    { ...CHART, 'helm/shop/charts/api/Chart.yaml': '', 'helm/shop/charts/api/values.yaml': 'repository: api\n' },
    [FROM_CHART],
  ],
  ['another file of a chart', { ...CHART, 'helm/shop/README.yaml': 'image: api\n' }, []],
  [
    'a chart that it depends on, and the image of that',
    {
      'helm/shop/Chart.yaml': 'dependencies: [{name: base, repository: "file://../base"}]\n',
      'helm/base/Chart.yaml': 'name: base\n',
      'helm/base/values.yaml': 'image: {repository: shop/api}\n',
    },
    ['shop -> base (helm/shop/Chart.yaml)', FROM_CHART, 'base -> api (helm/base/Chart.yaml)'],
  ],
  [
    'charts that depend on each other',
    {
      'helm/shop/Chart.yaml': 'dependencies: [{repository: "file://../base"}]\n',
      'helm/base/Chart.yaml': 'dependencies: [{repository: "file://../shop"}]\n',
    },
    ['shop -> base (helm/shop/Chart.yaml)', 'base -> shop (helm/base/Chart.yaml)'],
  ],
  [
    'an overlay of a chart',
    {
      ...CHART,
      'k8s/dev/kustomization.yaml': 'helmGlobals: {chartHome: ../../helm}\nhelmCharts: [{name: shop, valuesFile: v.yaml}]\n',
      'k8s/dev/v.yaml': 'image: {repository: shop/api}\n',
    },
    ['dev -> shop (k8s/dev/kustomization.yaml)', FROM_DEV],
  ],
  [
    'a broken file, beside others',
    { ...CHART, 'helm/shop/values.yaml': 'image: x\n y', 'k8s/dev/kustomization.yaml': 'images: [{name: api}]\n' },
    [FROM_DEV],
  ],
])('%s', (_name, files, edges) => {
  expect(edgesOf(files)).toEqual(edges);
});
