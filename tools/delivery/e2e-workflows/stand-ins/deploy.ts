import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { DeliveryError } from '../../src/errors.ts';
import { executor } from '../../src/executor.ts';

interface Options {
  readonly environment: string;
  readonly release?: string;
  readonly planOut?: string;
  readonly plan?: string;
  readonly approve?: string;
  readonly version?: string;
}

/** In place of the executors where workflows are tested: no cluster. It writes down what it was asked, and fails where the test says so. */
export default executor<Options>(async ({ environment, release, planOut, plan, approve, version }, { context }) => {
  const { STAND_IN_JOURNAL = '', STAND_IN_FAILS, KUBECONFIG = '', KUBE_CONFIG, SLACK_WEBHOOK_URL } = process.env;
  const { mode } = await stat(KUBECONFIG);
  const cluster = await readFile(KUBECONFIG, 'utf8');
  const target = context.targetName ?? '';
  const text = await readFile(release ?? plan ?? '/dev/null', 'utf8').catch(() => '');
  const images = release === undefined ? undefined : (JSON.parse(text) as { version: string }).version;
  const line = {
    did: [target, environment, images ?? version ?? '', planOut && 'plan', approve && 'approved'].filter(Boolean).join(' '),
    cluster: cluster.trim(),
    mode: (mode & 0o777).toString(8),
    leaked: KUBE_CONFIG !== undefined,
    told: SLACK_WEBHOOK_URL !== undefined,
  };
  await appendFile(STAND_IN_JOURNAL, `${JSON.stringify(line)}\n`);
  if (planOut !== undefined) await writeFile(planOut, JSON.stringify({ hash: 'sha256:0' }));
  if (STAND_IN_FAILS !== environment) return;
  throw new DeliveryError('E_ROLLOUT', { what: `${environment} does not come up`, fix: 'correct it and deploy again' });
});
