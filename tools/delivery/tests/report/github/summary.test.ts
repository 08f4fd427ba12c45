import { describe, expect, test } from 'vitest';
import { formatSummary } from '../../../src/report/github/summary.ts';
import { failedReport } from '../failed.ts';
import { findings, judged } from '../findings/fixture.ts';
import { report, task } from '../fixture.ts';

describe('formatSummary', () => {
  test('says in its first line how the run ended, and in its second what was compared', () => {
    expect(formatSummary(report({ tasks: [task('api:lint', 'ran', 0, 10)] })).split('\n')).toEqual([
      '## ✅ Passed in 1m 20s',
      '',
      'Commit `3f2a1b9c0d12`, compared with main 9c8612d.',
      '',
      '1 task: 1 ran, 0 cached, 0 failed.',
      '',
      '',
    ]);
  });

  test('a deploy is part of the time', () => {
    const deploy = { outcome: 'deployed', detail: 'http://127.0.0.1:30080', durationMs: 21_300 } as const;
    expect(formatSummary(report({ deploy })).split('\n')[0]).toBe('## ✅ Passed in 1m 41s');
  });

  test('has what somebody has to look at, each under its heading', () => {
    const text = formatSummary(failedReport());
    expect([...text.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      'New findings',
      'Did not run',
      'Failed tasks',
      'Failed tests',
      'Flaky tests',
      'Coverage',
      'Suppressions',
      'Images',
    ]);
    expect(text).toContain('**2 new findings that block, 1 failed task, 1 suppression that expired**');
    expect(text).toContain('1 old finding of the base, not blocking.');
    expect(text).toContain('| api-server | 90.9 % | −2.1 |');
    expect(text).toContain('| ⛔ | CRITICAL | apps/tax-scraper/src/store.py:12 | B608 &#40;bandit&#41; | Possible SQL injection |');
  });

  test('text of others is neither Markdown nor HTML, and mentions nobody', () => {
    const evil = '|`<img src=x>`\n# [x](http://e) @me #1 *b*';
    const text = formatSummary(
      report({ findings: findings({ list: [judged('new', { message: evil, fix: undefined as never })] }), reasons: [evil] }),
    );
    expect(text).not.toMatch(/<img|\[x\]|@me|^# |\*b\*| #1/m);
    expect(text).toContain('&#124;&#96;&#60;img src=x&#62;&#96; &#35; &#91;x&#93;&#40;http://e&#41; &#64;me');
  });

  test('what is too long is cut at a line and says so', () => {
    const list = Array.from({ length: 500 }, (_, index) => judged('new', { line: index, message: '가'.repeat(50) }));
    const text = formatSummary(report({ findings: findings({ list }) }), 10_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
    expect(text).toMatch(/\|\n\n\d+ lines more did not fit: see the page of the report\.\n$/);
  });
});
