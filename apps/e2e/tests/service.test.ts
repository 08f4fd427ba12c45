import { expect, test } from '@playwright/test';

const READS = { tag: '@reads' };

test('the service is healthy', READS, async ({ request }) => {
  const response = await request.get('/health');
  expect([response.status(), await response.json()]).toEqual([200, { status: 'ok' }]);
});

test('the service is ready, and so are the servers that it needs', READS, async ({ request }) => {
  const response = await request.get('/ready');
  expect([response.status(), await response.json()]).toEqual([200, { status: 'ready', checks: { postgres: 'ok', redis: 'ok' } }]);
});

test('the service says what it was built from', READS, async ({ request }) => {
  const response = await request.get('/version');
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({
    service: 'api-server',
    source: expect.stringMatching(/^[0-9a-f]{20}$/),
    go: expect.stringMatching(/^go1\./),
  });
});

const UNKNOWN = '00000000-0000-7000-8000-000000000000';

for (const [what, path, problem] of [
  ['a path that is not there', '/api/v1/nothing', { type: 'about:blank', title: 'Not Found', status: 404 }],
  ['a company that is not there', `/api/v1/companies/${UNKNOWN}`, { type: 'about:blank', title: 'Not Found', status: 404 }],
  [
    'a business number with a mistyped digit',
    '/api/v1/business-numbers/124-81-00999',
    {
      type: 'tag:kerp.io,2026:problem:business-number-check-digit',
      title: 'Not a business registration number',
      status: 422,
      detail: 'the last digit does not match the nine before it: look for a mistyped digit',
      errors: [{ field: 'number', detail: 'the last digit does not match the nine before it: look for a mistyped digit' }],
    },
  ],
] as const) {
  test(`${what} is a problem`, READS, async ({ request }) => {
    const response = await request.get(path);
    expect([response.status(), response.headers()['content-type']]).toEqual([problem.status, 'application/problem+json']);
    expect(await response.json()).toEqual(problem);
  });
}

test('a business number is given back as printed', READS, async ({ request }) => {
  const response = await request.get('/api/v1/business-numbers/1248100998');
  expect([response.status(), await response.json()]).toEqual([200, { number: '1248100998', formatted: '124-81-00998' }]);
});
