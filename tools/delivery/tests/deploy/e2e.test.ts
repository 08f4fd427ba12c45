import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import e2e from '../../src/deploy/e2e.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import { folderWith } from '../folder.ts';
import { addProgram } from '../programs.ts';
import { DEV } from './dev.ts';

const FILES = {
  'deployments/environments.json': JSON.stringify({ version: 1, services: ['api'], environments: { dev: DEV } }),
  'node_modules/.bin/playwright': '',
  'bin/chromium': '',
  'apps/e2e/project.json': '',
  'dist/test/apps/e2e/junit.xml': 'earlier',
};

async function tested(options: Parameters<typeof e2e>[0], { script = 'exit 0', variables = {} as Record<string, string> } = {}) {
  const lines = quietConsole();
  const root = folderWith(FILES);
  addProgram(path.join(root, 'node_modules/.bin/playwright'), `echo "$BASE_URL" "$@" >called; ${script}`);
  vi.stubEnv('BASE_URL', undefined);
  vi.stubEnv('NO_COLOR', undefined);
  for (const [name, value] of Object.entries({ CHROMIUM_PATH: path.join(root, 'bin/chromium'), ...variables })) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { success } = await e2e(options, contextOf(root, { e2e: { root: 'apps/e2e' } }));
  const call = path.join(root, 'called');
  const called = existsSync(call) ? readFileSync(call, 'utf8').trimEnd() : undefined;
  return { success, called, lines: lines(), earlier: existsSync(path.join(root, 'dist/test/apps/e2e/junit.xml')) };
}

test.each<[options: Parameters<typeof e2e>[0], variables: Record<string, string>, called: string]>([
  [{ environment: 'dev' }, {}, 'https://dev.example.com test --config=apps/e2e/playwright.config.ts --project=dev'],
  [
    { environment: 'dev' },
    { BASE_URL: 'http://127.0.0.1:1' },
    'http://127.0.0.1:1 test --config=apps/e2e/playwright.config.ts --project=dev',
  ],
  [
    { environment: 'dev', filter: 'a b' },
    {},
    'https://dev.example.com test --config=apps/e2e/playwright.config.ts --project=dev --grep=a b',
  ],
])('%j with %j', async (options, variables, called) => {
  expect(await tested(options, { variables })).toMatchObject({ success: true, called, earlier: false });
});

test('without colours Playwright is not asked for none and for some', async () => {
  const script = 'echo "NO_COLOR=$NO_COLOR FORCE_COLOR=$FORCE_COLOR" >called';
  const { called } = await tested({ environment: 'dev' }, { script, variables: { NO_COLOR: '1' } });
  expect(called).toBe('NO_COLOR= FORCE_COLOR=0');
});

test('tests that fail', async () => {
  const { success, lines } = await tested({ environment: 'dev' }, { script: 'exit 1' });
  expect(success).toBe(false);
  expect(lines).toEqual([
    'dev at https://dev.example.com',
    '> playwright test --config=apps/e2e/playwright.config.ts --project=dev',
    '',
    'E_CHECK_FAILED: playwright found problems in e2e',
    '  where  apps/e2e',
    '  fix    the output above has a command that shows each failure; then: npx nx run e2e:e2e:dev',
  ]);
});

test.each<[options: Parameters<typeof e2e>[0], variables: Record<string, string>, message: string[]]>([
  [
    { environment: 'prod' },
    {},
    ["E_ENVIRONMENT_UNKNOWN: there is no environment 'prod'", '  where  deployments/environments.json', '  fix    name one of: dev'],
  ],
  [{}, {}, ["E_ENVIRONMENT_UNKNOWN: there is no environment ''", '  where  deployments/environments.json', '  fix    name one of: dev']],
  ...['/', 'dev.example.com', 'ftp://dev.example.com'].map((url): [Parameters<typeof e2e>[0], Record<string, string>, string[]] => [
    { environment: 'dev' },
    { BASE_URL: url },
    [
      `E_OPTION_INVALID: BASE_URL='${url}' is no URL of http or https`,
      '  where  the environment variable BASE_URL',
      '  fix    name where the environment is reached, or unset BASE_URL: then it is https://dev.example.com',
    ],
  ]),
  [
    { environment: 'dev' },
    { CHROMIUM_PATH: '/nowhere/chromium' },
    [
      'E_TOOL_MISSING: there is no Chromium, which the tests of pages drive',
      '  where  /nowhere/chromium',
      '  fix    make setup, or name one: CHROMIUM_PATH=<file>',
    ],
  ],
])('%j with %j is refused before anything runs', async (options, variables, message) => {
  const { success, called, lines, earlier } = await tested(options, { variables });
  expect({ success, called, lines, earlier }).toEqual({ success: false, called: undefined, lines: ['', ...message], earlier: true });
});
