import { defineConfig, devices } from '@playwright/test';
import settings from '../../deployments/environments.json' with { type: 'json' };

const RESULTS = '../../dist/test/apps/e2e';
/** Says where the environment is reached, where that is not what environments.json says. */
const { BASE_URL, CHROMIUM_PATH = '/usr/bin/chromium', CI } = process.env;

// A project for each environment: playwright test --project=staging.
export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.test.ts',
  outputDir: `${RESULTS}/failures`,
  reporter: [['list'], ['junit', { outputFile: `${RESULTS}/junit.xml` }]],
  fullyParallel: true,
  forbidOnly: CI !== undefined,
  workers: 2,
  // A job waits for the worker, which may be busy with others.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: { executablePath: CHROMIUM_PATH },
    actionTimeout: 15_000,
    navigationTimeout: 15_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: Object.entries(settings.environments).map(([name, { url }]) => ({
    name,
    use: { baseURL: BASE_URL ?? url },
    // Nothing is stored where the companies are real.
    ...(name === 'production' ? { grep: /@reads/ } : {}),
  })),
});
