import { globAsync, type Tree } from '@nx/devkit';
import { parseEnvironments } from '../deploy/settings.ts';
import { DeliveryError } from '../errors.ts';
import { afterwards } from './afterwards.ts';
import { expectCommitted, expectFree, expectLayout } from './checks.ts';
import { generator } from './generator.ts';
import { lockPython, tidyGo } from './locks.ts';
import { namesOf } from './names.ts';
import { type Service, servicePlaces } from './places.ts';
import { render } from './render.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly lang: 'go' | 'python';
  readonly http?: boolean;
  readonly grpc?: boolean;
  readonly queue?: boolean;
  readonly force?: boolean;
}

const MIX = 'commit them, or add --force to mix them with what is generated';

/** What the templates build on. */
const LIBRARIES = {
  go: ['libs/go/program/go.mod', 'libs/go/httpserver/go.mod', 'libs/go/grpcserver/go.mod', 'libs/proto/go.mod'],
  python: ['grpc-server', 'http-server', 'job-consumer'].map((library) => `libs/python/${library}/pyproject.toml`),
};

/** A service with all that it needs from its first test to its deploy. Nothing is written unless everything can be. */
export default generator<ServiceOptions>(async (tree, options, runnerIn) => {
  const { name } = options;
  const speaks = protocolsOf(options);
  const names = namesOf(String(name), 'service');
  expectLayout(tree, [...LIBRARIES[options.lang], 'deployments/environments.json', 'apps/e2e/project.json']);
  await expectFree(tree, name, filesOf(name, names.snake));
  const manifests = await manifestsIn(tree);
  const made: Service = { ...names, ...speaks, lang: options.lang, nodePort: nextPort(manifests, 'nodePort', 30081) };
  const ports = portsOf(manifests, made);
  const places = servicePlaces(made, environmentsOf(tree));
  await expectCommitted(
    runnerIn(tree.root),
    places.map(({ file }) => file),
    options.force ?? false,
    MIX,
  );

  render(tree, templatesFor(made), { ...made, ...ports, Service: `${made.Pascal}Service`, protocol: made.grpc ? 'grpc' : 'http' });
  for (const { file, add } of places) tree.write(file, add(tree.read(file, 'utf8') ?? ''));
  if (options.lang === 'go') await tidyGo(tree, `apps/${name}`, runnerIn, made.grpc ? [names.snake] : []);
  else await lockPython(tree, runnerIn, { distribution: name, folder: `apps/${name}` });
  return afterwards(runnerIn(tree.root), {
    python: options.lang === 'python',
    next: [`npx nx run-many -p ${name} -t lint test build docker`, 'git add --all && git commit', 'make pipeline'],
  });
});

/** Everything that is a service's alone. */
export function filesOf(name: string, snake: string): string[] {
  return [
    `apps/${name}`,
    `apps/e2e/tests/${name}.test.ts`,
    `deployments/docker/${name}`,
    `deployments/k8s/base/${name}.yaml`,
    `deployments/k8s/overlays/local/${name}`,
    `deployments/helm/kerp/templates/${name}.yaml`,
    `deployments/helm/kerp/charts/${name}`,
    `libs/proto/kerp/${snake}`,
  ];
}

export function environmentsOf(tree: Tree): string[] {
  return Object.keys(parseEnvironments(tree.read('deployments/environments.json', 'utf8') ?? '').environments);
}

/** What a service speaks. When nothing is said it is HTTP in Go, gRPC in Python. @throws E_OPTION_INVALID */
export function protocolsOf({ lang, http = false, grpc = false, queue = false }: ServiceOptions): Pick<Service, 'http' | 'grpc' | 'queue'> {
  if (http && grpc) {
    const what = 'a service speaks HTTP or gRPC, not both';
    throw new DeliveryError('E_OPTION_INVALID', { what, fix: 'leave --http or --grpc out' });
  }
  const nothingSaid = !http && !grpc && !queue;
  return { http: http || (nothingSaid && lang === 'go'), grpc: grpc || (nothingSaid && lang === 'python'), queue };
}

function templatesFor({ lang, http, grpc, queue }: Service): string[] {
  return [
    'deployment',
    `${lang}-service`,
    ...(http ? [`${lang}-http`, 'http-access'] : []),
    ...(grpc ? [`${lang}-grpc`, 'grpc-proto'] : []),
    ...(queue ? [`${lang}-queue`, 'queue-access'] : []),
  ];
}

async function manifestsIn(tree: Tree): Promise<string[]> {
  const files = await globAsync(tree, ['deployments/k8s/**/*.yaml']);
  return files.map((file) => tree.read(file, 'utf8') ?? '');
}

/** Where it listens, and by what it is probed: in Go HTTP, beside calls too; in Python what it serves, for jobs alone gRPC. */
export function portsOf(
  manifests: readonly string[],
  { lang, http, grpc }: Service,
): { port: number; grpcPort: number; probed: 'http' | 'grpc' } {
  const probed = lang === 'go' || http ? 'http' : 'grpc';
  const grpcPort = grpc || probed === 'grpc' ? nextPort(manifests, 'containerPort', 50051) : 0;
  return { port: probed === 'grpc' ? grpcPort : nextPort(manifests, 'containerPort', 8081), grpcPort, probed };
}

/** The port after the highest that the manifests name in the hundred of `first`. */
function nextPort(manifests: readonly string[], key: string, first: number): number {
  const pattern = new RegExp(`${key}(?::|, value:) (\\d+)`, 'g');
  const ports = manifests.flatMap((text) => [...text.matchAll(pattern)].map(([, port]) => Number(port)));
  const near = ports.filter((port) => port >= first && port < first + 100);
  return Math.max(first - 1, ...near) + 1;
}
