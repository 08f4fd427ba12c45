import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportingDescriptor, Result, Run } from 'sarif';
import type { Severity } from '../../toolchain/check.ts';
import type { Look } from './answer.ts';
import { NO_REMEDY, SUBJECT } from './contract.ts';
import { type FilePlace, placeOfImage } from './image-place.ts';
import { lineOfPackage, listedElsewhere } from './lock-lines.ts';
import { ofScore, ofWord } from './severity.ts';

/** https://google.github.io/osv-scanner/output/#json */
interface Report {
  /** Null for an image without packages. */
  readonly results: readonly { readonly source: { readonly path: string }; readonly packages: readonly Package[] }[] | null;
}

interface Package {
  readonly package: { readonly name: string; readonly version: string; readonly ecosystem: string };
  readonly groups: readonly Group[];
  readonly vulnerabilities: readonly Vulnerability[];
}

/** Records of several databases about one vulnerability. */
interface Group {
  readonly ids: readonly string[];
  readonly aliases: readonly string[];
  /** The highest score of CVSS, or nothing. */
  readonly max_severity: string;
}

/** https://ossf.github.io/osv-schema/ */
interface Vulnerability {
  readonly id: string;
  readonly summary?: string;
  readonly details?: string;
  readonly database_specific?: { readonly severity?: string };
  readonly affected?: readonly {
    readonly package?: { readonly name: string };
    readonly ranges?: readonly { readonly events?: readonly { readonly fixed?: string }[] }[];
  }[];
}

/** Where a package is told of, and what upgrades it there. */
interface Told {
  readonly place: FilePlace;
  /** Where it lies in an image. */
  readonly inside?: string;
  readonly upgrade?: string | undefined;
}

type Tell = (source: string, entry: Package['package']) => Told;

/** Of lock files: at the line of the package. Its own SARIF names no line. */
export function readOsvScanner(text: string, look: Look): readonly Run[] {
  return read(text, look, (source, { name, version, ecosystem }) => {
    const file = path.relative(look.workspaceRoot, source);
    const startLine = lineOfPackage(file, look.read(file), name, version);
    return { place: { uri: pathToFileURL(source).href, startLine }, upgrade: UPGRADE[ecosystem]?.(name) };
  });
}

/** Of an image: at its Dockerfile. */
export function readOsvImage(text: string, look: Look): readonly Run[] {
  const place = placeOfImage(look);
  return read(text, look, (inside) => ({ place, inside })).map((run) => ({ ...run, results: once(run.results ?? []) }));
}

/** Debian makes several packages of one source, some with a version of their own; it is the source that has the vulnerability. */
function once(results: readonly Result[]): Result[] {
  const first = new Map<string, Result>();
  for (const result of results) if (!first.has(subjectOf(result))) first.set(subjectOf(result), result);
  return [...first.values()];
}

function subjectOf({ ruleId, properties }: Result): string {
  return `${ruleId}\0${properties?.[SUBJECT]}`;
}

function read(text: string, look: Look, tell: Tell): readonly Run[] {
  const { results } = JSON.parse(text) as Report;
  const rules = new Map<string, ReportingDescriptor>();
  const found: Result[] = [];
  const isElsewhere = listedElsewhere(look);
  for (const { source, packages } of results ?? []) {
    for (const entry of packages) {
      const { name, version, ecosystem } = entry.package;
      if (isElsewhere(ecosystem, name, version)) continue;
      for (const group of entry.groups) {
        const records = entry.vulnerabilities.filter(({ id }) => group.ids.includes(id));
        const id = nameOf(group);
        rules.set(id, { id, shortDescription: { text: summaryOf(records) }, helpUri: `https://osv.dev/vulnerability/${group.ids[0]}` });
        found.push(resultOf(entry, records, group, tell(source.path, entry.package)));
      }
    }
  }
  return [{ tool: { driver: { name: 'osv-scanner', rules: [...rules.values()] } }, results: found }];
}

function resultOf(
  { package: { name, version, ecosystem } }: Package,
  records: readonly Vulnerability[],
  group: Group,
  { place: { uri, startLine }, inside, upgrade }: Told,
): Result {
  const fixed = fixedIn(records, name);
  const remedy = fixed === undefined ? 'no version without it is known' : `fixed in ${fixed}`;
  const fix = fixed === undefined ? undefined : upgrade;
  const where = inside === undefined ? '' : `; in ${inside}`;
  return {
    ruleId: nameOf(group),
    level: 'error',
    message: { text: `${name} ${version}: ${summaryOf(records)} (${group.aliases.join(', ')}); ${remedy}${where}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
    properties: {
      severity: severityOf(group, records),
      [SUBJECT]: inside === undefined ? `${ecosystem} ${name}` : `${ecosystem} ${name} ${inside}`,
      ...(fix === undefined ? {} : { fix }),
      // What is malicious has no good version, and must go.
      ...(inside !== undefined && fixed === undefined && !isMalicious(group) ? { [NO_REMEDY]: true } : {}),
    },
  };
}

const UPGRADE: Readonly<Record<string, (name: string) => string>> = {
  PyPI: (name) => `.venv/bin/uv lock --upgrade-package ${name} && make lock`,
  npm: (name) => `npm update ${name}`,
};

/** The name that people know: Debian's records of a CVE have its name with a word before it. */
function nameOf({ ids, aliases }: Group): string {
  return aliases.find((alias) => alias.startsWith('CVE-')) ?? ids[0]?.replace(/^DEBIAN-(?=CVE-)/, '') ?? '';
}

/** What is malicious has no score, and what nobody has rated yet counts as high until somebody does. */
function severityOf(group: Group, records: readonly Vulnerability[]): Severity {
  if (isMalicious(group)) return 'CRITICAL';
  return ofScore(group.max_severity) ?? records.map(({ database_specific }) => ofWord(database_specific?.severity)).find(Boolean) ?? 'HIGH';
}

function isMalicious({ ids }: Group): boolean {
  return ids.some((id) => id.startsWith('MAL-'));
}

function summaryOf(records: readonly Vulnerability[]): string {
  const text = records.map(({ summary, details }) => summary || details?.split('\n', 1)[0]).find(Boolean);
  return text ?? 'has a known vulnerability';
}

function fixedIn(records: readonly Vulnerability[], name: string): string | undefined {
  const affected = records.flatMap((record) => record.affected ?? []).filter((one) => one.package?.name === name);
  return affected.flatMap(({ ranges = [] }) => ranges.flatMap(({ events = [] }) => events.flatMap(({ fixed }) => fixed ?? []))).at(-1);
}
