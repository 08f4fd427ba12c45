import { knownVulnerabilities, withoutDatabase } from '../check/database/known.ts';
import { USABLE_DAYS } from '../check/database/layout.ts';
import { LIMITS, type Readable } from '../check/perform.ts';
import type { Look } from '../check/run-tools.ts';
import { runOf } from '../check/sarif/normalise.ts';
import { readOsvImage } from '../check/sarif/osv-scanner.ts';
import { readTrivy } from '../check/sarif/trivy.ts';
import { DeliveryError } from '../errors.ts';
import type { Job } from '../executor.ts';
import type { Answer } from '../ports.ts';
import type { Skip } from '../toolchain/check.ts';
import type { Command } from '../toolchain/command.ts';

/** What looks into images. */
export interface Scanner {
  readonly tool: string;
  check(archive: string): Readable;
}

type Facts = Pick<Readable, 'about'> & { readonly elsewhere: readonly string[] };

/** What attackers published in March 2026: https://github.com/advisories/GHSA-69fq-xp46-6x23 */
const COMPROMISED: ReadonlySet<string> = new Set(['0.69.4', '0.69.5', '0.69.6']);

/**
 * trivy where it is installed, otherwise osv-scanner with the databases that `audit` uses, too.
 * @returns why neither can look, as a check that was not made or has failed. @throws E_INTERRUPTED
 */
export async function chooseScanner(job: Job, facts: Facts): Promise<Scanner | Skip | Look> {
  const installed = await versionOfTrivy(job);
  return installed === undefined ? osvScanner(job, facts) : trivy(installed, job, facts);
}

async function osvScanner({ workspaceRoot }: Job, facts: Facts): Promise<Scanner | Skip> {
  const tool = 'osv-scanner';
  const database = await knownVulnerabilities(workspaceRoot);
  if ('reason' in database) return { tool, ...withoutDatabase(database) };
  const { name, date, folder } = database;
  return {
    tool,
    check: (archive) => ({
      ...facts,
      tool,
      command: {
        title: tool,
        origin: 'go-tool',
        program: tool,
        args: [
          ...['scan', 'image', '--archive', '--offline', '--offline-vulnerabilities'],
          // A static program without packages is an image, too.
          ...['--allow-no-lockfiles', '--format=json', archive],
        ],
        cwd: '.',
        env: { OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY: folder },
      },
      format: readOsvImage,
      answers: [0, 1],
      blocks: 'HIGH',
      database: { name, date },
    }),
  };
}

/** https://trivy.dev/docs/latest/references/configuration/cli/trivy_version/ */
interface Version {
  readonly Version?: string;
  readonly VulnerabilityDB?: { readonly UpdatedAt: string };
}

async function trivy(installed: Answer, job: Job, facts: Facts): Promise<Scanner | Skip | Look> {
  const { Version: version } = versionIn(installed);
  if (!version) return failed('trivy does not say its version', 'see what it says, and install one that works: trivy version');
  if (COMPROMISED.has(version.replace(/^v/, ''))) {
    return failed(
      `trivy ${version} is one of the versions that attackers published (GHSA-69fq-xp46-6x23)`,
      'remove it, change every secret that it could read, and install another version',
    );
  }
  const brought = await job.bounded.ask(commandOf(['image', '--download-db-only', '--no-progress', '--quiet']), LIMITS);
  const date = versionIn(await job.bounded.ask(VERSION, LIMITS)).VulnerabilityDB?.UpdatedAt;
  const old = date === undefined || Date.now() - Date.parse(date) > USABLE_DAYS * 24 * 3_600_000;
  if (old && brought.exitCode !== 0) {
    const cause = brought.stderr.trim().split('\n').at(-1) ?? '';
    const state = date === undefined ? 'there is no vulnerability database' : `the vulnerability database is of ${date.slice(0, 10)}`;
    return {
      tool: 'trivy',
      reason: `${state}, and a newer one cannot be had: ${cause}`,
      remedy: 'trivy image --download-db-only, or name a mirror of it: TRIVY_DB_REPOSITORY=<repository>',
    };
  }
  const database = { name: 'trivy-db', date: date ?? '' };
  return {
    tool: 'trivy',
    check: (archive) => ({
      ...facts,
      tool: 'trivy',
      command: commandOf([
        'image',
        '--format=json',
        '--quiet',
        '--scanners=vuln',
        '--skip-db-update',
        '--offline-scan',
        `--input=${archive}`,
      ]),
      format: (text, look) => readTrivy(text, look).map((run) => ({ ...run, tool: { driver: { ...run.tool.driver, version } } })),
      answers: [0],
      blocks: 'HIGH',
      database,
    }),
  };
}

const VERSION = commandOf(['version', '--format=json']);

/** Asked before it gets anything to read. @returns undefined where trivy is not installed. */
async function versionOfTrivy({ bounded }: Job): Promise<Answer | undefined> {
  try {
    return await bounded.ask(VERSION, LIMITS);
  } catch (error) {
    if (error instanceof DeliveryError && error.code === 'E_TOOL_MISSING') return undefined;
    throw error;
  }
}

function versionIn({ stdout }: Answer): Version {
  try {
    return JSON.parse(stdout) as Version;
  } catch {
    return {};
  }
}

function commandOf(args: readonly string[]): Command {
  // It asks for newer versions of itself otherwise.
  return { title: 'trivy', origin: 'path', program: 'trivy', args, cwd: '.', env: { TRIVY_SKIP_VERSION_CHECK: 'true' } };
}

function failed(reason: string, remedy: string): Look {
  return {
    tool: 'trivy',
    look: async ({ project, verb }) => runOf('trivy', { project, verb, state: 'failed', reason, remedy, seconds: 0 }),
  };
}
