import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { Behaviour } from '../images.ts';
import { openRegistryProxy, type RegistryProxy } from '../registry-proxy.ts';
import { HARDENED, type Service } from '../shop.ts';
import { useWorld } from './world.ts';

const world = useWorld('file');
let registry: RegistryProxy;
beforeAll(async () => {
  registry = await openRegistryProxy(inject('cluster').registry);
  // Room for what runs, one candidate and one pod more, and no more than that.
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'pods' }, spec: { hard: { pods: '4' } } };
  await world.open({ extra: [quota] }, registry.address);
});
afterEach(async () => {
  registry.answer = 'pass';
  await world.shop.alter('web', {});
  // Whatever is left, running the good version again gets to it.
  await world.deploy('v1');
});
afterAll(() => registry.close());

interface Bad {
  readonly name: string;
  readonly behaviours: Partial<Record<Service, Behaviour>>;
  /** What is changed in the container of `web`, and in the pod around it. */
  readonly container?: object;
  readonly pod?: object;
  readonly answer?: RegistryProxy['answer'];
  readonly says: readonly (string | RegExp)[];
}

const bads: Bad[] = [
  {
    name: '5. crash loop',
    behaviours: { web: 'crash' },
    says: [
      'E_ROLLOUT: web-green does not come up: CrashLoopBackOff: the container ended with exit code 3',
      'last lines of web:',
      'cannot open the ledger: no such file or directory',
    ],
  },
  {
    name: '5. crash loop of a rolling service',
    behaviours: { api: 'crash' },
    says: ['E_ROLLOUT: api does not come up: CrashLoopBackOff', 'cannot open the ledger'],
  },
  {
    name: '5. crash loop of an init container',
    behaviours: { web: 'well' },
    pod: {
      initContainers: [{ name: 'prepare', image: 'shop/web', env: [{ name: 'BEHAVIOR', value: 'crash' }], securityContext: HARDENED }],
    },
    says: [
      'E_ROLLOUT: web-green does not come up: CrashLoopBackOff: the container ended with exit code 3',
      'container prepare',
      'last lines of prepare:',
      'cannot open the ledger: no such file or directory',
    ],
  },
  {
    name: '6. never ready',
    behaviours: { web: 'unready' },
    says: ['E_ROLLOUT: web-green does not come up: NotReady: it runs, but was not ready within', /Unhealthy: Readiness probe failed.*503/],
  },
  {
    name: '4. image that is gone',
    behaviours: { web: 'late' },
    answer: 'missing',
    says: [/E_ROLLOUT: web-green does not come up: ErrImagePull: .*not found/],
  },
  {
    name: '5. missing Secret',
    behaviours: {},
    container: { envFrom: [{ secretRef: { name: 'nowhere' } }] },
    says: ['E_ROLLOUT: web-green does not come up: CreateContainerConfigError: secret "nowhere" not found'],
  },
  {
    name: '7. no room on any node',
    behaviours: {},
    container: { resources: { requests: { cpu: '512' } } },
    says: [/E_ROLLOUT: web-green does not come up: Unschedulable: .*Insufficient cpu/],
  },
  {
    name: '5. program that is not there',
    behaviours: {},
    container: { command: ['/nowhere'] },
    says: [/E_ROLLOUT: web-green does not come up: .*no such file or directory/],
  },
];

it.each(bads)('$name: said in seconds, and taken back', async ({ name, behaviours, container = {}, pod, answer = 'pass', says }) => {
  const version = `v-${name.replace(/\W+/g, '-')}`;
  await world.shop.publish(version, behaviours);
  await world.shop.alter('web', container, pod);
  registry.answer = answer;
  const started = Date.now();
  const { output, exitCode } = await world.shop.run('deploy', { version });
  console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s\n${output}`);
  expect(exitCode).toBe(1);
  for (const line of [...says, 'v1 runs again in test']) expect(output).toMatch(line);
  expect(await world.shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  expect((await world.shop.history()).at(-1)).toBe(`deploy ${version} returned`);
});

it('4. a registry that does not answer for a while is waited for', async () => {
  await world.shop.publish('hiccup', { web: 'late' });
  registry.answer = 'none';
  registry.asked.length = 0;
  const run = world.shop.run('deploy', { version: 'hiccup' });
  await expect.poll(() => registry.asked.length, { timeout: 60_000 }).toBeGreaterThan(0);
  registry.answer = 'pass';
  const { output, exitCode } = await run;
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/1 (?:ErrImagePull|ImagePullBackOff)/);
  expect(await world.shop.serving()).toEqual({ api: ['v1'], web: ['hiccup'] });
});
