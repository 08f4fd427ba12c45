import { existsSync } from 'node:fs';
import { emptyFolder } from '../adapters/files.ts';
import { DeliveryError } from '../errors.ts';
import { executor, runChecks } from '../executor.ts';
import type { Command } from '../toolchain/command.ts';
import { outputFolder } from '../toolchain/targets.ts';
import { readEnvironments } from './prepare.ts';
import { environmentNamed } from './settings.ts';

interface Options {
  readonly environment?: string;
  readonly filter?: string;
}

export default executor<Options>(async ({ environment = '', filter }, job) => {
  const { name, url } = environmentNamed(environment, await readEnvironments(job.workspaceRoot));
  const { BASE_URL: baseUrl = url, CHROMIUM_PATH: chromium = '/usr/bin/chromium', NO_COLOR: noColor } = globalThis.process.env;
  refuseNoUrl(baseUrl, url);
  refuseMissing(chromium);
  // A result of an earlier run must not be taken for one of this run.
  await emptyFolder(job.workspaceRoot, outputFolder(job.context.target?.outputs ?? ['dist/test/{projectRoot}'], job.project));
  console.log(`${name} at ${baseUrl}`);
  const playwright: Command = {
    title: 'playwright',
    origin: 'node',
    program: 'playwright',
    args: [
      'test',
      `--config=${job.project.root}/playwright.config.ts`,
      `--project=${name}`,
      ...(filter === undefined ? [] : [`--grep=${filter}`]),
    ],
    // The commands that it prints for a failure are for this folder.
    cwd: '.',
    // Playwright wants colours of its workers; of both wishes together Node complains in each of them.
    env: { BASE_URL: baseUrl, CHROMIUM_PATH: chromium, ...(noColor ? { NO_COLOR: '', FORCE_COLOR: '0' } : {}) },
  };
  await runChecks(
    [playwright],
    job,
    `the output above has a command that shows each failure; then: npx nx run ${job.project.name}:e2e:${name}`,
  );
});

/** Playwright would say so in each test, and not where the URL comes from. */
function refuseNoUrl(baseUrl: string, url: string): void {
  if (/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) return;
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `BASE_URL='${baseUrl}' is no URL of http or https`,
    where: 'the environment variable BASE_URL',
    fix: `name where the environment is reached, or unset BASE_URL: then it is ${url}`,
  });
}

/** Playwright would name a browser of its own to install, and a command for that. */
function refuseMissing(chromium: string): void {
  if (existsSync(chromium)) return;
  throw new DeliveryError('E_TOOL_MISSING', {
    what: 'there is no Chromium, which the tests of pages drive',
    where: chromium,
    fix: 'make setup, or name one: CHROMIUM_PATH=<file>',
  });
}
