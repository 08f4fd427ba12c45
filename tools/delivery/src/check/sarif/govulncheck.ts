import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportingDescriptor, Result, Run } from 'sarif';
import type { Severity } from '../../toolchain/check.ts';
import { SEVERITY_FILE } from '../database/go-database.ts';
import { type Look, UnreadableAnswer } from './answer.ts';
import { SUBJECT } from './contract.ts';
import { lineOfPackage } from './lock-lines.ts';

/** https://pkg.go.dev/golang.org/x/vuln/internal/govulncheck#Message; one of them is set. */
interface Message {
  readonly config?: { readonly scanner_version?: string; readonly db: string };
  readonly osv?: Entry;
  readonly finding?: Finding;
}

interface Entry {
  readonly id: string;
  readonly summary?: string;
  readonly aliases?: readonly string[];
}

/** The trace goes from the vulnerable function, package or module to a function of ours; of the latter two it has one frame. */
interface Finding {
  readonly osv: string;
  readonly fixed_version?: string;
  readonly trace: readonly Frame[];
}

interface Frame {
  readonly module: string;
  readonly version?: string;
  readonly package?: string;
  readonly function?: string;
  readonly receiver?: string;
  readonly position?: { readonly filename: string; readonly line: number };
}

/** Its own SARIF has neither severities nor lines. What is never called is a note: it can wait. */
export function readGovulncheck(text: string, look: Look): readonly Run[] {
  const messages = messagesIn(text);
  const config = messages.find((message) => message.config)?.config;
  if (config === undefined) throw new UnreadableAnswer('it has no configuration message');
  const severities = severitiesOf(config.db);
  const entries = new Map(messages.flatMap(({ osv }) => (osv ? [[osv.id, osv] as const] : [])));
  const deepest = new Map<string, Finding>();
  for (const { finding } of messages) {
    if (finding === undefined) continue;
    const key = `${finding.osv} ${finding.trace[0]?.module}`;
    const before = deepest.get(key);
    if (before === undefined || depthOf(finding) > depthOf(before)) deepest.set(key, finding);
  }
  const found = [...deepest.values()].map((finding) => resultOf(finding, entries.get(finding.osv), severities[finding.osv], look));
  const rules = [...new Set(found.map(({ ruleId = '' }) => ruleId))].map((id) => ruleOf(id, entries.get(id)));
  return [{ tool: { driver: { name: 'govulncheck', version: config.scanner_version ?? '', rules } }, results: found }];
}

function ruleOf(id: string, entry: Entry | undefined): ReportingDescriptor {
  return { id, shortDescription: { text: entry?.summary ?? id }, helpUri: `https://pkg.go.dev/vuln/${id}` };
}

function resultOf(finding: Finding, entry: Entry | undefined, rated: Severity | undefined, { about, base, read }: Look): Result {
  const [{ module = '', version = '' } = {}] = finding.trace;
  const called = depthOf(finding) === 2;
  const names = [finding.osv, ...(entry?.aliases ?? [])].join(', ');
  const fixed = finding.fixed_version;
  const remedy = fixed === undefined ? 'no version without it is known' : `fixed in ${fixed}`;
  const reach = called ? calledIn(finding.trace, base) : `nothing here calls what is vulnerable, otherwise it would be ${rated ?? 'HIGH'}`;
  const isModule = module !== 'stdlib' && module !== 'toolchain';
  const fix = isModule ? `(cd ${base} && go get ${module}@${fixed})` : `a newer Go: ${fixed}`;
  return {
    ruleId: finding.osv,
    level: called ? 'error' : 'note',
    message: { text: `${module} ${version}: ${entry?.summary ?? 'has a known vulnerability'} (${names}); ${reach}; ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(path.posix.relative(base, about)) },
          region: { startLine: lineOfPackage(about, read(about), module, version) },
        },
      },
    ],
    // What nobody has rated yet counts as high until somebody does.
    properties: {
      severity: called ? (rated ?? 'HIGH') : 'LOW',
      [SUBJECT]: `${module} ${called ? 'called' : 'not called'}`,
      ...(fixed === undefined ? {} : { fix }),
    },
  };
}

/** Which function of ours calls what. */
function calledIn(trace: readonly Frame[], base: string): string {
  const caller = trace.findLast(({ position }) => position !== undefined && position.filename !== '') ?? trace.at(-1);
  const target = trace[0];
  const place = caller?.position ? ` at ${base}/${caller.position.filename}:${caller.position.line}` : '';
  return `${shortName(caller)} calls ${shortName(target)}${place}`;
}

function shortName(frame: Frame | undefined): string {
  if (frame === undefined) return '';
  const receiver = frame.receiver?.replace('*', '');
  return [frame.package?.split('/').at(-1), receiver, frame.function].filter(Boolean).join('.');
}

/** 0: required. 1: imported. 2: called. */
function depthOf({ trace: [frame] }: Finding): number {
  return frame?.function ? 2 : Number(frame?.package !== undefined);
}

/** A stream of JSON values, each over several lines. */
function messagesIn(text: string): Message[] {
  return text
    .split(/^(?=\{$)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => JSON.parse(part) as Message);
}

/** govulncheck's database has no severities; ours has, in a file beside its own. */
function severitiesOf(database: string): Readonly<Record<string, Severity>> {
  if (!database.startsWith('file:')) return {};
  const file = fileURLToPath(`${database}/${SEVERITY_FILE}`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Severity>) : {};
}
