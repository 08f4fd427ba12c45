import { describe, expect, test } from 'vitest';
import { rerunCommand, shortCommit, shortDigest, summarize } from '../../src/report/summary.ts';
import { COMMIT, DIGEST, report, task } from './fixture.ts';

describe('summarize', () => {
  test('counts each status, and adds up the time of what was executed', () => {
    const failure = task('worker:test', 'failed', 0, 300);
    const { run } = report({
      projects: { proto: [], web: [], worker: [] },
      tasks: [
        task('worker:lint', 'ran', 0, 2000),
        failure,
        task('worker:build', 'skipped'),
        task('web:lint', 'cached-local', 0, 7),
        task('web:test', 'cached-local', 0, 7),
        task('web:build', 'cached-remote', 0, 40),
      ],
    });
    expect(summarize(run)).toEqual({
      tasks: 6,
      ran: 1,
      cachedLocal: 2,
      cachedRemote: 1,
      skipped: 1,
      failed: [failure],
      workMs: 2300,
      untouched: ['proto'],
    });
  });

  test('of a run without tasks', () => {
    const { run } = report({ projects: { proto: [], web: [] } });
    expect(summarize(run)).toMatchObject({ tasks: 0, ran: 0, failed: [], workMs: 0, untouched: ['proto', 'web'] });
  });
});

test('the command to see a task again quotes a name that a shell would take apart', () => {
  expect(rerunCommand(task('worker:test', 'failed'))).toBe('npx nx run worker:test');
  expect(rerunCommand(task('a b;c:test', 'failed'))).toBe("npx nx run 'a b;c:test'");
});

test('a short commit says whether it is all', () => {
  expect(shortCommit(report())).toBe('3f2a1b9c0d12');
  expect(shortCommit(report({ commit: `${COMMIT}-dirty` }))).toBe('3f2a1b9c0d12 with uncommitted changes');
});

test('a short digest keeps its algorithm', () => {
  expect(shortDigest(DIGEST)).toBe('sha256:0123456789ab');
});
