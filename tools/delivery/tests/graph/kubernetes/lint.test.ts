import { expect, test } from 'vitest';
import type { GoModule } from '../../../src/graph/go/modules.ts';
import { manifestTargets } from '../../../src/graph/kubernetes/lint.ts';

const goTools = (...names: string[]) => new Map(names.map((name) => [name, { project: name, root: `tools/bin/${name}` }]));
const module = (root: string, ...required: string[]): GoModule => ({
  root,
  goMod: { module: 'm', replaced: new Map(), required, tools: [] },
});
const KUBERNETES = module('tools/bin/kubernetes', 'k8s.io/kubernetes');
const OVERLAY = { root: 'k8s/prod', tags: ['kubernetes', 'kustomize'] };

test('an overlay is linted with what the workspace pins', () => {
  const targets = manifestTargets(OVERLAY, goTools('kustomize', 'kubeconform', 'kube-score', 'helm'), [module('apps/x'), KUBERNETES]);
  expect(targets['lint']).toMatchObject({
    executor: '@kerp/delivery:manifests',
    options: { unit: 'kustomize', kubernetes: 'tools/bin/kubernetes' },
    inputs: [
      'default',
      ...['kustomize', 'kubeconform', 'kube-score', 'kubernetes'].map((tool) => `{workspaceRoot}/tools/bin/${tool}/go.mod`),
      { env: 'DELIVERY_JUDGE' },
    ],
    outputs: ['{workspaceRoot}/dist/lint/{projectRoot}'],
    dependsOn: ['kustomize', 'kubeconform', 'kube-score'].map((project) => ({ projects: [project], target: 'build' })),
  });
});

test.each([
  ['nothing that renders it', goTools('helm', 'kubeconform', 'kube-score'), [KUBERNETES]],
  ['no linter', goTools('kustomize', 'kubeconform'), [KUBERNETES]],
  ['no Kubernetes', goTools('kustomize', 'kubeconform', 'kube-score'), [module('apps/x')]],
])('with %s there is no lint', (_what, tools, modules) => {
  expect(manifestTargets(OVERLAY, tools, modules)).toEqual({});
});
