import { expect, test } from 'vitest';
import { auditedLocks, type ImageFacts, type ImageSource, imageTargets } from '../../src/graph/images.ts';
import { withoutWords } from '../toolchain/facts.ts';

function imageOf(image: string, root: string): ImageSource {
  const dir = `deployments/docker/${image}`;
  return { file: `${dir}/Dockerfile`, dir, image, project: image, root };
}

const api = imageOf('api', 'apps/api');
const base = imageOf('base', 'deployments/docker/base');
const middle = imageOf('middle', 'deployments/docker/middle');
const broken = imageOf('broken', 'deployments/docker/broken');
/** The Dockerfiles of the images that others build on. */
const BELOW: Readonly<Record<string, string>> = { [base.file]: 'FROM debian\n', [middle.file]: 'FROM base\n' };

const PACKED = ['production', '^production', { dependentTasksOutputFiles: 'dist/apps/api/**/*' }];

function targetsOf(source: ImageSource, dockerfile: string, facts: Partial<ImageFacts> = {}) {
  const {
    docker = {},
    publish = {},
    sbom,
    'image-scan': scan,
  } = imageTargets(source, {
    read: (file) => (file === source.file ? dockerfile : (BELOW[file] ?? 'RUN nothing\n')),
    images: [api, base, middle, broken],
    namespace: 'kerp',
    registryTool: undefined,
    sbomTool: undefined,
    scanTool: undefined,
    locks: [],
    upstream: { inputs: ['^production'], generate: ['^generate'] },
    around: false,
    ...facts,
  });
  return {
    docker: withoutWords(docker),
    publish: withoutWords(publish),
    ...(sbom ? { sbom: withoutWords(sbom) } : {}),
    ...(scan ? { scan: withoutWords(scan) } : {}),
  };
}

test('an image of a project packs its build', () => {
  expect(targetsOf(api, 'FROM scratch\n')).toEqual({
    docker: {
      executor: '@kerp/delivery:docker',
      options: { dockerfile: 'deployments/docker/api/Dockerfile', repository: 'kerp/api' },
      inputs: [...PACKED, '{workspaceRoot}/deployments/docker/api/**/*'],
      outputs: ['{workspaceRoot}/dist/images/api.json'],
      dependsOn: ['build'],
    },
    publish: { executor: '@kerp/delivery:publish', options: { image: 'api', repository: 'kerp/api' }, dependsOn: ['docker'] },
  });
});

test.each<[name: string, source: ImageSource, dockerfile: string, inputs: (string | object)[], dependsOn: (string | object)[]]>([
  ['a base image is made of its folder only', base, 'FROM debian\n', ['{workspaceRoot}/deployments/docker/base/**/*'], []],
  [
    'an image on another one of the workspace is packed after it',
    api,
    'ARG BASE=base\nFROM $BASE\n',
    [...PACKED, '{workspaceRoot}/deployments/docker/api/**/*', '{workspaceRoot}/deployments/docker/base/**/*'],
    ['build', { projects: ['base'], target: 'docker' }],
  ],
  [
    'so is one on an image that builds on another one',
    api,
    'FROM middle\n',
    [
      ...PACKED,
      '{workspaceRoot}/deployments/docker/api/**/*',
      '{workspaceRoot}/deployments/docker/middle/**/*',
      '{workspaceRoot}/deployments/docker/base/**/*',
    ],
    ['build', { projects: ['middle'], target: 'docker' }],
  ],
  [
    'images that build on each other have no end, and still their inputs',
    base,
    'FROM middle\n',
    ['{workspaceRoot}/deployments/docker/base/**/*', '{workspaceRoot}/deployments/docker/middle/**/*'],
    [{ projects: ['middle'], target: 'docker' }],
  ],
  [
    'of a broken Dockerfile below nothing is said here: its own image says it',
    api,
    'FROM broken\n',
    [...PACKED, '{workspaceRoot}/deployments/docker/api/**/*', '{workspaceRoot}/deployments/docker/broken/**/*'],
    ['build', { projects: ['broken'], target: 'docker' }],
  ],
  [
    'a folder that it copies from belongs to it',
    api,
    'FROM scratch\nCOPY --from=account passwd /etc/\n',
    [...PACKED, '{workspaceRoot}/deployments/docker/api/**/*', '{workspaceRoot}/deployments/docker/account/**/*'],
    ['build'],
  ],
])('%s', (_name, source, dockerfile, inputs, dependsOn) => {
  expect(targetsOf(source, dockerfile).docker).toMatchObject({ inputs, dependsOn });
});

test('docker is not cached by Nx: the image may be gone', () => {
  expect(targetsOf(api, 'FROM scratch\n').docker.cache).toBeUndefined();
});

test('what is in an image is listed where the workspace has syft', () => {
  expect(targetsOf(api, 'FROM scratch\n')).not.toHaveProperty('sbom');
  expect(targetsOf(api, 'FROM scratch\n', { sbomTool: 'syft' }).sbom).toMatchObject({
    executor: '@kerp/delivery:sbom',
    options: { image: 'api' },
    dependsOn: ['docker', { projects: ['syft'], target: 'build' }],
  });
});

test('an image is scanned after those below it where the workspace has osv-scanner', () => {
  expect(targetsOf(api, 'FROM base\n')).not.toHaveProperty('scan');
  expect(targetsOf(api, 'FROM base\n', { scanTool: 'osv-scanner', locks: ['apps/api/go.mod'] }).scan).toEqual({
    executor: '@kerp/delivery:image-scan',
    options: { image: 'api', dockerfile: 'deployments/docker/api/Dockerfile', below: ['base'], locks: ['apps/api/go.mod'] },
    outputs: ['{workspaceRoot}/dist/image-scan/api'],
    dependsOn: [
      'docker',
      { projects: ['osv-scanner'], target: 'build' },
      { projects: ['osv-scanner'], target: 'database' },
      { projects: ['base'], target: 'image-scan' },
    ],
  });
});

test('what an image has is left to whichever image below it brings it, however far below', () => {
  expect(targetsOf(api, 'FROM middle\n', { scanTool: 'osv-scanner' }).scan).toMatchObject({
    options: { below: ['middle', 'base'] },
    dependsOn: ['docker', expect.anything(), expect.anything(), { projects: ['middle'], target: 'image-scan' }],
  });
});

test('the lock files of projects are audited, those of tools are not', () => {
  const files = [
    'apps/api/go.mod',
    'apps/api/testdata/go.mod',
    'apps/py/requirements.lock',
    'package-lock.json',
    'tools/x/go.mod',
    'uv.lock',
  ];
  const tools = new Map([['x', { root: 'tools/x', project: 'x' }]]);
  expect(auditedLocks(files, ['.', 'apps/api', 'apps/py', 'tools/x'], tools)).toEqual([
    'apps/api/go.mod',
    'apps/py/requirements.lock',
    'package-lock.json',
    'uv.lock',
  ]);
});

test('publish waits for the pinned registry client', () => {
  const { publish } = targetsOf(api, 'FROM scratch\n', { registryTool: 'crane' });
  expect(publish.dependsOn).toEqual(['docker', { projects: ['crane'], target: 'build' }]);
});
