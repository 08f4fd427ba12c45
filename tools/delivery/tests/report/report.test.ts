import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import schema from '../../src/report/report.schema.json' with { type: 'json' };
import { failedReport } from './failed.ts';
import { image, report, task } from './fixture.ts';
import { workspaceReport } from './workspace.ts';

const isReport = new Ajv({ allErrors: true, strict: true }).compile(schema);

describe('report.schema.json', () => {
  test.each([
    ['a change that touches nothing', report()],
    ['one that passes', workspaceReport()],
    ['one that has something of everything', failedReport()],
    [
      'one that is deployed',
      report({ images: [image('api')], deploy: { outcome: 'deployed', detail: 'http://127.0.0.1', durationMs: 21_300 } }),
    ],
  ])('describes the report of %s', (_name, one) => {
    isReport(JSON.parse(JSON.stringify(one)));
    expect(isReport.errors ?? []).toEqual([]);
  });

  test.each([
    ['a field that is not described', { ...report(), more: 1 }],
    ['a status that is none', report({ tasks: [task('api:lint', 'done' as never)] })],
    ['no version', { ...report(), version: undefined }],
  ])('refuses %s', (_name, one) => {
    expect(isReport(JSON.parse(JSON.stringify(one)))).toBe(false);
  });
});
