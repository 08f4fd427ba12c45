import type { ClusterFacts } from '../../src/deploy/facts.ts';
import { type PlanSettings, planOf } from '../../src/deploy/plan.ts';
import { describeStep } from '../../src/deploy/steps.ts';
import { environmentOf, targetFor, V2 } from './shop.ts';

/** What a cluster runs, and the steps from there to V2. */
export interface PlanCase {
  readonly name: string;
  readonly facts: ClusterFacts;
  readonly settings?: Partial<PlanSettings>;
  readonly strategies?: { api: 'rolling' | 'blue-green'; web: 'rolling' };
  readonly steps: readonly string[];
}

/** An instance that runs something else. */
export const OTHER = { fits: false };

export const settingsOf = (own: Partial<PlanSettings> = {}): PlanSettings => ({ kind: 'deploy', ...environmentOf(), ...own });

export function stepsOf({ facts, settings, strategies }: PlanCase): string[] {
  const environment = environmentOf(strategies ? { strategies } : {});
  return planOf(targetFor(V2, environment), facts, settingsOf(settings)).steps.map(describeStep);
}
