import { expect, test } from 'vitest';
import { type Event, parseEvent } from '../../../src/pipeline/github/event.ts';
import { failureOf } from '../../failure.ts';

/** Not everything that git takes for a branch is harmless in a shell. */
const SHELL = 'feature/$(touch x);`id`&&"';

test.each<[name: string, ref: string | undefined, payload: object, event: Event]>([
  ['pull_request', 'refs/pull/7/merge', { pull_request: { base: { ref: SHELL } } }, { kind: 'pull_request', target: SHELL }],
  [
    'merge_group',
    undefined,
    { merge_group: { base_sha: 'abc', base_ref: 'refs/heads/release/1.2' } },
    { kind: 'merge_group', target: 'release/1.2', base: 'abc' },
  ],
  ['push', 'refs/heads/hotfix/1', {}, { kind: 'push', branch: 'hotfix/1' }],
])('%s', (name, ref, payload, event) => {
  expect(parseEvent({ GITHUB_EVENT_NAME: name, GITHUB_REF: ref }, JSON.stringify(payload))).toEqual(event);
});

test.each<[what: string, variables: Record<string, string>, text: string, message: string]>([
  [
    'an event without a base',
    { GITHUB_EVENT_NAME: 'workflow_run' },
    '{}',
    "E_EVENT: no base of comparison is known for the event 'workflow_run'\n" +
      '  fix    run it for pull_request, merge_group or push; on a laptop: make pipeline',
  ],
  [
    'a tag',
    { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/tags/v1.2.3' },
    '{}',
    "E_EVENT: 'refs/tags/v1.2.3' is no branch\n  where  GITHUB_REF\n  fix    run the workflow for a branch",
  ],
  [
    'a request without a target',
    { GITHUB_EVENT_NAME: 'pull_request' },
    '{}',
    'E_EVENT: the event has no pull_request.base.ref\n  where  GITHUB_EVENT_PATH\n  fix    run the workflow again',
  ],
  [
    'an empty file',
    { GITHUB_EVENT_NAME: 'push' },
    '',
    'E_EVENT: the event is no JSON: Unexpected end of JSON input\n  where  GITHUB_EVENT_PATH\n  fix    run the workflow again',
  ],
])('%s is refused', (_what, variables, text, message) => {
  expect(failureOf(() => parseEvent(variables, text))).toBe(message);
});
