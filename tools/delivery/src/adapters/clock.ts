import { setTimeout } from 'node:timers/promises';
import { DeliveryError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { interrupted } from './process.ts';

export const clock: Clock = {
  now: () => new Date(),
  seconds: () => performance.now() / 1000,
  async sleep(seconds) {
    try {
      await setTimeout(seconds * 1000, undefined, { signal: interrupted });
    } catch {
      throw new DeliveryError('E_INTERRUPTED', {
        what: `interrupted by ${interrupted.reason}`,
        fix: 'run the same command again: it goes on from what the cluster runs',
      });
    }
  },
  every(seconds, act) {
    const timer = setInterval(act, seconds * 1000).unref();
    return () => clearInterval(timer);
  },
};
