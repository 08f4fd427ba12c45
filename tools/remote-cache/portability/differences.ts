import type { Recorded } from './recorder.ts';

/** Names, for each task whose hash is another, the inputs that make it so. */
export function differingInputs(one: Readonly<Record<string, Recorded>>, other: Readonly<Record<string, Recorded>>): string[] {
  return Object.keys({ ...one, ...other })
    .sort()
    .flatMap((task) => {
      const [a, b] = [one[task], other[task]];
      if (a === undefined || b === undefined) return [`${task} is run by one only`];
      if (a.hash === b.hash) return [];
      const inputs = keysThatDiffer(a.inputs, b.inputs);
      return [`${task}: ${inputs.length === 0 ? 'the same inputs, another hash' : inputs.join(', ')}`];
    });
}

/** Names the files that are not the same in both, or in one only. */
export function differingFiles(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  return keysThatDiffer(one, other);
}

function keysThatDiffer(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  return Object.keys({ ...one, ...other })
    .filter((key) => one[key] !== other[key])
    .sort();
}
