import type { Report } from '../../src/report/report.ts';
import { check, findings, judged } from './findings/fixture.ts';
import { workspaceReport } from './workspace.ts';

const LONG = 'apps/tax-scraper/src/tax_scraper/portal/pages/purchase_invoices_of_a_very_long_period.py';
const SUPPRESSION = {
  rule: 'B413',
  path: 'apps/insurance-edi/**',
  reason: 'The module is pycryptodome, which is maintained, and not pyCrypto',
  owner: 'platform',
  expires: '2027-03-31',
};

/** A change that has something of everything that a report can show. */
export function failedReport(): Report {
  const report = workspaceReport(['api-server:test']);
  const list = [
    judged('new', { severity: 'CRITICAL', help: 'https://bandit.readthedocs.io/en/latest/plugins/b608.html' }),
    judged('new', { file: LONG, rule: 'ANN001', tool: 'ruff', severity: 'MEDIUM', fix: 'npx nx run tax-scraper:lint --fix', column: 5 }),
    judged('new', {
      file: LONG,
      rule: 'D100',
      tool: 'ruff',
      severity: 'LOW',
      blocks: false,
      line: 1,
      message: '모듈에 docstring이 없습니다',
    }),
    judged('old', { file: 'apps/worker/cmd/worker/main.go', rule: 'G402', tool: 'gosec' }),
    judged('suppressed', { file: 'apps/insurance-edi/src/insurance_edi/sealing.py', rule: 'B413', suppression: SUPPRESSION }),
  ];
  return {
    ...report,
    reasons: ['2 new findings that block', '1 failed task', '1 suppression that expired'],
    savedMs: 184_000,
    findings: findings({
      list,
      checks: [
        check({ database: { name: 'osv.dev', date: '2026-03-01T00:00:00Z' } }),
        check({
          project: 'images',
          tool: 'trivy',
          state: 'skipped',
          reason: 'trivy is not installed',
          remedy: 'install trivy 0.69 or newer',
        }),
        check({ project: 'worker', tool: 'gosec', state: 'failed', reason: 'gosec failed with exit code 2: panic: runtime error' }),
      ],
      fixed: 2,
      base: { commit: '9c8612d0f4aa', restored: 21, ran: 2, missing: ['proto:scan'] },
      suppressions: [
        { ...SUPPRESSION, expired: false, findings: 1, checked: true },
        { ...SUPPRESSION, rule: 'B101', expires: '2026-01-01', expired: true, findings: 2, checked: true },
        { ...SUPPRESSION, rule: 'SC2086', path: 'db/create-migration', expired: false, findings: 0, checked: true },
        { ...SUPPRESSION, rule: 'DL3008', path: 'deployments/docker/**', expired: false, findings: 0, checked: false },
      ],
    }),
    tests: {
      passed: 812,
      failed: 1,
      skipped: 3,
      failures: [
        {
          project: 'api-server',
          suite: 'kerp.io/apps/api-server/http',
          name: 'TestCompanies/an_unknown_one',
          seconds: 0.4,
          result: 'failed',
          message: 'handler_test.go:41: status 500, want 404\n    body: <html>&"',
          place: { file: 'apps/api-server/http/handler_test.go', line: 41 },
        },
      ],
      slowest: [{ project: 'tax-scraper', suite: 'tests.test_portal', name: 'test_logs_in', seconds: 12.31, result: 'passed' }],
      flaky: [{ project: 'worker', name: 'kerp.io/apps/worker/nats › TestRedelivery' }],
    },
    coverage: [
      {
        project: 'api-server',
        unit: 'statements',
        covered: 913,
        total: 1004,
        base: { covered: 930, total: 1000 },
        files: [
          { file: 'apps/api-server/http/handler.go', covered: 90, total: 120, missing: ['12', '20-24', '88-101'] },
          { file: 'apps/api-server/redis/limits.go', covered: 0, total: 0, missing: [] },
        ],
      },
      { project: '급여계산', unit: 'lines', covered: 285, total: 285, files: [] },
    ],
    images: report.images.map((image) => ({ ...image, baseSize: 12_000_000 })),
  };
}
