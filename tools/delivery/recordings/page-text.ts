import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';

/** Prints what a person reads on a page: node page-text.ts FILE */
const [, , file = ''] = process.argv;
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium' });
try {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.resolve(file)).href);
  console.log(await page.innerText('body'));
} finally {
  await browser.close();
}
