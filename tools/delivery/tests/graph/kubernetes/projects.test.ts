import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type DeliveryError, formatError } from '../../../src/errors.ts';
import { kubernetesProjects } from '../../../src/graph/kubernetes/projects.ts';
import { type Files, folderWith } from '../../folder.ts';
import { readerOf } from '../reader.ts';

/** @param code name of each project of a language by its root. */
function inferred(files: Files, code: Readonly<Record<string, string>> = {}, folder = folderWith(files)) {
  const errors: string[] = [];
  const report = (_file: string, error: DeliveryError) => void errors.push(formatError(error));
  const projects = kubernetesProjects(Object.keys(files), new Map(Object.entries(code)), readerOf(folder), report);
  return { projects: projects.map(([file, project]) => ({ file, ...project })), errors: [...new Set(errors)] };
}

/** Every project as `name: root (file) tags`. */
function linesOf(files: Files, code?: Readonly<Record<string, string>>): string[] {
  const { projects, errors } = inferred(files, code);
  expect(errors).toEqual([]);
  return projects.map(({ name, root, file, tags }) => `${name}: ${root} (${path.basename(file)}) ${tags}`);
}

/** The inputs of one unit, without its own files. */
function inputsOf(root: string, files: Files, folder?: string): unknown[] {
  const { projects, errors } = inferred(files, {}, folder);
  expect(errors).toEqual([]);
  const inputs = projects.find((project) => project.root === root)?.namedInputs?.['default'] ?? [];
  expect(inputs).toContain('{projectRoot}/**/*');
  return inputs.filter((input) => input !== '{projectRoot}/**/*');
}

const OVERLAYS: Files = {
  'k8s/base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml]\n',
  'k8s/base/deployment.yaml': '',
  'k8s/base/service.yaml': '',
  'k8s/base/README.md': '',
  'k8s/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'k8s/overlays/prod/kustomization.yml': 'resources: [../../base]\ncomponents: [../../components/tls]\n',
  'k8s/components/tls/Kustomization': 'kind: Component\npatches: [{path: patch.yaml}]\n',
  'k8s/components/tls/patch.yaml': '',
};

test.each<[name: string, files: Files, code: Record<string, string>, projects: string[]]>([
  [
    'overlays, but not what they use',
    OVERLAYS,
    {},
    ['dev: k8s/overlays/dev (kustomization.yaml) kubernetes,kustomize', 'prod: k8s/overlays/prod (kustomization.yml) kubernetes,kustomize'],
  ],
  ['a base that nothing uses', { 'k8s/base/kustomization.yaml': '' }, {}, ['base: k8s/base (kustomization.yaml) kubernetes,kustomize']],
  ['a component that nothing uses', { 'k8s/tls/kustomization.yaml': 'kind: Component\n' }, {}, []],
  [
    'charts, but not those inside them',
    {
      'helm/shop/Chart.yaml': 'name: shop\n',
      'helm/shop/charts/db/Chart.yaml': 'name: db\n',
      'helm/shop/charts/db/charts/x/Chart.yaml': 'name: x\n',
      'helm/shop/tests/other/Chart.yaml': 'name: other\n',
    },
    {},
    ['shop: helm/shop (Chart.yaml) kubernetes,helm', 'other: helm/shop/tests/other (Chart.yaml) kubernetes,helm'],
  ],
  [
    'a chart beside a kustomization of it',
    { 'helm/shop/Chart.yaml': 'name: shop\n', 'helm/shop/kustomization.yaml': '' },
    {},
    ['shop: helm/shop (Chart.yaml) kubernetes,helm'],
  ],
  [
    'a chart that an overlay has fetched',
    { 'k8s/dev/kustomization.yaml': 'helmCharts: [{name: web}]\n', 'k8s/dev/charts/web/Chart.yaml': 'name: web\n' },
    {},
    ['web: k8s/dev/charts/web (Chart.yaml) kubernetes,helm', 'dev: k8s/dev (kustomization.yaml) kubernetes,kustomize'],
  ],
  [
    'nothing in the folder of a project of a language',
    { 'apps/api/k8s/kustomization.yaml': '', 'apps/api/Chart.yaml': 'name: api\n', 'apps/api-k8s/kustomization.yaml': '' },
    { 'apps/api': 'api' },
    ['api-k8s: apps/api-k8s (kustomization.yaml) kubernetes,kustomize'],
  ],
  [
    'what is below a project in the workspace root',
    { 'deploy/kustomization.yaml': '', 'kustomization.yaml': '' },
    { '.': 'shop' },
    ['deploy: deploy (kustomization.yaml) kubernetes,kustomize'],
  ],
  [
    'one in the workspace root',
    { 'kustomization.yaml': '', 'x/Chart.yaml': '' },
    {},
    ['x: x (Chart.yaml) kubernetes,helm', 'kustomize: . (kustomization.yaml) kubernetes,kustomize'],
  ],
  [
    'nothing that tests read, or that a generator fills in',
    {
      'pkg/testdata/a/Chart.yaml': 'name: a\n',
      'test/fixtures/b/kustomization.yaml': '',
      'js/__fixtures__/c/Chart.yaml': '',
      't/{{ name }}/Chart.yaml': 'name: {{ name }}: x',
    },
    {},
    [],
  ],
  [
    'names that are taken by projects of a language',
    { 'helm/api/Chart.yaml': 'name: api\n', 'x/go-log/Chart.yaml': '' },
    { 'apps/api': 'api', 'libs/go/log': 'go-log', 'libs/py/log': 'py-log' },
    ['helm-api: helm/api (Chart.yaml) kubernetes,helm', 'x/go-log: x/go-log (Chart.yaml) kubernetes,helm'],
  ],
  [
    "Flux's resource",
    { 'flux/kustomization.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: ./x}\n' },
    {},
    [],
  ],
])('%s', (_name, files, code, projects) => {
  expect(linesOf(files, code)).toEqual(projects);
});

test.each<[name: string, kustomization: string, inputs: string[]]>([
  ['nothing', '', []],
  [
    'a base, and what that reads',
    'resources: [../../base]',
    ['k8s/base/deployment.yaml', 'k8s/base/kustomization.yaml', 'k8s/base/service.yaml'],
  ],
  ['a component', 'components: [../../components/tls]', ['k8s/components/tls/Kustomization', 'k8s/components/tls/patch.yaml']],
  [
    'files of other folders',
    'resources: [../../base/service.yaml]\npatches: [{path: ../p.yaml}]',
    ['k8s/base/service.yaml', 'k8s/overlays/p.yaml'],
  ],
  ['its own files', 'resources: [own.yaml, ./sub/other.yaml]', []],
  [
    'files of generators',
    'configMapGenerator: [{files: [x=../../../conf/app.conf], envs: [../common.env]}]',
    ['conf/app.conf', 'k8s/overlays/common.env'],
  ],
  [
    'charts',
    'helmGlobals: {chartHome: ../../../helm}\nhelmCharts: [{name: web, valuesFile: ../values.yaml}]',
    ['helm/lib/**/*', 'helm/web/**/*', 'k8s/overlays/values.yaml'],
  ],
  [
    'nothing that is fetched',
    'resources: [https://example.com/a.yaml, github.com/x/y//base?ref=v1, "git@github.com:x/y.git", x/y?ref=main]\nhelmCharts: [{name: far, repo: https://example.com}]',
    [],
  ],
  ['nothing outside of the workspace', 'resources: [../../../../else/base, ../../../.., /etc/passwd]', []],
  ['what is not there yet', 'secretGenerator: [{envs: [../secret.env]}]\nresources: [../../gone]', ['k8s/gone', 'k8s/overlays/secret.env']],
])('inputs of an overlay: %s', (_name, kustomization, inputs) => {
  const files = {
    ...OVERLAYS,
    'helm/web/Chart.yaml': 'dependencies: [{name: lib, repository: "file://../lib"}]\n',
    'helm/lib/Chart.yaml': 'type: library\n',
    'k8s/overlays/dev/kustomization.yaml': `${kustomization}\n`,
    'k8s/overlays/dev/own.yaml': '',
  };
  expect(inputsOf('k8s/overlays/dev', files)).toEqual(inputs.map((input) => `{workspaceRoot}/${input}`));
});

test('a unit in the workspace root has what it reads for inputs, not the whole workspace', () => {
  const { projects } = inferred({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': '', 'b.yaml': '' });
  expect(projects.map(({ namedInputs }) => namedInputs?.['default'])).toEqual([
    ['{workspaceRoot}/a.yaml', '{workspaceRoot}/kustomization.yaml'],
  ]);
});

test('symbolic links are followed, and links in a circle or to elsewhere come to an end', () => {
  const files = { ...OVERLAYS, 'k8s/overlays/dev/kustomization.yaml': 'resources: [base, loop, out, link.yaml]\n', 'other/real.yaml': '' };
  const folder = folderWith(files);
  const inDev = (name: string) => path.join(folder, 'k8s/overlays/dev', name);
  symlinkSync('../../base', inDev('base'));
  symlinkSync('loop', inDev('loop'));
  symlinkSync('/tmp', inDev('out'));
  symlinkSync('../../../other/real.yaml', inDev('link.yaml'));
  const base = ['deployment.yaml', 'kustomization.yaml', 'service.yaml'].map((name) => `{workspaceRoot}/k8s/base/${name}`);
  const listed = { ...files, 'k8s/overlays/dev/link.yaml': '' };
  expect(inputsOf('k8s/overlays/dev', listed, folder)).toEqual([...base, '{workspaceRoot}/other/real.yaml']);
});

const BAD = 'correct the file, or name it in .nxignore; the format is https://yaml.org/spec/1.2.2/';

test.each<[name: string, files: Files, errors: string[]]>([
  [
    'a kustomization',
    { 'k8s/a/kustomization.yaml': 'resources:\n  - x: y: z\n' },
    [`E_MANIFEST_INVALID: Invalid YAML: bad indentation of a mapping entry\n  where  k8s/a/kustomization.yaml:2:9\n  fix    ${BAD}`],
  ],
  [
    'a chart',
    { 'helm/a/Chart.yaml': 'name: "a\n' },
    [`E_MANIFEST_INVALID: Invalid YAML: deficient indentation\n  where  helm/a/Chart.yaml:2:1\n  fix    ${BAD}`],
  ],
  [
    'values that may name an image',
    { 'helm/a/Chart.yaml': 'name: a\n', 'helm/a/values-dev.yaml': 'images:\n  - x\n y: z\n' },
    [`E_MANIFEST_INVALID: Invalid YAML: bad indentation of a mapping entry\n  where  helm/a/values-dev.yaml:3:2\n  fix    ${BAD}`],
  ],
  [
    'a manifest that may name an image',
    { 'k8s/a/kustomization.yaml': 'resources: [x.yaml]\n', 'k8s/a/x.yaml': 'kind: A\n---\nimage: x\n\ty: z\n' },
    [`E_MANIFEST_INVALID: Invalid YAML: tab characters must not be used in indentation\n  where  k8s/a/x.yaml:4:1\n  fix    ${BAD}`],
  ],
  [
    'two kustomizations of one folder',
    { 'k8s/a/kustomization.yaml': '', 'k8s/a/Kustomization': '' },
    [
      'E_MANIFEST_INVALID: Kustomization and kustomization.yaml are in one folder\n  where  k8s/a/Kustomization\n  fix    remove one of them',
    ],
  ],
  [
    'a kustomization that uses itself',
    { 'k8s/a/kustomization.yaml': 'resources: [.]\n' },
    ['E_MANIFEST_INVALID: the kustomization uses itself\n  where  k8s/a/kustomization.yaml\n  fix    remove one of the references'],
  ],
  [
    'kustomizations in a circle',
    {
      'k8s/a/kustomization.yaml': 'resources: [../b]\n',
      'k8s/b/kustomization.yaml': 'components: [../c]\n',
      'k8s/c/kustomization.yaml': 'resources: [../a]\n',
      'k8s/dev/kustomization.yaml': 'resources: [../a]\n',
    },
    [
      'E_MANIFEST_INVALID: these kustomizations use each other: k8s/a, k8s/b, k8s/c\n  where  k8s/a/kustomization.yaml\n  fix    remove one of the references',
    ],
  ],
])('broken: %s is named, and the others still work', (_name, files, expected) => {
  const { projects, errors } = inferred({ ...files, 'helm/ok/Chart.yaml': 'name: ok\n', 'k8s/ok/kustomization.yaml': '' });
  expect(errors).toEqual(expected);
  expect(projects.map(({ name }) => name)).toEqual(expect.arrayContaining(['helm-ok', 'k8s-ok']));
});

test('a file that configuration is made of need not be YAML, and nothing is said about it', () => {
  const { errors } = inferred({
    'k8s/a/kustomization.yaml': 'configMapGenerator: [{files: [x.yaml]}]\n',
    'k8s/a/x.yaml': 'image: {{ x }}: y\n',
  });
  expect(errors).toEqual([]);
});

test('a template of Helm is no YAML, and nothing is said about it', () => {
  const { errors } = inferred({
    'helm/a/Chart.yaml': 'name: a\n',
    'helm/a/templates/x.yaml': '{{ if .Values.x }}\nimage: {{ .x }}: y\n{{ end }}\n',
  });
  expect(errors).toEqual([]);
});
