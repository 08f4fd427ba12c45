import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ApiProxy, openApiProxy } from '../api-proxy.ts';
import { kubectl, PROGRAM } from '../cluster.ts';
import { type Load, lost, startLoad } from '../load.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;
let proxy: ApiProxy;
let load: Load;

async function open(options: Parameters<typeof openShop>[1] = {}): Promise<void> {
  shop = await openShop(inject('cluster'), { replicas: 1, ...options });
  await deploy('v1');
  load = startLoad(shop.url);
}

async function deploy(version: string): Promise<void> {
  await shop.publish(version, { api: 'well', web: 'well' });
  const { output, exitCode } = await shop.run('deploy', { version });
  expect(exitCode, output).toBe(0);
  expect(await shop.serving()).toEqual({ api: [version], web: [version] });
}

async function expectNothingLost(): Promise<void> {
  expect(lost(await load.stop())).toEqual([]);
}

beforeAll(async () => {
  proxy = await openApiProxy(inject('cluster'));
});
afterEach(async () => {
  proxy.reset();
  await shop.remove();
});
afterAll(() => proxy.close());

describe('two deployers', () => {
  it('one after the other', async () => {
    await open();
    await shop.publish('first', { api: 'well', web: 'well' });
    const first = shop.run('deploy', { version: 'first' }, proxy.kubeconfig);
    await expect.poll(() => proxy.writes.includes('PATCH deployments/web-green'), { timeout: 60_000 }).toBe(true);
    await shop.publish('second', { api: 'well', web: 'well' });
    const second = await shop.run('deploy', { version: 'second' });
    expect((await first).exitCode).toBe(0);
    expect(second.output).toContain('waiting for ');
    expect(await shop.serving()).toEqual({ api: ['second'], web: ['second'] });
    expect((await shop.history()).slice(-2)).toEqual(['deploy first succeeded', 'deploy second succeeded']);
    await expectNothingLost();
  });

  it('one that was stopped for too long writes nothing more', async () => {
    await open();
    await shop.publish('paused', { api: 'well', web: 'well' });
    const paused = shop.run('deploy', { version: 'paused' }, proxy.kubeconfig);
    // Just before its switch: what it replaces has been marked.
    await new Promise<void>((stopped) => {
      proxy.onWrite = () => {
        if (proxy.writes.at(-1) === 'PATCH deployments/web-blue') {
          paused.kill('SIGSTOP');
          stopped();
        }
        return undefined;
      };
    });
    await deploy('other');
    const before = proxy.writes.length;
    paused.kill('SIGCONT');
    const { exitCode, output } = await paused;
    expect(exitCode).toBe(1);
    expect(output).toMatch(/E_LOCK_LOST|E_SWITCHED/);
    expect(proxy.writes.slice(before)).toEqual([]);
    expect(await shop.serving()).toEqual({ api: ['other'], web: ['other'] });
    expect((await shop.history()).slice(-2)).toEqual(['deploy paused interrupted', 'deploy other succeeded']);
    await expectNothingLost();
  });
});

describe('after the switch', () => {
  it('the check fails, and the old pods are gone by then', async () => {
    await open();
    const scale = `unset KUBECONFIG; '${PROGRAM}' kubectl --namespace ${shop.namespace} scale deployment/web-blue --replicas=0; exit 1`;
    await shop.configure({ check: ['sh', '-c', scale] });
    await shop.publish('unwanted', { web: 'well' });
    const { exitCode, output } = await shop.run('deploy', { version: 'unwanted' });
    expect(exitCode).toBe(1);
    expect(output).toContain(`E_VERIFY: the check of ${shop.url} failed with exit code 1`);
    expect(output).toContain('scale web-blue to 1');
    expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
    expect((await shop.history()).at(-1)).toBe('deploy unwanted returned');
    await expectNothingLost();
  });

  it('another service fails: both go back', async () => {
    await open({ strategies: { api: 'blue-green', web: 'rolling' } });
    await shop.publish('half', { api: 'well', web: 'crash' });
    const { exitCode, output } = await shop.run('deploy', { version: 'half' });
    expect(exitCode).toBe(1);
    expect(output).toContain('switch Service/api to api-green');
    expect(output).toContain('E_ROLLOUT: web does not come up: CrashLoopBackOff');
    expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
    await expectNothingLost();
  });

  it('a version crashes while it is watched', async () => {
    await open({ settings: { soakSeconds: 20 } });
    await shop.publish('mortal', { web: 'mortal' });
    const { exitCode, output } = await shop.run('deploy', { version: 'mortal' });
    expect(exitCode).toBe(1);
    expect(output).toContain('E_ROLLOUT: web-green does not come up: Restarted: the container ended while it was watched');
    expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
    await load.stop();
  });
});

it('a quota that does not hold two versions', async () => {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'pods' }, spec: { hard: { pods: '2' } } };
  await open({ extra: [quota] });
  await shop.publish('more', { web: 'well' });
  const { exitCode, output } = await shop.run('deploy', { version: 'more' });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/E_ROLLOUT: web-green does not come up: QuotaExceeded: .*exceeded quota: pods/);
  expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  await expectNothingLost();
});

describe('drift', () => {
  it("somebody applied git's Service, which selects nothing that is there", async () => {
    await open();
    await load.stop();
    await kubectl(
      '--namespace',
      shop.namespace,
      'patch',
      'service',
      'web',
      '--patch',
      '{"spec":{"selector":{"app.kubernetes.io/instance":"web"}}}',
    );
    expect(await shop.serving()).toEqual({ api: ['v1'], web: [] });
    expect((await shop.run('status')).output).toContain('drift: Service/web selects no instance');
    const { exitCode, output } = await shop.run('deploy', { version: 'v1' });
    expect(exitCode, output).toBe(0);
    expect(await shop.serving()).toEqual({ api: ['v1'], web: ['v1'] });
  });

  it('somebody edited the live instance: the other one takes over', async () => {
    await open();
    await kubectl('--namespace', shop.namespace, 'set', 'env', 'deployment/web-blue', 'DEBUG=1');
    await kubectl('--namespace', shop.namespace, 'rollout', 'status', 'deployment/web-blue');
    expect((await shop.run('status')).output).toContain('drift: Deployment/web-blue was edited by kubectl-set');
    const { exitCode, output } = await shop.run('deploy', { version: 'v1' });
    expect(exitCode, output).toBe(0);
    expect(output).toContain('switch Service/web to web-green');
    const env = await kubectl(
      '--namespace',
      shop.namespace,
      'get',
      'deployment',
      'web-green',
      '--output=jsonpath={.spec.template.spec.containers[0].env}',
    );
    expect(env).toBe('');
    await expectNothingLost();
  });
});
