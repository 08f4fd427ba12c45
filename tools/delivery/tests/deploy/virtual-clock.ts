import type { Clock } from '../../src/ports.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only while everybody waits: it jumps to the moment at which the first one wakes. */
export function virtualClock(): Clock {
  let seconds = 0;
  let sleepers: Sleeper[] = [];
  let pumping = false;

  function add(sleeper: Sleeper): void {
    sleepers.push(sleeper);
    if (!pumping) setImmediate(pump);
    pumping = true;
  }

  /** Runs when nothing is left to do at this moment. Repetitions alone do not make time pass. */
  function pump(): void {
    pumping = false;
    const next = sleepers.reduce<Sleeper | undefined>((first, one) => (first === undefined || one.at < first.at ? one : first), undefined);
    if (next === undefined) return;
    sleepers = sleepers.filter((one) => one !== next);
    seconds = Math.max(seconds, next.at);
    for (const repeat of repeats) {
      for (; repeat.at <= seconds; repeat.at += repeat.every) repeat.act();
    }
    next.wake();
    if (sleepers.length > 0 && !pumping) {
      pumping = true;
      setImmediate(pump);
    }
  }

  const repeats = new Set<{ at: number; every: number; act: () => void }>();
  return {
    now: () => new Date(Date.UTC(2026, 0, 1) + seconds * 1000),
    seconds: () => seconds,
    sleep: (duration) => new Promise((wake) => add({ at: seconds + duration, wake })),
    every(interval, act) {
      const repeat = { at: seconds + interval, every: interval, act };
      repeats.add(repeat);
      return () => repeats.delete(repeat);
    },
  };
}
