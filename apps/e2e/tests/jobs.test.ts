import { randomUUID } from 'node:crypto';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { newCompany } from './company.ts';
import { residentNumber } from './numbers.ts';

test('an insurance filing goes through the worker and the insurance-edi, and comes back sealed', async ({ request }) => {
  const { id: company_id } = await newCompany(request);
  const number = residentNumber();
  const job = await accepted(request, '/api/v1/insurance-filings', {
    company_id,
    kind: 'acquisition',
    scheme: 'national-pension',
    employee_name: '홍길동',
    resident_number: number,
    effective_date: '2026-11-01',
    monthly_wage: 3_000_000,
  });
  await expect.poll(() => read(request, job), { timeout: 30_000 }).toMatchObject({ status: 'succeeded' });
  const filing = await read(request, job);
  expect(filing).toMatchObject({ company_id, attempts: 1, result: { sealed_record: expect.any(String), key_id: expect.any(String) } });
  expect(JSON.stringify(filing)).not.toContain(number);
});

test('a tax-invoice sync is accepted and reaches the worker', async ({ request }) => {
  const { id: company_id } = await newCompany(request);
  const job = await accepted(request, '/api/v1/tax-invoice-syncs', { company_id, period: '2026-10' });
  // What the portal answers is not this environment's doing: that the worker has begun is.
  await expect.poll(async () => (await read(request, job))['attempts'], { timeout: 30_000 }).toBeGreaterThan(0);
  expect(await read(request, job)).toMatchObject({ company_id, period: '2026-10' });
});

/** Asks for a job, twice as a client does whose answer got lost. @returns its path. */
async function accepted(request: APIRequestContext, path: string, data: object): Promise<string> {
  const repeatable = { data, headers: { 'Idempotency-Key': randomUUID() } };
  const first = await request.post(path, repeatable);
  expect(first.status(), await first.text()).toBe(202);
  const location = first.headers()['location'] ?? '';
  expect(location).toBe(`${path}/${(await first.json()).id}`);
  expect((await request.post(path, repeatable)).headers()['location']).toBe(location);
  return location;
}

async function read(request: APIRequestContext, path: string): Promise<Record<string, unknown>> {
  const response = await request.get(path);
  expect(response.status()).toBe(200);
  return response.json();
}
