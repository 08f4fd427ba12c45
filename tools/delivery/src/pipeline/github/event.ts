import { DeliveryError } from '../../errors.ts';

/** Why a workflow runs, as far as it decides what is compared. */
export type Event =
  | { readonly kind: 'pull_request'; readonly target: string }
  | { readonly kind: 'merge_group'; readonly target: string; readonly base: string }
  | { readonly kind: 'push'; readonly branch: string };

/** The variables that GitHub sets: https://docs.github.com/actions/reference/variables-reference */
export type Variables = Readonly<Record<string, string | undefined>>;

interface Payload {
  readonly pull_request?: { readonly base?: { readonly ref?: string } };
  readonly merge_group?: { readonly base_sha?: string; readonly base_ref?: string };
}

const HEADS = 'refs/heads/';

/**
 * @param text of the file that GITHUB_EVENT_PATH names: https://docs.github.com/webhooks/webhook-events-and-payloads
 * @throws E_EVENT for an event that the workflows do not know, or one without what is compared.
 */
export function parseEvent(variables: Variables, text: string): Event {
  const name = variables['GITHUB_EVENT_NAME'] ?? '';
  const payload = parsed(text);
  if (name === 'pull_request') return { kind: name, target: given(payload.pull_request?.base?.ref, 'pull_request.base.ref') };
  if (name === 'merge_group') {
    const { base_ref, base_sha } = payload.merge_group ?? {};
    return { kind: name, target: branchOf(given(base_ref, 'merge_group.base_ref')), base: given(base_sha, 'merge_group.base_sha') };
  }
  if (name === 'push') return { kind: name, branch: branchOf(given(variables['GITHUB_REF'], 'GITHUB_REF')) };
  throw new DeliveryError('E_EVENT', {
    what: `no base of comparison is known for the event '${name}'`,
    fix: 'run it for pull_request, merge_group or push; on a laptop: make pipeline',
  });
}

function parsed(text: string): Payload {
  try {
    return JSON.parse(text) ?? {};
  } catch (error) {
    throw new DeliveryError('E_EVENT', {
      what: `the event is no JSON: ${(error as Error).message}`,
      where: 'GITHUB_EVENT_PATH',
      fix: 'run the workflow again',
    });
  }
}

function given(value: string | undefined, name: string): string {
  if (value) return value;
  throw new DeliveryError('E_EVENT', { what: `the event has no ${name}`, where: 'GITHUB_EVENT_PATH', fix: 'run the workflow again' });
}

function branchOf(ref: string): string {
  if (ref.startsWith(HEADS)) return ref.slice(HEADS.length);
  throw new DeliveryError('E_EVENT', { what: `'${ref}' is no branch`, where: 'GITHUB_REF', fix: 'run the workflow for a branch' });
}
