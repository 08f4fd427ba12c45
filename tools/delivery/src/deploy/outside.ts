import { channelsIn } from '../adapters/channels.ts';
import { clock } from '../adapters/clock.ts';
import { withPackage } from '../adapters/optional.ts';
import { hasEnded, ownProcess } from '../adapters/own-process.ts';
import { prober } from '../adapters/prober.ts';
import type { Job } from '../executor.ts';
import { announcer } from './notices.ts';
import type { Environment } from './settings.ts';
import type { Outside } from './work.ts';

/** How the cluster is reached, where that is not what the environment says. */
export interface Connection {
  readonly context?: string;
}

/** @throws E_CONTEXT_UNKNOWN, E_TOOL_MISSING */
export async function outsideOf({ context, kubeconfig }: Environment, options: Connection, { process }: Job): Promise<Outside> {
  const { clusterOf } = await withPackage('@kubernetes/client-node', 'what works on a cluster', () => import('../adapters/cluster.ts'));
  const tell = (line: string) => console.log(line);
  // Who names another context, or a kubeconfig, means that of their own.
  const own = options.context !== undefined || globalThis.process.env['KUBECONFIG'] ? undefined : kubeconfig;
  return {
    cluster: clusterOf(options.context ?? context, own, tell),
    clock,
    prober,
    process,
    self: { process: ownProcess(), hasEnded },
    announce: announcer(channelsIn(globalThis.process.env), process, tell),
    tell,
  };
}
