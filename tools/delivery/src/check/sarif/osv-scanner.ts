import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportingDescriptor, Result, Run } from 'sarif';
import type { Severity } from '../../toolchain/check.ts';
import type { Look } from './answer.ts';
import { SUBJECT } from './contract.ts';
import { hasPackage, lineOfPackage } from './lock-lines.ts';
import { ofScore, ofWord } from './severity.ts';

/** https://google.github.io/osv-scanner/output/#json */
interface Report {
  readonly results: readonly { readonly source: { readonly path: string }; readonly packages: readonly Package[] }[];
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

/** Its own SARIF names no line. */
export function readOsvScanner(text: string, look: Look): readonly Run[] {
  const { results } = JSON.parse(text) as Report;
  const rules = new Map<string, ReportingDescriptor>();
  const found: Result[] = [];
  const others = look.elsewhere.map((file) => ({ file, text: look.read(file) }));
  for (const { source, packages } of results) {
    const file = path.relative(look.workspaceRoot, source.path);
    const lock = look.read(file);
    for (const entry of packages) {
      const { name, version } = entry.package;
      if (others.some((other) => hasPackage(other.file, other.text, name, version))) continue;
      for (const group of entry.groups) {
        const records = entry.vulnerabilities.filter(({ id }) => group.ids.includes(id));
        const id = nameOf(group);
        rules.set(id, { id, shortDescription: { text: summaryOf(records) }, helpUri: `https://osv.dev/vulnerability/${group.ids[0]}` });
        const startLine = lineOfPackage(file, lock, name, version);
        found.push(resultOf(entry, records, group, { uri: pathToFileURL(source.path).href, startLine }));
      }
    }
  }
  return [{ tool: { driver: { name: 'osv-scanner', rules: [...rules.values()] } }, results: found }];
}

function resultOf(
  { package: { name, version, ecosystem } }: Package,
  records: readonly Vulnerability[],
  group: Group,
  { uri, startLine }: { uri: string; startLine: number },
): Result {
  const fixed = fixedIn(records, name);
  const remedy = fixed === undefined ? 'no version without it is known' : `fixed in ${fixed}`;
  const fix = fixed === undefined ? undefined : UPGRADE[ecosystem]?.(name);
  return {
    ruleId: nameOf(group),
    level: 'error',
    message: { text: `${name} ${version}: ${summaryOf(records)} (${group.aliases.join(', ')}); ${remedy}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
    properties: { severity: severityOf(group, records), [SUBJECT]: `${ecosystem} ${name}`, ...(fix === undefined ? {} : { fix }) },
  };
}

const UPGRADE: Readonly<Record<string, (name: string) => string>> = {
  PyPI: (name) => `.venv/bin/uv lock --upgrade-package ${name} && make lock`,
  npm: (name) => `npm update ${name}`,
};

/** The name that people know. */
function nameOf({ ids, aliases }: Group): string {
  return aliases.find((alias) => alias.startsWith('CVE-')) ?? ids[0] ?? '';
}

/** What is malicious has no score, and what nobody has rated yet counts as high until somebody does. */
function severityOf({ ids, max_severity }: Group, records: readonly Vulnerability[]): Severity {
  if (ids.some((id) => id.startsWith('MAL-'))) return 'CRITICAL';
  return ofScore(max_severity) ?? records.map(({ database_specific }) => ofWord(database_specific?.severity)).find(Boolean) ?? 'HIGH';
}

function summaryOf(records: readonly Vulnerability[]): string {
  const text = records.map(({ summary, details }) => summary || details?.split('\n', 1)[0]).find(Boolean);
  return text ?? 'has a known vulnerability';
}

function fixedIn(records: readonly Vulnerability[], name: string): string | undefined {
  const affected = records.flatMap((record) => record.affected ?? []).filter((one) => one.package?.name === name);
  return affected.flatMap(({ ranges = [] }) => ranges.flatMap(({ events = [] }) => events.flatMap(({ fixed }) => fixed ?? []))).at(-1);
}
