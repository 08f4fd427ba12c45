import type { Run } from 'sarif';
import { DeliveryError } from '../errors.ts';
import type { Project } from '../toolchain/toolchain.ts';
import { resultFacts, runFacts, type Verb } from './sarif/contract.ts';

/**
 * Set by whoever judges the findings itself, as `make check` does, which tells new ones from old: an input of the targets, so
 * that the two kinds of result never mix in the cache. Nx keeps only what succeeds.
 */
export const JUDGE_VARIABLE = 'DELIVERY_JUDGE';

export interface Circumstances {
  /** Nobody reads along: what was not looked at must not pass. */
  readonly ci: boolean;
  /** Whether findings fail the verb, or the report that is made of them decides. */
  readonly judgedLater: boolean;
}

/** @throws E_SCANNER when a tool has not done its work, E_CHECK_FAILED when it found what blocks. */
export function judge(runs: readonly Run[], verb: Verb, project: Project, { ci, judgedLater }: Circumstances): void {
  const idle = runs.filter((run) => runFacts(run).state === 'failed' || (ci && runFacts(run).state === 'skipped'));
  if (idle.length > 0) {
    throw new DeliveryError('E_SCANNER', {
      what: idle.map((run) => `${run.tool.driver.name} has not looked at ${project.name}: ${runFacts(run).reason}`).join('\n'),
      where: project.root,
      fix: [...new Set(idle.flatMap((run) => runFacts(run).remedy ?? []))].join('\n'),
    });
  }
  if (judgedLater) return;
  const blocking = runs.filter(({ results = [] }) => results.some((result) => resultFacts(result).blocks));
  if (blocking.length === 0) return;
  const fixes = new Set(blocking.flatMap(({ results = [] }) => results.flatMap((result) => resultFacts(result).fix ?? [])));
  throw new DeliveryError('E_CHECK_FAILED', {
    what: `${blocking.map(({ tool }) => tool.driver.name).join(', ')} found problems in ${project.name}`,
    where: project.root,
    fix: [...fixes, `npx nx run ${project.name}:${verb}`].join('\nthen: '),
  });
}
