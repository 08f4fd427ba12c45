import type { Plan } from './plan.ts';
import { describeStep } from './steps.ts';

/** The plan for people: what it goes from and to, every step, and what is left alone. */
export function formatPlan({ kind, from, target, steps, hash }: Plan): string[] {
  const title = `${kind} ${target.environment}: ${from ?? 'nothing'} -> ${target.release.version}`;
  const digits = String(steps.length).length;
  return [
    title,
    ...steps.map((step, index) => `  ${String(index + 1).padStart(digits)}  ${describeStep(step)}`),
    ...(steps.length === 0 ? ['  nothing to do: it runs'] : []),
    ...untouched({ target, steps }),
    `plan ${hash}`,
  ];
}

function untouched({ target, steps }: Pick<Plan, 'target' | 'steps'>): string[] {
  const touched = new Set(steps.flatMap((step) => ('service' in step ? [step.service] : [])));
  const left = target.services.map(({ name }) => name).filter((name) => !touched.has(name));
  return left.length === 0 || steps.length === 0 ? [] : [`  left alone, as it runs: ${left.join(', ')}`];
}
