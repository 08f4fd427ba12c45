import { describe, expect, test } from 'vitest';
import type { CheckResults, Finding } from '../../../src/report/findings/finding.ts';
import { uploadOf } from '../../../src/report/github/sarif.ts';
import { finding, findings, results } from '../findings/fixture.ts';

const LIMITS = { runs: 2, results: 3, bytes: 100_000 };
const some = (amount: number, message = 'm') => Array.from({ length: amount }, (_, index) => finding({ fingerprint: `${index}`, message }));
const upload = (all: readonly CheckResults[], states: Parameters<typeof findings>[0] = {}, limits = LIMITS) =>
  uploadOf(all, findings(states), limits);
const ofProject = (project: string, found: readonly Finding[] = []) => results(found, { project });

describe('uploadOf', () => {
  test('as many runs in a file as are taken, each with a category of its own', () => {
    const { files, cut } = upload(['a', 'b', 'c'].map((project) => ofProject(project)));
    expect(files.map(({ runs }) => runs.map((run) => run.automationDetails?.id))).toEqual([
      ['scan/a/bandit/', 'scan/b/bandit/'],
      ['scan/c/bandit/'],
    ]);
    expect(cut).toEqual([]);
  });

  test('a run without findings closes its alerts; one of a tool that did not do its work must not', () => {
    const { files } = upload([ofProject('a'), results([], { state: 'failed' }), results([], { state: 'skipped' })]);
    expect(files.map(({ runs }) => runs.length)).toEqual([1]);
  });

  test('of more results than are shown the new ones stay, and it says how many were cut', () => {
    const all = some(5);
    const list = all.map((one, index) => ({ ...one, state: index >= 3 ? ('new' as const) : ('old' as const) }));
    const { files, cut } = upload([ofProject('a', all)], { list });
    const kept = files[0]?.runs[0]?.results?.map(({ baselineState, partialFingerprints }) => [
      baselineState,
      partialFingerprints?.['kerp/v1'],
    ]);
    expect(kept).toEqual([
      ['new', '3'],
      ['new', '4'],
      ['unchanged', '0'],
    ]);
    expect(cut).toEqual(['2 of 5 results of scan/a/bandit/']);
  });

  test('a file that would be too large is two; a run that is too large by itself is cut', () => {
    const large = 'x'.repeat(2_000);
    const limits = { runs: 20, results: 100, bytes: 9_000 };
    const { files, cut } = upload(
      [ofProject('a', some(3, large)), ofProject('b', some(3, large)), ofProject('c', some(8, large))],
      {},
      limits,
    );
    expect(files.map(({ runs }) => runs.map(({ results = [] }) => results.length))).toEqual([[3], [3], [2]]);
    expect(cut).toEqual(['6 of 8 results of scan/c/bandit/']);
  });

  test('what is suppressed says why', () => {
    const suppression = { rule: 'B608', path: '**', reason: 'a fixed list', owner: 'o', expires: '2999-01-01' };
    const one = finding();
    const { files } = upload([ofProject('a', [one])], { list: [{ ...one, state: 'suppressed', suppression }] });
    expect(files[0]?.runs[0]?.results?.[0]?.suppressions).toEqual([{ kind: 'external', justification: 'a fixed list' }]);
  });
});
