import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing.js';
import { loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { namesOf } from '../../src/scaffold/names.ts';
import { render } from '../../src/scaffold/render.ts';
import { portsOf, protocolsOf, type ServiceOptions } from '../../src/scaffold/service.ts';
import { failureOf } from '../failure.ts';

type Said = Omit<ServiceOptions, 'name'>;

test.each<[said: Said, speaks: string[]]>([
  [{ lang: 'go' }, ['http']],
  [{ lang: 'go', http: true }, ['http']],
  [{ lang: 'go', grpc: true }, ['grpc']],
  [{ lang: 'go', queue: true }, ['queue']],
  [{ lang: 'go', http: true, queue: true }, ['http', 'queue']],
  [{ lang: 'python' }, ['grpc']],
  [{ lang: 'python', http: true }, ['http']],
  [{ lang: 'python', grpc: true }, ['grpc']],
  [{ lang: 'python', queue: true }, ['queue']],
  [{ lang: 'python', http: true, queue: true }, ['http', 'queue']],
  [{ lang: 'python', grpc: true, queue: true }, ['grpc', 'queue']],
])('%j speaks %j', (said, speaks) => {
  const spoken = Object.entries(protocolsOf({ name: 'web', ...said }));
  expect(spoken.flatMap(([protocol, is]) => (is ? [protocol] : []))).toEqual(speaks);
});

test.each<'go' | 'python'>(['go', 'python'])('two protocols are refused in %s', (lang) => {
  expect(failureOf(() => protocolsOf({ name: 'web', lang, http: true, grpc: true }))).toBe(
    'E_OPTION_INVALID: a service speaks HTTP or gRPC, not both\n  fix    leave --http or --grpc out',
  );
});

const HTTP = { startup: '/health', liveness: '/health', readiness: '/ready' };
const grpc = (port: number) => ({ startup: port, liveness: port, readiness: port });

/** The highest ports of those that are there are 8082 and 50052. */
test.each<[said: Said, ports: string[], probes: object, variables: Record<string, string>]>([
  [{ lang: 'go' }, ['http 8083'], HTTP, { SHUTDOWN_DELAY: '5s', SHUTDOWN_TIMEOUT: '25s' }],
  [{ lang: 'go', grpc: true }, ['http 8083', 'grpc 50053'], HTTP, { SHUTDOWN_DELAY: '5s', SHUTDOWN_TIMEOUT: '25s' }],
  [{ lang: 'python' }, ['grpc 50053'], grpc(50053), { SHUTDOWN_GRACE: '20' }],
  [{ lang: 'python', queue: true }, ['grpc 50053'], grpc(50053), { SHUTDOWN_GRACE: '15', NATS_URL: 'web' }],
  [{ lang: 'python', http: true }, ['http 8083'], HTTP, { SHUTDOWN_DELAY: '5', SHUTDOWN_GRACE: '25' }],
  [{ lang: 'python', http: true, queue: true }, ['http 8083'], HTTP, { SHUTDOWN_DELAY: '5', SHUTDOWN_GRACE: '15', NATS_URL: 'web' }],
])('%j listens at %j', (said, ports, probes, variables) => {
  const container = containerIn(rendered(said));
  expect(container.ports.map(({ name, containerPort }) => `${name} ${containerPort}`)).toEqual(ports);
  const asked = ({ httpGet, grpc }: Probe) => httpGet?.path ?? grpc?.port;
  expect({
    startup: asked(container.startupProbe),
    liveness: asked(container.livenessProbe),
    readiness: asked(container.readinessProbe),
  }).toEqual(probes);
  expect(Object.fromEntries(container.env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef.name]))).toEqual(
    variables,
  );
});

interface Probe {
  readonly httpGet?: { readonly path: string };
  readonly grpc?: { readonly port: number };
}

interface Container {
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: { secretKeyRef: { name: string } } }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

/** What is written for the base of all environments. */
function rendered(said: Said): Tree {
  const tree = createTreeWithEmptyWorkspace();
  const service = { ...namesOf('web', 'service'), ...protocolsOf({ name: 'web', ...said }), lang: said.lang, nodePort: 30081 };
  const ports = portsOf(['containerPort: 8082\n---\ncontainerPort: 50052\n', 'containerPort: 9090\n'], service);
  render(tree, ['deployment'], { ...service, ...ports, protocol: service.grpc ? 'grpc' : 'http' });
  return tree;
}

function containerIn(tree: Tree): Container {
  const documents = loadAll(tree.read('deployments/k8s/base/web.yaml', 'utf8') ?? '') as { kind: string; spec: object }[];
  const deployment = documents.find(({ kind }) => kind === 'Deployment') as { spec: { template: { spec: { containers: Container[] } } } };
  return deployment.spec.template.spec.containers[0] as Container;
}
