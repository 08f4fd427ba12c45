import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. The kernel keeps the peaks, so only a process that lives shorter than this can be missed. */
const INTERVAL = 25;

/**
 * Watches a process and those that it starts, such as the workers of Nx's plugins.
 * @returns ends the watch and says how many bytes of memory they had resident at most, added up; undefined where there is no /proc.
 */
export function watchMemory(pid: number): () => number | undefined {
  const peaks = new Map<number, number>();
  const look = () => {
    for (const found of descendants(pid)) {
      const peak = peakOf(found);
      if (peak !== undefined) peaks.set(found, peak);
    }
  };
  look();
  const timer = setInterval(look, INTERVAL);
  return () => {
    clearInterval(timer);
    return peaks.size === 0 ? undefined : [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
  };
}

function descendants(pid: number): number[] {
  const found = [pid];
  // What is added while this runs is visited too.
  for (const parent of found) found.push(...childrenOf(parent));
  return found;
}

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`) ?? '';
  return text
    .split(' ')
    .filter((id) => id !== '')
    .map(Number);
}

/** https://docs.kernel.org/filesystems/proc.html: VmHWM is the highest resident set so far, in KiB. */
function peakOf(pid: number): number | undefined {
  const kibibytes = /^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
