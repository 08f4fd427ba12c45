const distribution = (name: string, rest = '') => `[project]\nname = "${name}"\nversion = "1"\n${rest}`;

/** A repository that knows nothing of this one: Go, Python, TypeScript, proto, an image and manifests. */
export const SHOP: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n.nx/\ndist/\n',
  'go.work': 'go 1.24.0\n\nuse (\n\t./services/orders\n\t./libs/events\n)\n',
  'services/orders/go.mod':
    'module example.com/shop/orders\n\ngo 1.24.0\n\nrequire example.com/shop/events v0.0.0\n\nreplace example.com/shop/events => ../../libs/events\n',
  'services/orders/cmd/orders/main.go': 'package main\n\nimport "example.com/shop/events"\n\nfunc main() { println(events.Topic) }\n',
  'libs/events/go.mod': 'module example.com/shop/events\n\ngo 1.24.0\n',
  'libs/events/events.go': 'package events\n\nconst Topic = "orders"\n',
  'pyproject.toml': '[tool.uv.workspace]\nmembers = ["python/*"]\n',
  'python/rates/pyproject.toml': distribution('shop-rates'),
  'python/rates/src/shop_rates/__init__.py': '',
  'python/pricing/pyproject.toml': distribution(
    'shop-pricing',
    'dependencies = ["shop-rates"]\n[tool.uv.sources]\nshop-rates = { workspace = true }\n',
  ),
  'python/pricing/src/shop_pricing/__init__.py': '',
  'web/vitest.config.ts': 'export default {};\n',
  'proto/buf.yaml': 'version: v2\n',
  'deployments/docker/orders/Dockerfile': 'FROM scratch\n',
  'deploy/dev/kustomization.yaml': 'resources: [orders.yaml]\n',
  'deploy/dev/orders.yaml': 'kind: Deployment\nspec: { template: { spec: { containers: [{ name: orders, image: shop/orders }] } } }\n',
};

export const PROJECTS = ['dev', 'events', 'orders', 'pricing', 'proto', 'rates', 'web'];
export const EDGES = ['dev -> orders', 'orders -> events', 'pricing -> rates'];
