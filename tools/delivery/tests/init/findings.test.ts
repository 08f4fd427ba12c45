import type { ProjectConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { DeliveryError } from '../../src/errors.ts';
import { type Findings, formatFindings } from '../../src/init/findings.ts';

const NOTHING: Findings = { nodes: {}, errors: [], dockerfiles: [], notIgnored: [], missing: [], base: undefined };

function projectsOf(...tags: string[]): Findings['nodes'] {
  return Object.fromEntries(tags.map((tag, index) => [`${index}`, { [`${index}`]: { root: `${index}`, tags: [tag] } }]));
}

test('an empty repository', () => {
  expect(formatFindings(NOTHING).split('\n')).toEqual([
    'found:',
    '  Go modules           0',
    '  Python projects      0',
    '  proto projects       0',
    '  TypeScript projects  0',
    '  Helm charts          0',
    '  kustomizations       0',
    '  Dockerfiles          0',
    '',
    'next:',
    '  npx nx graph',
    '  npx nx affected -t test',
  ]);
});

test('each kind of project is counted', () => {
  const nodes = projectsOf('go', 'go-tool', 'go', 'python', 'proto', 'typescript', 'helm', 'kustomize', 'else');
  const dockerfiles = ['deployments/docker/a/Dockerfile', 'deployments/docker/b/Dockerfile'];
  expect(
    formatFindings({ ...NOTHING, nodes, dockerfiles })
      .split('\n\n')[0]
      ?.match(/\d+$/gm),
  ).toEqual(['3', '1', '1', '1', '1', '1', '2']);
});

function project(name: string, tag: string, ...targets: string[]): ProjectConfiguration {
  return { name, root: `services/${name}`, tags: [tag], targets: Object.fromEntries(targets.map((target) => [target, {}])) };
}

test('what the targets run is what the toolchains say, and what is not there is named', () => {
  const orders = project('orders', 'go', 'lint', 'scan', 'audit', 'test', 'build');
  const rates = project('rates', 'python', 'lint', 'test');
  const nodes = { 'go.mod': { orders }, 'pyproject.toml': { rates } };
  const lines = formatFindings({ ...NOTHING, nodes, missing: ['golangci-lint', 'ruff'] });
  expect(lines.split('\n\n').slice(1, -1)).toEqual([
    [
      'what the targets run:',
      '          lint           test       scan           audit        build',
      '  go      golangci-lint  gotestsum  golangci-lint  govulncheck  go',
      '  python  ruff mypy      pytest     -              -            -',
    ].join('\n'),
    'not installed: golangci-lint, ruff',
    ['projects and their targets:', '  orders  services/orders  lint scan audit test build', '  rates   services/rates   lint test'].join(
      '\n',
    ),
  ]);
});

test('many projects still fit one screen', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}`, project(`p${n}`, 'go', 'test')]));
  const lines = formatFindings({ ...NOTHING, nodes: { 'go.mod': many } }).split('\n');
  expect(lines).toContain('  and 22 more: npx nx show projects');
  expect(lines.length).toBeLessThanOrEqual(30);
});

const broken = new DeliveryError('E_MANIFEST_INVALID', { what: 'no', where: 'a/go.mod:1', fix: 'yes' });

test.each<[name: string, findings: Partial<Findings>, lines: string]>([
  ['a broken file', { errors: [['a/go.mod', broken]] }, '\n\nE_MANIFEST_INVALID: no\n  where  a/go.mod:1\n  fix    yes\n\nnext:'],
  ['a file that cannot be read', { errors: [['a/go.mod', new Error('EACCES')]] }, '\n\na/go.mod: EACCES\n\nnext:'],
  [
    'Dockerfiles elsewhere',
    { dockerfiles: ['a/Dockerfile', 'deployments/docker/b/Dockerfile', 'Dockerfile.dev'] },
    '\n\nDockerfiles without a target: 2; what packs a project is deployments/docker/<project>/Dockerfile\n\nnext:',
  ],
  [
    'folders that git would commit',
    { notIgnored: ['.nx/', 'dist/'] },
    '\n\ngit does not ignore .nx/ dist/: without that in .gitignore, results count as changes\n\nnext:',
  ],
  ['another default branch', { base: 'trunk' }, '\n  npx nx affected -t test --base=trunk'],
])('%s', (_name, findings, lines) => {
  expect(formatFindings({ ...NOTHING, ...findings })).toContain(lines);
});
