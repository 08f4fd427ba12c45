import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { formatFindings } from '../../../src/report/findings/text.ts';
import { failedReport } from '../failed.ts';
import { check, findings, judged } from './fixture.ts';

const PLAIN = { columns: 80, color: false };

describe('formatFindings', () => {
  test('nothing found is said with who looked', () => {
    expect(formatFindings(findings({ checks: [check({ tool: 'ruff' }), check(), check()] }), PLAIN)).toEqual([
      'no findings of bandit, ruff',
    ]);
    expect(formatFindings(findings({ checks: [] }), PLAIN)).toEqual([]);
  });

  test('however many looked, a line fits', () => {
    const checks = Array.from({ length: 20 }, (_, n) => check({ tool: `tool-${n}` }));
    const lines = formatFindings(findings({ checks }), PLAIN);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  test('new ones by file, then what repairs them once, then the counts', () => {
    const fix = 'npx nx run tax-scraper:lint --fix';
    const list = [
      judged('new'),
      judged('new', { line: 40, column: 3, rule: 'F401', tool: 'ruff', message: 'unused', code: 'import os', blocks: false, fix }),
      judged('new', { file: 'b.py', rule: 'F401', tool: 'ruff', message: 'unused', code: '', fix }),
      judged('old'),
      judged('suppressed'),
    ];
    expect(formatFindings(findings({ list, fixed: 3, base: { commit: 'c', restored: 1, ran: 0, missing: [] } }), PLAIN)).toEqual([
      'apps/tax-scraper/src/store.py',
      '  12  HIGH  B608 (bandit)',
      '    Possible SQL injection',
      '    | query = f"SELECT {name}"',
      '  40:3  HIGH  F401 (ruff), not blocking',
      '    unused',
      '    | import os',
      'b.py',
      '  12  HIGH  F401 (ruff)',
      '    unused',
      'fix  npx nx run tax-scraper:lint --fix',
      '3 new findings, 1 old, not blocking, 1 suppressed, 3 of the base gone',
    ]);
  });

  test('suppressions and tools that did not run say what to do', () => {
    const { findings: all } = failedReport();
    expect(formatFindings({ ...all, list: [] }, PLAIN)).toEqual([
      'suppressed B413 in apps/insurance-edi/**',
      '    1 finding until 2027-03-31 by platform: The module is pycryptodome, which is',
      '    maintained, and not pyCrypto',
      'suppression expired B101 in apps/insurance-edi/** on 2026-01-01',
      '    ask platform: correct it, or renew it in suppressions.json',
      'suppression unused SC2086 in db/create-migration',
      '    remove it from suppressions.json',
      'not run trivy (images:scan)',
      '    trivy is not installed',
      '    fix install trivy 0.69 or newer',
      'failed gosec (worker:scan)',
      '    gosec failed with exit code 2: panic: runtime error',
      'not checked on the base, so all findings are new: proto:scan',
      '0 new findings, 2 of the base gone',
    ]);
  });

  test('fits 80 columns but for names that are longer', () => {
    const long = judged('new', { message: '한글 '.repeat(80), code: 'x'.repeat(300) });
    for (const line of formatFindings(findings({ list: [long] }), PLAIN)) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  test('very many are counted', () => {
    const list = Array.from({ length: 60 }, (_, index) => judged('new', { line: index }));
    expect(formatFindings(findings({ list }), PLAIN)).toContain('and 20 more on the page');
  });

  test('nothing in a message drives the terminal', () => {
    expect(formatFindings(findings({ list: [judged('new', { message: 'a\u001b[2Jb' })] }), PLAIN).join('')).not.toContain('\u001b');
  });
});
