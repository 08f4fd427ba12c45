import { expect, test } from 'vitest';
import { originOf, type Source } from '../../../src/check/kubernetes/origins.ts';
import { renderedIn } from '../../../src/check/kubernetes/rendered.ts';

const RENDERED = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: proxy
          image: p
        - name: worker
          image: w
          securityContext:
            privileged: true
            runAsUser: 0
`;

const BASE = `apiVersion: v1
kind: Service
metadata:
  name: worker
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: worker
          image: w
`;

const PATCH_FILE = `- op: add
  path: /spec/template/spec/containers/1/securityContext
  value:
    runAsUser: 1
    privileged: true
- op: remove
  path: /spec/replicas
`;

const KUSTOMIZATION = `resources: [base.yaml]
patches:
  - target: { kind: Deployment }
    patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: worker
      spec:
        replicas: 3
  - path: patch.yaml
`;

const sources: Source[] = [
  { file: 'kustomization.yaml', text: KUSTOMIZATION },
  { file: 'base.yaml', text: BASE },
  { file: 'patch.yaml', text: PATCH_FILE },
];

const PRIVILEGED = '/spec/template/spec/containers/1/securityContext/privileged';

test.each<[what: string, pointer: string, place: string]>([
  ['in the file of the object', '/spec/template/spec/containers/1/image', 'base.yaml:16'],
  ['in a patch of its own file', PRIVILEGED, 'patch.yaml:5'],
  ['in a patch in the kustomization, which comes before the object', '/spec/replicas', 'kustomization.yaml:10'],
  ['a whole that a patch sets', '/spec/template/spec/containers/1/securityContext', 'patch.yaml:1'],
  ['what is nowhere is shown at what is nearest to it', '/spec/template/spec/containers/1/resources/limits', 'base.yaml:15'],
  ['an element that only the rendered object has', '/spec/template/spec/containers/0/image', 'base.yaml:14'],
  ['the kind of the object', '/kind', 'kustomization.yaml:6'],
])('%s: %s', (_what, pointer, place) => {
  const [rendered] = renderedIn(RENDERED);
  const origin = rendered && originOf(rendered, pointer, sources);
  expect(`${origin?.file}:${origin?.line}`).toBe(place);
});

const TEMPLATE = `apiVersion: v1
kind: Service
metadata:
  name: worker
---
{{- if .Values.on }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  template:
    spec:
      {{- include "pod" . | nindent 6 }}
      containers:
        - name: proxy
          securityContext: { "privileged": false }
        - name: worker
          securityContext: { privileged: {{ .Values.privileged }} }
{{- end }}
`;

test.each([
  ['kerp/templates/worker.yaml', 'charts/kerp/templates/worker.yaml', 'charts/kerp/templates/worker.yaml:19'],
  ['kerp/charts/redis/templates/x.yaml', 'charts/kerp/templates/x.yaml', 'undefined:undefined'],
])('of a chart, the line of the template %s in %s', (template, file, place) => {
  const [rendered] = renderedIn(`---\n# Source: ${template}\n${RENDERED}`);
  const origin = rendered && originOf(rendered, PRIVILEGED, [{ file, text: TEMPLATE }]);
  expect(`${origin?.file}:${origin?.line}`).toBe(place);
});

test('an object of another name has no origin, and neither has what is no YAML', () => {
  const [rendered] = renderedIn(RENDERED.replace('name: worker', 'name: worker-blue'));
  const other = [
    { file: 'base.yaml', text: BASE },
    { file: 'broken.yaml', text: 'a: [' },
  ];
  expect(rendered && originOf(rendered, '/kind', other)).toBeUndefined();
});
