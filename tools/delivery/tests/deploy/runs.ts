import type { Entry, Result } from '../../src/deploy/ledger.ts';
import type { Run } from '../../src/deploy/notices.ts';
import { targetFor, V1, V2 } from './shop.ts';

/** A run of the ledger that brings v2 to where v1 runs. */
export function entryOf(own: Partial<Entry> = {}): Entry {
  return {
    format: 1,
    number: 7,
    kind: 'deploy',
    version: 'v2',
    from: 'v1',
    plan: 'sha256:5eed',
    by: 'kim',
    link: 'https://github.com/kerp/kerp/actions/runs/42',
    startedAt: '2026-01-01T00:00:00.000Z',
    target: targetFor(V2),
    ...own,
  };
}

export const BEFORE: Entry = { ...entryOf({ number: 6, version: 'v1', target: targetFor(V1) }) };

export function runOf(own: Partial<Entry> = {}, commits: readonly string[] = ['c0ffee1 feat: tea', 'c0ffee0 fix: coffee']): Run {
  return { entry: entryOf(own), environment: { name: 'production', url: 'https://api.kerp.io' }, commits };
}

export function resultOf(outcome: Result['outcome'], cause?: string): Result {
  return { outcome, finishedAt: '2026-01-01T00:00:12.345Z', ...(cause === undefined ? {} : { cause }) };
}
