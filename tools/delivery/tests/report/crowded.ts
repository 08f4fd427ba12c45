import type { FileCoverage } from '../../src/report/coverage.ts';
import type { JudgedFinding } from '../../src/report/findings/verdict.ts';
import type { Report } from '../../src/report/report.ts';
import type { ProjectTest } from '../../src/report/tests.ts';
import { failedReport } from './failed.ts';
import { check, judged } from './findings/fixture.ts';

const RULES = [
  {
    verb: 'lint',
    tool: 'ruff-check',
    rule: 'ANN001',
    severity: 'LOW',
    message: 'Missing type annotation for function argument `name`',
    fix: 'npx nx run tax-scraper:lint --fix',
  },
  {
    verb: 'lint',
    tool: 'mypy',
    rule: 'no-untyped-def',
    severity: 'HIGH',
    message: 'Function is missing a type annotation for one or more arguments',
  },
  {
    verb: 'scan',
    tool: 'bandit',
    rule: 'B608',
    severity: 'MEDIUM',
    message: 'Possible SQL injection vector through string-based query construction.',
  },
  {
    verb: 'audit',
    tool: 'osv-scanner',
    rule: 'CVE-2026-11200',
    severity: 'CRITICAL',
    message: 'grpcio 1.80.0: Denial of service through a crafted HTTP/2 frame (GHSA-xxxx-yyyy-zzzz, CVE-2026-11200); fixed in 1.81.1',
  },
  {
    verb: 'lint',
    tool: 'golangci-lint',
    rule: 'errorlint',
    severity: 'HIGH',
    message: 'comparing with == will fail on wrapped errors. Use errors.Is to check for a specific error',
  },
] as const;

/** A change that went wrong everywhere: as much as a page must bear. */
export function crowdedReport(): Report {
  const report = failedReport();
  return {
    ...report,
    reasons: ['32 new findings that block', '1 failed task'],
    findings: {
      ...report.findings,
      list: [...many(40, 'new'), ...many(60, 'old')],
      checks: [...report.findings.checks, check({ tool: 'mypy' })],
    },
    tests: {
      ...report.tests,
      passed: 1840,
      failed: 60,
      failures: Array.from({ length: 60 }, (_, index) => failed(index)),
      slowest: Array.from({ length: 10 }, (_, index) => slow(index)),
    },
    coverage: Array.from({ length: 24 }, (_, index) => ({
      project: `project-${index}`,
      unit: 'statements' as const,
      covered: 900 - index * 31,
      total: 1000,
      ...(index % 3 === 0 ? {} : { base: { covered: 880, total: 1000 } }),
      files: Array.from({ length: 12 }, (_, at) => file(index, at)),
    })),
  };
}

function many(amount: number, state: JudgedFinding['state']): JudgedFinding[] {
  return Array.from({ length: amount }, (_, index) => {
    const facts = RULES[index % RULES.length] ?? RULES[0];
    const place = { file: `apps/tax-scraper/src/tax_scraper/portal/page_${Math.floor(index / 6)}.py`, line: 10 + index * 3, column: 5 };
    return judged(state, {
      ...facts,
      ...place,
      blocks: index % 5 !== 0,
      fingerprint: `${state} ${index}`,
      code: `def find_${index}(connection, name): return connection.execute(f"SELECT * FROM invoices WHERE name = '{name}'").fetchone()`,
    });
  });
}

function failed(index: number): ProjectTest {
  return {
    project: 'tax-scraper',
    suite: `tests.portal.test_pages_${index % 7}`,
    name: `test_reads_the_page_of_purchase_invoices[2026-${index}]`,
    seconds: 0.2,
    result: 'failed',
    message: Array.from({ length: 20 }, (_, line) => `tests/portal/test_pages.py:${line + 1}: in test_reads_the_page`).join('\n'),
    place: { file: `apps/tax-scraper/tests/portal/test_pages_${index % 7}.py`, line: 10 + index },
  };
}

function slow(index: number): ProjectTest {
  return { project: 'tax-scraper', suite: 'tests.portal.test_pages', name: `test_slow_${index}`, seconds: 30 - index, result: 'passed' };
}

function file(project: number, at: number): FileCoverage {
  const missing = Array.from({ length: 18 }, (_, index) => `${index * 20 + 3}-${index * 20 + 9}`);
  return { file: `apps/project-${project}/adapters/postgres/a_rather_long_name_of_a_file_${at}.go`, covered: 60, total: 100, missing };
}
