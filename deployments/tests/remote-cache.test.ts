import { readdirSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject, Workload } from '../../tools/delivery/src/deploy/objects.ts';
import { parseSettings } from '../../tools/remote-cache/src/settings.ts';
import { ROOT, tool } from './render.ts';

const CHART = 'deployments/helm/remote-cache';
const VALUES = readdirSync(path.join(ROOT, CHART)).filter((name) => /^values.*\.yaml$/.test(name));

async function rendered(...more: string[]): Promise<KubernetesObject[]> {
  const { stdout } = await execa(tool('helm'), ['template', 'cache', CHART, ...more], { cwd: ROOT });
  return loadAll(stdout).filter((object) => object !== null) as KubernetesObject[];
}

const ofKind = (objects: readonly KubernetesObject[], kind: string) => objects.filter((object) => object.kind === kind);

describe.each(VALUES)('%s', (file) => {
  test('the server takes the settings that the chart makes of it', async () => {
    const [config] = ofKind(await rendered(`--values=${CHART}/${file}`), 'ConfigMap') as [
      KubernetesObject & { data: Record<string, string> },
    ];
    const settings = parseSettings(config.data['settings.json'] ?? '', file);
    expect(settings).toMatchObject({ listen: '0.0.0.0:7077', folder: '/var/lib/remote-cache' });
  });

  test('the pod may do no more than it needs', async () => {
    const [deployment] = ofKind(await rendered(`--values=${CHART}/${file}`), 'Deployment') as [Workload];
    const pod = deployment.spec.template.spec;
    expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, runAsUser: 1000 } });
    expect(pod.containers[0]).toMatchObject({
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      resources: { limits: { memory: expect.anything() } },
    });
  });
});

test('several processes on one folder are refused', async () => {
  await expect(rendered('--set=replicaCount=2')).rejects.toThrow('one process serves one folder');
});

test('what is new in the settings starts new pods', async () => {
  const sums = await Promise.all(
    [1, 2].map(async (id) => {
      const [deployment] = ofKind(await rendered(`--set=settings.github.repositories.kerp/kerp=${id}`), 'Deployment') as [Workload];
      return deployment.spec.template.metadata;
    }),
  );
  expect(JSON.stringify(sums[0])).toMatch(/"checksum\/settings":"[0-9a-f]{64}"/);
  expect(sums[0]).not.toEqual(sums[1]);
});
