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
  python: ['libs/python/grpc-server/pyproject.toml', 'libs/python/job-consumer/pyproject.toml'],
};

/** A service with all that it needs from its first test to its deploy. Nothing is written unless everything can be. */
export default generator<ServiceOptions>(async (tree, options, runnerIn) => {
  const { name } = options;
  const speaks = protocolsOf(options);
  const names = namesOf(String(name), 'service');
  expectLayout(tree, [...LIBRARIES[options.lang], 'deployments/environments.json', 'apps/e2e/project.json']);
  await expectFree(tree, name, filesOf(name, names.snake));
  const made: Service = { ...names, ...speaks, lang: options.lang, nodePort: await nextPort(tree, 'nodePort', 30081) };
  const ports = await portsOf(tree, made);
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
function protocolsOf({ lang, http = false, grpc = false, queue = false }: ServiceOptions): Pick<Service, 'http' | 'grpc' | 'queue'> {
  const refused = (what: string, fix: string): never => {
    throw new DeliveryError('E_OPTION_INVALID', { what, fix });
  };
  if (http && grpc) refused('a service speaks HTTP or gRPC, not both', 'leave --http or --grpc out');
  if (lang === 'python' && http) refused('there is no Python library for HTTP in libs/python', 'take --lang=go, or --grpc');
  const nothingSaid = !http && !grpc && !queue;
  return { http: http || (nothingSaid && lang === 'go'), grpc: grpc || (nothingSaid && lang === 'python'), queue };
}

function templatesFor({ lang, http, grpc, queue }: Service): string[] {
  return [
    'deployment',
    `${lang}-service`,
    ...(http ? ['go-http', 'http-access'] : []),
    ...(grpc ? [`${lang}-grpc`, 'grpc-proto'] : []),
    ...(queue ? [`${lang}-queue`, 'queue-access'] : []),
  ];
}

/** Where it listens: all that is in Go for HTTP, by which it is probed; all that is in Python for gRPC, the same. */
async function portsOf(tree: Tree, { lang, grpc }: Service): Promise<{ port: number; grpcPort: number; probed: 'http' | 'grpc' }> {
  const grpcPort = grpc || lang === 'python' ? await nextPort(tree, 'containerPort', 50051) : 0;
  if (lang === 'python') return { port: grpcPort, grpcPort, probed: 'grpc' };
  return { port: await nextPort(tree, 'containerPort', 8081), grpcPort, probed: 'http' };
}

/** The port after the highest that the manifests name in the hundred of `first`. */
async function nextPort(tree: Tree, key: string, first: number): Promise<number> {
  const manifests = await globAsync(tree, ['deployments/k8s/**/*.yaml']);
  const pattern = new RegExp(`${key}(?::|, value:) (\\d+)`, 'g');
  const ports = manifests.flatMap((file) => [...(tree.read(file, 'utf8') ?? '').matchAll(pattern)].map(([, port]) => Number(port)));
  const near = ports.filter((port) => port >= first && port < first + 100);
  return Math.max(first - 1, ...near) + 1;
}
