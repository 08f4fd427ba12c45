import type { Run } from 'sarif';
import { DeliveryError } from '../errors.ts';
import type { BoundedRunner, ProcessRunner } from '../ports.ts';
import type { Check } from '../toolchain/check.ts';
import { announce, type Command } from '../toolchain/command.ts';
import { type Place, perform } from './perform.ts';
import { resultFacts, runFacts } from './sarif/contract.ts';
import { runOf } from './sarif/normalise.ts';

/**
 * Lets a tool speak to people in its own form. Only when it has something to say it is asked again, in the form for programs.
 * @throws E_INTERRUPTED
 */
export async function performShown(
  check: Check,
  shown: Command,
  runner: ProcessRunner,
  bounded: BoundedRunner,
  place: Place,
): Promise<Run> {
  const { project, verb } = place;
  announce(shown);
  try {
    const { exitCode, durationMs } = await runner.stream(shown);
    const facts = { project, verb, seconds: durationMs / 1000 };
    if (exitCode === 0) return runOf(check.tool, { ...facts, state: 'ran' });
    const run = await perform(check, bounded, place);
    const named = run.results?.some((result) => resultFacts(result).blocks);
    if (named || runFacts(run).state !== 'ran') return run;
    const reason = `${check.tool} failed with exit code ${exitCode} and names no problem`;
    return runOf(check.tool, { ...facts, state: 'failed', reason, remedy: 'its output above names the cause' });
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code === 'E_INTERRUPTED') throw error;
    return runOf(check.tool, { project, verb, seconds: 0, state: 'failed', reason: error.detail.what, remedy: error.detail.fix });
  }
}
