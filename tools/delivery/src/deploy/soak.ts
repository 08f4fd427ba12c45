import { isGone } from './pods.ts';
import { assess, currentPods, type Rollout } from './rollout.ts';
import type { Step } from './steps.ts';
import { look, Memory, rolloutFailure } from './watch.ts';
import type { Work } from './work.ts';

const POLL_SECONDS = 1;

/** Watches new instances for a while: their containers must not end. @throws E_ROLLOUT */
export async function soak({ seconds, instances }: Extract<Step, { do: 'soak' }>, work: Work): Promise<void> {
  const { clock, holder } = work;
  const memory = new Memory(clock.seconds);
  const end = clock.seconds() + seconds;
  const before = new Map<string, number>();
  do {
    for (const { instance } of instances) {
      const rollout = await look(instance, work);
      if (rollout === undefined) continue;
      const { failure } = { failure: undefined, ...assess(rollout, memory.since) };
      const ended = failure ?? restart(rollout, before);
      if (ended) throw await rolloutFailure(instance, ended, work);
    }
    memory.endRound();
    holder.assertHeld();
    await clock.sleep(Math.min(POLL_SECONDS, Math.max(0, end - clock.seconds())));
  } while (clock.seconds() < end);
}

/** @param before restarts of each container when it was first seen. */
function restart(rollout: Rollout, before: Map<string, number>) {
  for (const pod of currentPods(rollout).filter((one) => !isGone(one))) {
    for (const { name, restartCount } of pod.status?.containerStatuses ?? []) {
      const key = `${pod.metadata['uid']}/${name}`;
      const first = before.get(key) ?? restartCount;
      before.set(key, first);
      if (restartCount > first)
        return {
          reason: 'Restarted',
          message: 'the container ended while it was watched',
          pod: pod.metadata.name,
          container: name,
          ended: true,
        };
    }
  }
  return undefined;
}
