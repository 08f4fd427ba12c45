import { type APIRequestContext, expect } from '@playwright/test';
import { businessNumber } from './numbers.ts';

export interface Company {
  readonly id: string;
  readonly business_number: string;
  readonly name: string;
  readonly credential_ref: string;
  readonly created_at: string;
}

/** Stores a company that no other test has. */
export async function newCompany(request: APIRequestContext): Promise<Company> {
  const data = { business_number: businessNumber(), name: '한빛상사', credential_ref: 'agent' };
  const response = await request.post('/api/v1/companies', { data });
  expect(response.status(), await response.text()).toBe(201);
  const company: Company = await response.json();
  expect(company).toMatchObject(data);
  expect(response.headers()['location']).toBe(`/api/v1/companies/${company.id}`);
  return company;
}
