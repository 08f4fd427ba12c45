import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_FILES } from '../../src/graph/markers.ts';
import { toolchains } from '../../src/toolchain/table.ts';

test('Nx hands over what makes a project, and nothing else', () => {
  const markers = toolchains.flatMap(({ marker }) => [marker, `apps/a/${marker}`]);
  const kubernetes = ['Chart.yaml', 'a/Chart.yaml', 'a/kustomization.yaml', 'kustomization.yml', 'a/Kustomization'];
  const others = ['go.work', 'a/go.work', 'deployments/docker/a/Dockerfile', 'deployments/environments.json', ...kubernetes];
  expect([...markers, ...others].filter((file) => !path.matchesGlob(file, PROJECT_FILES))).toEqual([]);
  expect(
    [
      'a.go',
      'a/go.sum',
      'Dockerfile',
      'deployments/docker/Dockerfile',
      'xgo.mod',
      'a/environments.json',
      'a/values.yaml',
      'a/Chart.yml',
    ].filter((file) => path.matchesGlob(file, PROJECT_FILES)),
  ).toEqual([]);
});
