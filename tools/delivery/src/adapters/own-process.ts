import { readFileSync, readlinkSync } from 'node:fs';

/** Tells processes of this machine from those of others, across restarts and containers. Only Linux says it. */
function machine(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** When a process started, in ticks: a number that is given anew is another process. */
function startOf(pid: string): string | undefined {
  try {
    // The name of the program is in brackets and may hold anything.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

/** This process, so that another one on this machine can tell whether it still runs. @returns undefined where that cannot be said. */
export function ownProcess(): string | undefined {
  const here = machine();
  return here && `${here} ${process.pid} ${startOf('self')}`;
}

/** Whether a process, as `ownProcess` names it, ran on this machine and does not any more. */
export function hasEnded(identity: string): boolean {
  const here = machine();
  const [place, pid = '', start] = identity.split(' ');
  return here !== undefined && place === here && startOf(pid) !== start;
}
