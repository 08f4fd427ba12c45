import { DeliveryError } from '../../errors.ts';

/** The `needs` of a job: https://docs.github.com/actions/reference/contexts-reference#needs-context */
export type Needs = Readonly<Record<string, { readonly result?: string }>>;

/**
 * The only check that a branch requires. All jobs before it must have succeeded: no job of the workflow may be skipped, as a change
 * that affects nothing has a job that says so. @returns what passed. @throws E_GATE naming every job that did not succeed.
 */
export function judge(needs: Needs): string {
  const jobs = Object.entries(needs).sort(([a], [b]) => (a < b ? -1 : 1));
  const others = jobs.filter(([, { result }]) => result !== 'success');
  if (jobs.length > 0 && others.length === 0) return `passed: ${jobs.map(([name]) => name).join(', ')}`;
  throw new DeliveryError('E_GATE', {
    what: others.map(([name, { result = 'without a result' }]) => `${name}: ${result}`).join('\n') || 'the gate waits for no job',
    fix:
      jobs.length > 0 ? 'read the log of what failed; what was cancelled or skipped: run the failed jobs again' : 'give the job its needs',
  });
}

/** @param text of `toJSON(needs)`. @throws E_GATE */
export function parseNeeds(text: string): Needs {
  try {
    const needs: unknown = JSON.parse(text);
    if (typeof needs === 'object' && needs !== null && !Array.isArray(needs)) return needs as Needs;
  } catch {
    // Said below.
  }
  throw new DeliveryError('E_GATE', {
    what: `'${text}' is no needs context`,
    where: 'NEEDS',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub
    fix: 'pass it on in env: NEEDS: ${{ toJSON(needs) }}',
  });
}
