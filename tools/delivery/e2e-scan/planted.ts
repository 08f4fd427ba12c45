import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import type { Log, Result } from 'sarif';
import { vi } from 'vitest';
import audit from '../src/check/audit.ts';
import { ECOSYSTEMS } from '../src/check/database/layout.ts';
import database from '../src/check/database.ts';
import { resultFacts, runFacts, type Verb } from '../src/check/sarif/contract.ts';
import scan from '../src/check/scan.ts';
import scanImage from '../src/image/scan.ts';
import { quietConsole } from '../tests/console.ts';
import { contextOf } from '../tests/context.ts';
import { folderWith } from '../tests/folder.ts';
import { repositoryWith } from '../tests/repository.ts';

/** The workspace whose tools are tested. */
const HOME = path.join(import.meta.dirname, '../../..');
const TOOLS = ['gitleaks', 'golangci-lint', 'govulncheck', 'osv-scanner'];

/** A repository with these files, in which the tools of this workspace are at hand and one project is at apps/x. */
export function planted(files: Readonly<Record<string, string>>): string {
  const root = repositoryWith({ '.gitignore': 'tools/bin/*/bin\n.venv\ndist\n', ...files });
  for (const tool of TOOLS) {
    mkdirSync(path.join(root, 'tools/bin', tool), { recursive: true });
    symlinkSync(path.join(HOME, 'tools/bin', tool, 'bin'), path.join(root, 'tools/bin', tool, 'bin'));
  }
  symlinkSync(path.join(HOME, '.venv'), path.join(root, '.venv'));
  return root;
}

/** A vulnerability that osv.dev knows, in its form: https://ossf.github.io/osv-schema/ */
interface Known {
  readonly id: string;
  readonly ecosystem: (typeof ECOSYSTEMS)[number];
  readonly name: string;
  /** Functions that are vulnerable; only the Go team says it. */
  readonly symbols?: readonly string[];
  readonly aliases?: readonly string[];
  readonly severity?: string;
  /** Of Debian, whose records are of one each. */
  readonly release?: string;
}

/** Archives of these vulnerabilities, each fixed in 99.0.0. @returns what DELIVERY_VULN_DB is set to. */
export function vulnerabilities(...known: readonly Known[]): string {
  const folder = folderWith(Object.fromEntries(ECOSYSTEMS.map((ecosystem) => [`${ecosystem}/about`, ''])));
  for (const ecosystem of ECOSYSTEMS) {
    const records = known
      .filter((one) => one.ecosystem === ecosystem)
      .map((one) => [`${one.id}.json`, strToU8(JSON.stringify(recordOf(one)))]);
    writeFileSync(path.join(folder, ecosystem, 'all.zip'), zipSync(Object.fromEntries(records)));
  }
  return pathToFileURL(folder).href;
}

function recordOf({ id, ecosystem, release, name, symbols, aliases = [], severity }: Known) {
  const type = ecosystem === 'PyPI' || ecosystem === 'Debian' ? 'ECOSYSTEM' : 'SEMVER';
  return {
    schema_version: '1.6.0',
    id,
    aliases,
    modified: '2026-11-01T00:00:00Z',
    published: '2026-10-01T00:00:00Z',
    summary: `${name} does wrong`,
    details: '',
    affected: [
      {
        package: { ecosystem: release === undefined ? ecosystem : `${ecosystem}:${release}`, name },
        ranges: [{ type, events: [{ introduced: '0' }, { fixed: '99.0.0' }] }],
        ...(symbols === undefined ? {} : { ecosystem_specific: { imports: [{ path: name, symbols }] } }),
      },
    ],
    database_specific: { ...(severity === undefined ? {} : { severity }), url: `https://pkg.go.dev/vuln/${id}` },
  };
}

/** The project whose files are in apps/x, and the tools. */
function contextIn(root: string, image?: string) {
  const tools = Object.fromEntries(TOOLS.map((tool) => [tool, { root: `tools/bin/${tool}`, tags: ['go-tool'] }]));
  const context = contextOf(root, { x: { root: 'apps/x' }, ...tools });
  if (image === undefined) return context;
  return { ...context, target: { outputs: [`{workspaceRoot}/dist/image-scan/${image}`] } };
}

/** What a tool said: its results, each in a line, and what it did. */
export interface Said {
  readonly success: boolean;
  /** `TOOL FILE:LINE SEVERITY RULE`, of all tools. */
  readonly findings: readonly string[];
  /** `TOOL STATE`, and why not. */
  readonly states: readonly string[];
  readonly lines: readonly string[];
}

export async function scanned(root: string, options: Parameters<typeof scan>[0]): Promise<Said> {
  const lines = quietConsole();
  const { success } = await scan(options, contextIn(root));
  return { success, ...written(root, 'scan'), lines: lines() };
}

/** @param source of the databases. */
export async function audited(root: string, options: Parameters<typeof audit>[0], source: string): Promise<Said> {
  vi.stubEnv('DELIVERY_VULN_DB', source);
  vi.stubEnv('XDG_CACHE_HOME', folderWith());
  const lines = quietConsole();
  await database({}, contextIn(root));
  const { success } = await audit(options, contextIn(root));
  vi.unstubAllEnvs();
  return { success, ...written(root, 'audit'), lines: lines() };
}

/** One image after the other, as Nx does it. @param source of the databases. */
export async function imagesScanned(root: string, images: readonly Parameters<typeof scanImage>[0][], source: string): Promise<Said[]> {
  vi.stubEnv('DELIVERY_VULN_DB', source);
  vi.stubEnv('XDG_CACHE_HOME', folderWith());
  quietConsole();
  await database({}, contextIn(root));
  const said: Said[] = [];
  for (const options of images) {
    const context = contextIn(root, options.image);
    const lines = quietConsole();
    const { success } = await scanImage(options, context);
    said.push({ success, ...written(root, 'image-scan', options.image), lines: lines() });
  }
  return said;
}

function written(root: string, verb: Verb, place = 'apps/x'): Pick<Said, 'findings' | 'states'> {
  const folder = path.join(root, 'dist', verb, place);
  const runs = readdirSync(folder)
    .sort((a, b) => a.length - b.length)
    .flatMap((file) => (JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Log).runs);
  return {
    findings: runs.flatMap(({ tool, results = [] }) => results.map((result) => `${tool.driver.name} ${lineOf(result)}`)),
    states: runs.map((run) => [run.tool.driver.name, runFacts(run).state, ...[runFacts(run).reason ?? []].flat()].join(' ')),
  };
}

function lineOf(result: Result): string {
  const { artifactLocation, region } = result.locations?.[0]?.physicalLocation ?? {};
  return `${artifactLocation?.uri}:${region?.startLine} ${resultFacts(result).severity} ${result.ruleId}`;
}
