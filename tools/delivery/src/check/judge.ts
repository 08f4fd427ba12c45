import type { Run } from 'sarif';
import { DeliveryError } from '../errors.ts';
import type { Project } from '../toolchain/toolchain.ts';
import type { Acceptance } from './acceptance.ts';
import { resultFacts, runFacts, type Verb } from './sarif/contract.ts';
import { SUPPRESSIONS_FILE } from './suppressions.ts';

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
  /** What somebody has accepted; the report that judges later looks at it itself. */
  readonly acceptance: Acceptance;
}

/** @throws E_SCANNER when a tool has not done its work, E_CHECK_FAILED when it found what blocks. */
export function judge(runs: readonly Run[], verb: Verb, project: Project, { ci, judgedLater, acceptance }: Circumstances): void {
  const idle = runs.filter((run) => runFacts(run).state === 'failed' || (ci && runFacts(run).state === 'skipped'));
  if (idle.length > 0) {
    throw new DeliveryError('E_SCANNER', {
      what: idle.map((run) => `${run.tool.driver.name} has not looked at ${project.name}: ${runFacts(run).reason}`).join('\n'),
      where: project.root,
      fix: [...new Set(idle.flatMap((run) => runFacts(run).remedy ?? []))].join('\n'),
    });
  }
  if (judgedLater) return;
  const { expired, open } = acceptance;
  const blocking = open.filter(({ result }) => resultFacts(result).blocks);
  if (blocking.length === 0 && expired.length === 0) return;
  const tools = [...new Set(blocking.map(({ tool }) => tool))];
  const fixes = new Set(blocking.flatMap(({ result }) => resultFacts(result).fix ?? []));
  throw new DeliveryError('E_CHECK_FAILED', {
    what: [
      ...(tools.length === 0 ? [] : [`${tools.join(', ')} found problems in ${project.name}`]),
      ...expired.map(({ rule, path, expires }) => `the suppression of ${rule} in ${path} has expired on ${expires}`),
    ].join('\n'),
    where: project.root,
    fix: [
      ...fixes,
      ...(verb === 'image-scan' && blocking.length > 0 ? [`take a newer base image, or accept it in ${SUPPRESSIONS_FILE}`] : []),
      ...expired.map(({ owner }) => `ask ${owner}: correct it, or renew it in ${SUPPRESSIONS_FILE}`),
      `npx nx run ${project.name}:${verb}`,
    ].join('\nthen: '),
  });
}
