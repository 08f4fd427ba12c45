import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess } from './failure.ts';
import { foreignRepository } from './foreign.ts';
import { useNx24 } from './nx-24.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

const container = (image: string) => `kind: Deployment\nspec: { template: { spec: { containers: [{ name: main, image: ${image} }] } } }\n`;
/** A target for a unit, as its own kind of project has none yet. */
const RENDER = '{ "targets": { "render": { "executor": "nx:noop", "inputs": ["default", "^production"] } } }\n';
const units = ['deploy/overlays/dev', 'deploy/overlays/prod', 'deploy/overlays/edge', 'charts/shop'];

const FILES = {
  '.gitignore': 'node_modules/\n.nx/\ndist/\n',
  'nx.json': '{ "plugins": ["@kerp/delivery"] }\n',
  'services/api/go.mod': 'module example.com/api\n',
  'services/api/main.go': 'package main\n\nfunc main() {}\n',
  'services/api/main_test.go': 'package main\n',
  'services/worker/go.mod': 'module example.com/worker\n',
  'services/worker/main.go': 'package main\n\nfunc main() {}\n',
  'deployments/docker/api/Dockerfile': 'FROM scratch\n',
  'deployments/docker/worker/Dockerfile': 'FROM scratch\n',
  'deploy/base/kustomization.yaml': 'resources: [api.yaml]\n',
  'deploy/base/api.yaml': container('api'),
  'deploy/worker/kustomization.yaml': 'resources: [worker.yaml]\n',
  'deploy/worker/worker.yaml': container('worker'),
  'deploy/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'deploy/overlays/prod/kustomization.yaml': 'resources: [../../base, ../../worker]\npatches: [{ path: ../replicas.yaml }]\n',
  'deploy/overlays/edge/kustomization.yaml': 'resources: [../../worker]\n',
  'deploy/overlays/replicas.yaml': 'kind: Deployment\nspec: { replicas: 2 }\n',
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'charts/shop/templates/api.yaml': 'image: "ghcr.io/shop/api:{{ .Chart.AppVersion }}"\n',
  ...Object.fromEntries(units.map((unit) => [`${unit}/project.json`, RENDER])),
};

const cases: { name: string; file: string; affects: string[] }[] = [
  { name: 'a service', file: 'services/api/main.go', affects: ['dev', 'prod', 'shop'] },
  { name: 'another service', file: 'services/worker/main.go', affects: ['edge', 'prod'] },
  { name: 'an overlay', file: 'deploy/overlays/dev/kustomization.yaml', affects: ['dev'] },
  { name: 'a base', file: 'deploy/base/api.yaml', affects: ['dev', 'prod'] },
  { name: 'another base', file: 'deploy/worker/kustomization.yaml', affects: ['edge', 'prod'] },
  { name: 'a patch', file: 'deploy/overlays/replicas.yaml', affects: ['prod'] },
  { name: 'a chart', file: 'charts/shop/templates/api.yaml', affects: ['shop'] },
  { name: 'a file that nothing reads', file: 'deploy/base/README.md', affects: [] },
];

describe.each([22, 24])('with Nx %i a change of', (version) => {
  let workspace: Workspace;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ workspace, remove } = await sharedWorkspace());
    if (version === 24) await useNx24(workspace);
  });
  afterAll(() => remove());

  it.each(cases)('$name affects $affects', async ({ file, affects }) => {
    const foreign = await foreignRepository(FILES, workspace);
    expectSuccess(await foreign.nx('affected', '--targets=render', `--files=${file}`, '--graph=dist/tasks.json'));
    const { tasks } = JSON.parse(await foreign.read('dist/tasks.json')) as { tasks: { tasks: object } };
    expect(Object.keys(tasks.tasks).sort()).toEqual(affects.map((name) => `${name}:render`));
  });
});
