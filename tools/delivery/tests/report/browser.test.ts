import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { formatPage } from '../../src/report/page.ts';
import { folderWith } from '../folder.ts';
import { crowdedReport } from './crowded.ts';
import { failedReport } from './failed.ts';
import { workspaceReport } from './workspace.ts';

const { CHROMIUM_PATH = '/usr/bin/chromium' } = process.env;
/** Beside the other results of these tests. */
const SCREENSHOTS = path.resolve(import.meta.dirname, '../../../../dist/test/@delivery/screenshots');

const PAGES = { passed: workspaceReport(), failed: failedReport(), crowded: crowdedReport() };
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

let browser: Browser;
beforeAll(async () => {
  if (!existsSync(CHROMIUM_PATH)) throw new Error(`there is no Chromium at ${CHROMIUM_PATH}: make setup, or name one by CHROMIUM_PATH`);
  browser = await chromium.launch({ executablePath: CHROMIUM_PATH });
  await mkdir(SCREENSHOTS, { recursive: true });
}, 30_000);
afterAll(() => browser?.close());

/** The page as somebody opens it from a folder, and what the browser complained about. */
async function open(name: keyof typeof PAGES, options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('requestfailed', (request) => complaints.push(request.url()));
  const folder = folderWith();
  const file = path.join(folder, 'index.html');
  await writeFile(file, formatPage(PAGES[name]));
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}

const failed = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { name: 'failed' as const, colorScheme, width: 'wide', viewport: WIDE },
  { name: 'failed' as const, colorScheme, width: 'phone', viewport: PHONE },
]);
const crowded = { name: 'crowded' as const, colorScheme: 'dark' as const, width: 'phone', viewport: PHONE };
const cases = [...failed, crowded, { name: 'passed' as const, colorScheme: 'light' as const, width: 'wide', viewport: WIDE }];

describe.each(cases)('the page, $name, $colorScheme, $width', ({ name, colorScheme, width, viewport }) => {
  test('has nothing that axe finds, fits its width, and needs nothing else', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(name, { colorScheme, viewport });
    // What is very long is seen as it opens: no browser paints it as one picture.
    const whole = name !== 'crowded';
    if (whole) await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${colorScheme}-${width}.png`), fullPage: whole });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
    expect(complaints).toEqual([]);
  });
});

test('a choice shows the findings of one kind only, by keyboard as well', { timeout: 60_000 }, async () => {
  const { page } = await open('failed', { viewport: WIDE });
  const shown = async () => (await page.locator('.finding:visible').all()).length;
  expect(await page.locator('#show-new').isChecked()).toBe(true);
  expect(await page.locator('.finding.new:visible').count()).toBe(await shown());
  await page.locator('#show-new').focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('#show-old').isChecked()).toBe(true);
  expect(await page.locator('.finding.old:visible').count()).toBe(await shown());
  await page.locator('#show-all').check();
  expect(await shown()).toBe(PAGES.failed.findings.list.length);
});

test('a project opens into its files', { timeout: 60_000 }, async () => {
  const { page } = await open('failed', { viewport: PHONE });
  const file = page.getByRole('rowheader', { name: 'apps/api-server/http/handler.go' });
  expect(await file.isVisible()).toBe(false);
  await page.getByText('api-server', { exact: true }).and(page.locator('.coverage *')).first().click();
  expect(await file.isVisible()).toBe(true);
});
