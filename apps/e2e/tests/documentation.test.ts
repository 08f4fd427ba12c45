import { expect, test } from '@playwright/test';

const READS = { tag: '@reads' };

test('the documentation of the API is a page of its own', READS, async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && new URL(request.url()).origin !== baseURL) elsewhere.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', ({ message }) => problems.push(message));

  await page.goto('/api/v1/docs/');
  await expect(page.getByRole('heading', { name: /^K-ERP API/ })).toBeVisible();
  const document = await (await page.request.get('/api/v1/openapi.json')).json();
  const summaries = Object.values<Record<string, { summary: string }>>(document.paths).flatMap((path) =>
    Object.values(path).map(({ summary }) => summary),
  );
  await expect(page.locator('.opblock-summary-description')).toHaveText(summaries);
  expect({ elsewhere, problems }).toEqual({ elsewhere: [], problems: [] });
});

test('a request can be tried from the page', READS, async ({ page }) => {
  await page.goto('/api/v1/docs/');
  const operation = page.locator('.opblock', { hasText: '/business-numbers/{number}' });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('textbox').fill('1248100998');
  await operation.getByRole('button', { name: 'Execute' }).click();
  await expect(operation.locator('.live-responses-table .response-col_status').last()).toContainText('200');
  await expect(operation.locator('.live-responses-table')).toContainText('124-81-00998');
});
