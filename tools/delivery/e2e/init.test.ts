import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFailure, expectSuccess } from './failure.ts';
import { foreignRepository } from './foreign.ts';
import { useNx24 } from './nx-24.ts';
import { sharedWorkspace, type Workspace } from './workspace.ts';

const goModule = (name: string, rest = '') => `module example.com/shop/${name}\n\ngo 1.24.0\n${rest}`;
const distribution = (name: string, rest = '') => `[project]\nname = "${name}"\nversion = "1"\n${rest}`;

/** Go modules that find each other through go.work and through replace, Python projects of three build systems. */
const SHOP = {
  '.gitignore': 'node_modules/\n.nx/\ndist/\n',
  'package.json': '{ "name": "shop", "private": true }\n',
  'go.work': 'go 1.24.0\n\nuse (\n\t./services/orders\n\t./services/stock\n\t./libs/events\n)\n',
  'services/orders/go.mod': goModule('orders', 'require example.com/shop/events v0.0.0\n'),
  'services/orders/main.go': 'package main\n\nimport _ "example.com/shop/events/kafka"\n\nfunc main() {}\n',
  'services/stock/go.mod': goModule('stock', 'require example.com/money v1.0.0\nreplace example.com/money => ../../libs/money\n'),
  'services/stock/main.go': 'package main\n\nimport (\n\t_ "example.com/money"\n\t// _ "example.com/shop/events"\n)\n\nfunc main() {}\n',
  'libs/events/go.mod': goModule('events'),
  'libs/events/kafka/kafka.go': 'package kafka\n',
  'libs/money/go.mod': 'module example.com/money\n',
  'libs/money/money.go': 'package money\n',
  'pyproject.toml': '[tool.uv.workspace]\nmembers = ["python/*"]\n',
  'python/rates/pyproject.toml': distribution('shop-rates', '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n'),
  'python/rates/src/shop_rates/__init__.py': '',
  'python/pricing/pyproject.toml': distribution(
    'shop-pricing',
    'dependencies = ["shop-rates"]\n[tool.uv.sources]\nshop-rates = { workspace = true }\n',
  ),
  'python/pricing/src/shop_pricing/__init__.py': '',
  'python/report/pyproject.toml': '[tool.poetry]\nname = "report"\n[tool.poetry.dependencies]\nshop-pricing = { path = "../pricing" }\n',
  'python/report/report/__init__.py': 'from shop_rates import today\n',
  'python/legacy/pyproject.toml': distribution('legacy', '[tool.setuptools.packages.find]\nwhere = ["lib"]\n'),
  'python/legacy/lib/legacy/__init__.py': 'import report\n',
  'proto/buf.yaml': 'version: v2\n',
  'services/orders/Dockerfile': 'FROM scratch\n',
  'deployments/docker/stock/Dockerfile': 'FROM scratch\n',
  'deploy/base/kustomization.yaml': 'resources: [stock.yaml]\n',
  'deploy/base/stock.yaml': 'kind: Deployment\nspec: { template: { spec: { containers: [{ name: stock, image: shop/stock }] } } }\n',
  'deploy/dev/kustomization.yaml': 'resources: [../base]\n',
  'deploy/prod/kustomization.yaml': 'resources: [../base]\nimages: [{ name: shop/stock, newName: ghcr.io/shop/stock }]\n',
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'charts/shop/values.yaml': 'stock: { image: { repository: ghcr.io/shop/stock } }\n',
};

const EDGES = [
  'dev -> stock',
  'legacy -> report',
  'orders -> events',
  'pricing -> rates',
  'prod -> stock',
  'report -> pricing',
  'report -> rates',
  'shop -> stock',
  'stock -> money',
];

/** What is not installed is said between the two. */
const FOUND = [
  `found:
  Go modules           4
  Python projects      4
  proto projects       1
  TypeScript projects  0
  Helm charts          1
  kustomizations       2
  Dockerfiles          2

what the targets run:
          lint           test       build
  proto   buf            -          -
  go      golangci-lint  gotestsum  go
  python  ruff mypy      pytest     -
`,
  `projects and their targets:
  events   libs/events      lint test tidy
  money    libs/money       lint test tidy
  proto    proto            lint
  legacy   python/legacy    lint test
  pricing  python/pricing   lint test
  rates    python/rates     lint test
  report   python/report    lint test
  orders   services/orders  lint test tidy build
  and 5 more: npx nx show projects

Dockerfiles without a target: 1; what packs a project is deployments/docker/<project>/Dockerfile

next:
  npx nx graph
  npx nx affected -t test
`,
];

describe.each([22, 24])('with Nx %i', (version) => {
  let workspace: Workspace;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ workspace, remove } = await sharedWorkspace());
    if (version === 24) await useNx24(workspace);
  });
  afterAll(() => remove());
  const init = (foreign: Workspace) => foreign.nx('generate', '@kerp/delivery:init');

  it('a repository without nx.json gets one and nothing else, and its graph is complete', async () => {
    const foreign = await foreignRepository(SHOP, workspace);
    const first = await init(foreign);
    expectSuccess(first);
    for (const part of FOUND) expect(first.output).toContain(part);
    expect(first.output).toMatch(/^not installed: .*\bruff\b/m);
    expect(await foreign.git('status', '--porcelain')).toBe('?? nx.json');
    const nxJson = await foreign.read('nx.json');
    expect(JSON.parse(nxJson)).toEqual({ $schema: './node_modules/nx/schemas/nx-schema.json', plugins: ['@kerp/delivery'] });

    const second = await init(foreign);
    expectSuccess(second);
    expect(second.output).toContain('nx.json has the plugin already');
    expect(await foreign.read('nx.json')).toBe(nxJson);

    expect(await edgesOf(foreign)).toEqual(EDGES);
  });

  it('an nx.json that is there keeps everything', async () => {
    const foreign = await foreignRepository({ ...SHOP, 'nx.json': '{\n  // ours\n  "parallel": 1\n}\n' }, workspace);
    expectSuccess(await init(foreign));
    expect(await foreign.read('nx.json')).toBe('{\n  // ours\n  "parallel": 1,\n  "plugins": ["@kerp/delivery"]\n}\n');
    expect(await edgesOf(foreign)).toEqual(EDGES);
  });

  it('what cannot be read is named, and what git lacks', async () => {
    const foreign = await foreignRepository({ 'libs/a/go.mod': 'module a\n', 'libs/b/go.mod': 'go 1.24\n' }, workspace);
    await foreign.git('branch', '--move', 'trunk');
    const { output } = await init(foreign);
    expect(output).toContain("E_MANIFEST_INVALID: there is no 'module' directive\n  where  libs/b/go.mod:1\n  fix    correct the file");
    expect(output).toContain('git does not ignore .nx/ dist/ node_modules/');
    expect(output).toContain('npx nx affected -t test --base=trunk');
  });

  it('an nx.json that is no object is refused and stays', async () => {
    const foreign = await foreignRepository({ ...SHOP, 'nx.json': '[]\n' }, workspace);
    expectFailure(await init(foreign), 'E_MANIFEST_INVALID: an object is expected', 'nx.json:1:1', 'fix');
    expect(await foreign.read('nx.json')).toBe('[]\n');
  });
});

async function edgesOf(foreign: Workspace): Promise<string[]> {
  expectSuccess(await foreign.nx('graph', '--file=dist/graph.json'));
  const { graph } = JSON.parse(await foreign.read('dist/graph.json')) as { graph: { dependencies: Record<string, { target: string }[]> } };
  return Object.entries(graph.dependencies)
    .flatMap(([source, edges]) => edges.map(({ target }) => `${source} -> ${target}`))
    .sort();
}
