import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { formatTable } from '../../src/report/table.ts';
import { COMMIT, image, report, task } from './fixture.ts';
import { workspaceReport } from './workspace.ts';

const PLAIN = { columns: 80, color: false };

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}

describe('formatTable', () => {
  test('a run that passed', () => {
    const passed = report({
      projects: { api: ['build', 'docker', 'lint'], docs: ['lint'], proto: ['build', 'lint'], 급여: ['build', 'lint'] },
      tasks: [
        task('proto:build', 'cached-remote', 0, 12),
        task('api:lint', 'ran', 0, 4210),
        task('api:build', 'ran', 0, 75_000),
        task('api:docker', 'ran', 76_000, 950),
        task('급여:lint', 'cached-local', 0, 5),
        task('급여:build', 'cached-local', 0, 5),
      ],
      images: [
        image('api', { outcome: 'built', standIns: ['debian:13'] }),
        image('급여', { outcome: 'present', size: 1_240_000_000 }),
        image('web', { outcome: 'pulled' }),
      ],
    });
    expect(formatTable(passed, PLAIN)).toBe(
      lines(
        'commit 3f2a1b9c0d12, compared with main 9c8612d',
        '',
        'project  lint     build   docker',
        'api      4.2s     1m 15s  950ms',
        'proto    not run  cached  -',
        '급여     cached   cached  -',
        '',
        'not touched (1): docs',
        '',
        'images',
        '  api   sha256:0123456789ab  12.4 MB  built    1 stand-in',
        '  급여  sha256:0123456789ab  1.24 GB  present',
        '  web   sha256:0123456789ab  12.4 MB  pulled',
        '',
        '3 of 6 tasks cached (1 remotely), 3 ran',
        'Passed in 1m 20s, 1m 20s of work',
      ),
    );
  });

  test('a run that failed ends with what to type and the verdict', () => {
    const failed = report({
      tasks: [
        task('api:lint', 'failed', 0, 950),
        task('api:test', 'ran', 0, 2000),
        task('worker:test', 'failed', 0, 21_400),
        task('worker:lint', 'skipped'),
      ],
    });
    expect(formatTable(failed, PLAIN)).toBe(
      lines(
        'commit 3f2a1b9c0d12, compared with main 9c8612d',
        '',
        'project  lint     test',
        'api      failed   2.0s',
        'worker   skipped  failed',
        '',
        'failed (2), to see it again:',
        '  npx nx run api:lint     failed after 950ms',
        '  npx nx run worker:test  failed after 21.4s',
        '',
        '0 of 4 tasks cached, 1 ran, 2 failed, 1 skipped',
        'Failed in 1m 20s, 24.4s of work',
      ),
    );
  });

  test('a run that failed although no task did', () => {
    expect(formatTable(report({ tasks: [task('api:lint', 'ran', 0, 10)], success: false }), PLAIN)).toBe(
      lines(
        'commit 3f2a1b9c0d12, compared with main 9c8612d',
        '',
        'project  lint',
        'api      10ms',
        '',
        'No task failed: the output of the run names the cause.',
        '',
        '0 of 1 task cached, 1 ran',
        'Failed in 1m 20s, 10ms of work',
      ),
    );
  });

  test('a change that touches nothing', () => {
    const empty = report({ projects: { api: ['lint'], docs: [] }, durationMs: 812, commit: `${COMMIT}-dirty` });
    expect(formatTable(empty, PLAIN)).toBe(
      lines(
        'commit 3f2a1b9c0d12 with uncommitted changes, compared with main 9c8612d',
        '',
        'Nothing that this change touches: no task ran.',
        '',
        'not touched (2): api, docs',
        '',
        'Passed in 812ms',
      ),
    );
  });

  test('everything from the cache is no work', () => {
    expect(formatTable(report({ tasks: [task('api:lint', 'cached-local', 0, 3)] }), PLAIN)).toMatch(
      /\n1 of 1 task cached, 0 ran\nPassed in 1m 20s\n$/,
    );
  });

  test('a deploy is part of the time that somebody waited', () => {
    const deploy = { outcome: 'deployed', detail: 'http://127.0.0.1:30080', durationMs: 21_300 } as const;
    expect(formatTable(report({ tasks: [task('api:lint', 'cached-local', 0, 3)], deploy }), PLAIN)).toMatch(
      /\ndeploy deployed: http:\/\/127\.0\.0\.1:30080\n\n1 of 1 task cached, 0 ran\nPassed in 1m 41s, 21\.3s of deploy\n$/,
    );
  });

  test('colour marks the states and changes nothing else', () => {
    const failed = report({ tasks: [task('api:lint', 'failed', 0, 950), task('api:test', 'skipped')] });
    const colored = formatTable(failed, { columns: 80, color: true });
    expect(colored).toContain('\u001b[1mapi\u001b[22m      \u001b[31mfailed\u001b[39m  \u001b[33mskipped\u001b[39m\n');
    expect(stripVTControlCharacters(colored)).toBe(formatTable(failed, PLAIN));
  });

  test('a long project name is cut so that the states stay in the line', () => {
    const long = report({ tasks: [task(`${'long-'.repeat(10)}name:lint`, 'cached-local')] });
    expect(formatTable(long, { columns: 30, color: false })).toContain('\nlong-long-long-long-l…  cached\n');
  });

  test('a project name cannot drive the terminal', () => {
    const hostile = report({ projects: { '\u001b[2J\n': ['lint'] }, tasks: [task('\u001b[2J\n:lint', 'failed', 0, 1)] });
    const table = formatTable(hostile, PLAIN);
    expect(table).not.toContain('\u001b');
    expect(table).toContain("\n  npx nx run '�[2J�:lint'  failed after 1ms\n");
  });

  test.each([
    ['passes', workspaceReport()],
    ['fails', workspaceReport(['api-server:test', 'tax-scraper:test'])],
  ])('a whole workspace that %s fits 80 columns', (_, whole) => {
    expect(
      formatTable(whole, PLAIN)
        .split('\n')
        .filter((line) => stringWidth(line) > 80),
    ).toEqual([]);
  });
});
