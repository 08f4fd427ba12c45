import type { Clock, Cluster, Prober, ProcessRunner } from '../ports.ts';
import type { Holder } from './holder.ts';
import type { Announce } from './notices.ts';
import type { KubernetesObject } from './objects.ts';
import type { Environment } from './settings.ts';
import type { Target } from './target.ts';

/** What steps are carried out with. */
export interface Work extends Outside {
  readonly environment: Environment;
  readonly target: Target;
  readonly secrets: readonly KubernetesObject[];
  readonly holder: Holder;
}

/** The outside world of a deploy. */
export interface Outside {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly prober: Prober;
  readonly process: ProcessRunner;
  /** This process, and whether another one of this machine has ended; see adapters/own-process.ts. */
  readonly self: { readonly process: string | undefined; readonly hasEnded: (process: string) => boolean };
  /** Tells others of a run. */
  readonly announce: Announce;
  /** Shows a line. */
  readonly tell: (line: string) => void;
}
