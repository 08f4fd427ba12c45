import { setTimeout } from 'node:timers/promises';
import type { Behaviour } from '../../../delivery/e2e-cluster/images.ts';
import { startLoad } from '../../../delivery/e2e-cluster/load.ts';
import type { RegistryProxy } from '../../../delivery/e2e-cluster/registry-proxy.ts';
import { arrivalOf, watchVersions } from './arrival.ts';
import type { Contestant, DeployRun } from './contestants.ts';

/** One deploy or rollback. Milliseconds from its start. */
export interface Change {
  /** Until the command said that it is done. */
  readonly done: number;
  /** Until all new connections reached the version. */
  readonly arrived: number;
  /** The part of that after the new pods were ready beside the old ones, of who says when they are. */
  readonly afterReady?: number;
}

/** Requests of a load. */
export interface Requests {
  readonly sent: number;
  readonly lost: number;
  /** Of each that was lost. */
  readonly causes: readonly string[];
}

export interface Lost {
  readonly kept: Requests;
  readonly fresh: Requests;
}

export interface Round {
  readonly deploy: Change;
  readonly rollback: Change;
  readonly lost: Lost;
}

/** The version that every contestant goes back to. */
export const FIRST = 'r0';

/** To a new version and back, under load. */
export async function measureRound(contestant: Contestant, version: string): Promise<Round> {
  await contestant.publish(version, 'well');
  const load = startLoad(contestant.url);
  try {
    const deploy = await measureChange(() => contestant.deploy(version), version, contestant.url);
    const rollback = await measureChange(() => contestant.rollback(FIRST), FIRST, contestant.url);
    return { deploy, rollback, lost: lostOf(await load.stop()) };
  } finally {
    await load.stop();
  }
}

/** The same load while nothing changes. */
export async function measureControl({ url }: Contestant, seconds: number): Promise<Lost> {
  const load = startLoad(url);
  await setTimeout(seconds * 1000);
  return lostOf(await load.stop());
}

async function measureChange(act: () => Promise<DeployRun>, version: string, url: string): Promise<Change> {
  const watch = watchVersions(url);
  const started = performance.now();
  try {
    const { exitCode, output, readyAt } = await act();
    const done = performance.now() - started;
    if (exitCode !== 0) throw new Error(output);
    await watch.settled(version);
    const arrived = arrivalOf(await watch.stop(), version);
    if (arrived === undefined) throw new Error(`${version} was never reached`);
    return { done, arrived: arrived - started, ...(readyAt === undefined ? {} : { afterReady: arrived - readyAt }) };
  } finally {
    await watch.stop();
  }
}

type Counted = Awaited<ReturnType<ReturnType<typeof startLoad>['stop']>>;

function lostOf({ kept, fresh }: Counted): Lost {
  const requests = ({ sent, failures }: Counted['kept']): Requests => ({ sent, lost: failures.length, causes: failures });
  return { kept: requests(kept), fresh: requests(fresh) };
}

/** A version that must not go live, and what a message has to say to name its cause. */
export interface Bad {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly answer: RegistryProxy['answer'];
  readonly cause: RegExp;
}

export const BADS: readonly Bad[] = [
  { name: 'crash loop', behaviour: 'crash', answer: 'pass', cause: /CrashLoopBackOff|cannot open the ledger/ },
  { name: 'never ready', behaviour: 'unready', answer: 'pass', cause: /NotReady|Readiness probe failed/ },
  { name: 'image that is gone', behaviour: 'late', answer: 'missing', cause: /ErrImagePull|ImagePullBackOff/ },
];

export interface BadEnd {
  /** Until the command ended. */
  readonly milliseconds: number;
  readonly failed: boolean;
  readonly namesCause: boolean;
}

/** @returns how the command ended. What it leaves behind is returned to the first version, which is not measured. */
export async function measureBad(contestant: Contestant, { behaviour, cause }: Bad, version: string): Promise<BadEnd> {
  await contestant.publish(version, behaviour);
  const started = performance.now();
  const { exitCode, output } = await contestant.deploy(version);
  return { milliseconds: performance.now() - started, failed: exitCode !== 0, namesCause: cause.test(output) };
}
