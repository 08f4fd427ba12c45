import type { BuildRequest } from '../../../src/image/engines/engine.ts';

export const REQUEST: BuildRequest = {
  ref: 'kerp/api:src-1',
  name: 'kerp/api',
  tag: 'src-1',
  dockerfile: 'deployments/docker/api/Dockerfile',
  context: 'dist/apps/api/linux-amd64',
  contexts: { account: 'deployments/docker/account' },
  platform: 'linux/amd64',
  buildArgs: { BASE_IMAGE: 'kerp/base:src-2' },
  labels: { 'org.opencontainers.image.title': 'api' },
  created: '2026-03-02T01:00:00Z',
};
