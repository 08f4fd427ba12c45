import { expect, test } from 'vitest';
import { kubeScore } from '../../../src/check/kubernetes/kube-score.ts';
import { kubeconform } from '../../../src/check/kubernetes/kubeconform.ts';
import { renderedIn } from '../../../src/check/kubernetes/rendered.ts';
import { findingsOf, schemaCheck, scoreCheck } from '../../../src/check/kubernetes/tools.ts';
import { linesOf } from '../../toolchain/commands.ts';

const WORKER = `apiVersion: apps/v1
kind: Deployment
metadata: { name: worker }
spec:
  replicas: x
  template:
    spec:
      containers:
        - name: main
          livenesProbe: {}
`;
const sources = [{ file: 'worker.yaml', text: WORKER }];

const resource = (msg: string, status = 'statusInvalid', name = 'worker') =>
  JSON.stringify({ resources: [{ kind: 'Deployment', name, version: 'apps/v1', status, msg }] });

test.each<[name: string, answer: string, findings: string[]]>([
  [
    'each problem of an object is one at its own line',
    resource(
      "problem validating schema. Check JSON formatting: jsonschema validation failed with 'file:///s.json#' - at '/spec': validation failed   - at '/spec/replicas': got string, want integer   - at '/spec/template/spec/containers/0': additional properties 'livenesProbe', 'other' not allowed",
    ),
    [
      'worker.yaml:5 schema Deployment worker: /spec/replicas: got string, want integer',
      "worker.yaml:10 schema Deployment worker: /spec/template/spec/containers/0 has no property 'livenesProbe'",
      "worker.yaml:9 schema Deployment worker: /spec/template/spec/containers/0 has no property 'other'",
    ],
  ],
  [
    'a kind without a schema',
    resource('could not find schema for Deployment', 'statusError'),
    ['worker.yaml:2 unknown-kind Deployment worker: could not find schema for Deployment'],
  ],
  ['nothing', '{ "resources": [] }', []],
])('kubeconform: %s', (_name, answer, findings) => {
  const found = findingsOf(kubeconform(answer, renderedIn(WORKER)), sources, 'about.yaml');
  expect(found.map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`)).toEqual(findings);
});

const scored = (id: string, grade: number, path: string, skipped = false) => ({
  type_meta: { kind: 'Deployment', apiVersion: 'apps/v1' },
  object_meta: { name: 'worker' },
  checks: [{ check: { id }, grade, skipped, comments: [{ path, summary: 'It is bad', description: 'Make it good' }] }],
});

test('kube-score: what is critical is shown at the part of the container that it is about', () => {
  const answer = [
    scored('container-security-context-privileged', 1, 'main'),
    scored('pod-networkpolicy', 1, ''),
    scored('deployment-replicas', 5, ''),
    scored('pod-probes', 1, '', true),
  ];
  const found = findingsOf(kubeScore(JSON.stringify(answer), renderedIn(WORKER)), sources, 'about.yaml');
  expect(found.map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`)).toEqual([
    'worker.yaml:9 container-security-context-privileged Deployment worker (main): It is bad. Make it good',
    'worker.yaml:2 pod-networkpolicy Deployment worker: It is bad. Make it good',
  ]);
});

test('a line that several objects have in common is one finding', () => {
  const patch = '- op: add\n  path: /spec/replicas\n  value: x\n';
  const objects = renderedIn(`${WORKER}---\n${WORKER.replace('name: worker', 'name: api')}`);
  const remarks = objects.map((about) => ({ rule: 'schema', level: 'error' as const, message: 'wrong', about, pointer: '/spec/replicas' }));
  expect(findingsOf(remarks, [{ file: 'patch.yaml', text: patch }], 'about.yaml')).toMatchObject([
    { file: 'patch.yaml', line: 1, message: 'Deployment api, Deployment worker: wrong' },
  ]);
});

test.each([
  ['kubeconform', () => kubeconform(resource('x', 'statusError', 'other'), renderedIn(WORKER))],
  ['kube-score', () => kubeScore('[{}]', renderedIn(WORKER))],
  ['kube-score', () => kubeScore('{}', renderedIn(WORKER))],
])('%s must speak of what was rendered', (_tool, read) => {
  expect(read).toThrow(TypeError);
});

test('each looks at one rendering', () => {
  const commands = [schemaCheck('s', 'a'), scoreCheck('v1.34', 'a')].map(({ check }) => check('dist/x.yaml').command);
  expect(linesOf(commands)).toEqual([
    ".> go-tool:kubeconform -strict -output=json '-schema-location=s/{{.ResourceKind}}{{.KindSuffix}}.json' dist/x.yaml",
    expect.stringMatching(/^\.> go-tool:kube-score score --output-format=json --kubernetes-version=v1\.34 .* dist\/x\.yaml$/),
  ]);
});
