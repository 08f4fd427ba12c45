import { randomUUID } from 'node:crypto';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { type Company, newCompany } from './company.ts';
import { businessNumber } from './numbers.ts';

test('a company is stored, read and listed', async ({ request }) => {
  const company = await newCompany(request);
  expect(await (await request.get(`/api/v1/companies/${company.id}`)).json()).toEqual(company);
  expect(await listed(request, company)).toEqual(company);
});

test('a business number can be taken once', async ({ request }) => {
  const { business_number } = await newCompany(request);
  const response = await request.post('/api/v1/companies', { data: { business_number, name: '다른상사', credential_ref: 'agent' } });
  expect(response.status()).toBe(409);
  expect(await response.json()).toMatchObject({
    type: 'tag:kerp.io,2026:problem:business-number-taken',
    errors: [{ field: 'business_number' }],
  });
});

test('fields that are missing are named', async ({ request }) => {
  const response = await request.post('/api/v1/companies', { data: { name: '한빛상사' } });
  expect(response.status()).toBe(422);
  const { errors } = await response.json();
  expect(errors.map(({ field }: { field: string }) => field).sort()).toEqual(['business_number', 'credential_ref']);
});

test('a request that is repeated with its key is carried out once', async ({ request }) => {
  const repeatable = {
    data: { business_number: businessNumber(), name: '한빛상사', credential_ref: 'agent' },
    headers: { 'Idempotency-Key': randomUUID() },
  };
  const [first, second] = [await request.post('/api/v1/companies', repeatable), await request.post('/api/v1/companies', repeatable)];
  expect([first.status(), second.status()]).toEqual([201, 201]);
  expect(await second.json()).toEqual(await first.json());
});

/** Companies are listed by an id that grows with time: it is near the end, and other tests add theirs after it. */
async function listed(request: APIRequestContext, { id }: Company): Promise<Company | undefined> {
  let after = '';
  do {
    const response = await request.get('/api/v1/companies', { params: { limit: 200, ...(after ? { after } : {}) } });
    const { items, next = '' }: { items: Company[]; next?: string } = await response.json();
    const found = items.find((company) => company.id === id);
    if (found) return found;
    after = next;
  } while (after);
  return undefined;
}
