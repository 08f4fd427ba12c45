import { strFromU8, unzipSync } from 'fflate';
import type { Severity } from '../../toolchain/check.ts';
import { ofWord } from '../sarif/severity.ts';

/** Severity of each entry by its id; no part of govulncheck's own layout. */
export const SEVERITY_FILE = 'severity.json';

/** https://ossf.github.io/osv-schema/ */
interface Entry {
  readonly id: string;
  readonly modified: string;
  readonly withdrawn?: string;
  readonly aliases?: readonly string[];
  readonly database_specific?: { readonly severity?: string };
  readonly affected?: readonly { readonly package?: { readonly name: string }; readonly ranges?: readonly Range[] }[];
}

interface Range {
  readonly events?: readonly { readonly fixed?: string }[];
}

/**
 * Makes of OSV's records of Go the database that govulncheck reads: https://go.dev/doc/security/vuln/database#api. The records
 * of the Go team are in it as they are; GitHub's, about the same vulnerabilities, say how severe they are.
 * @param archive all.zip of the ecosystem Go. @returns content of the files by name.
 */
export function goDatabase(archive: Uint8Array): Map<string, string> {
  const files = new Map<string, string>();
  const modules = new Map<string, { id: string; modified: string; fixed?: string }[]>();
  const own: Entry[] = [];
  const rated = new Map<string, Severity>();
  for (const content of Object.values(unzipSync(archive, { filter: ({ name }) => name.endsWith('.json') }))) {
    const text = strFromU8(content);
    const entry = JSON.parse(text) as Entry;
    if (entry.withdrawn !== undefined) continue;
    const severity = ofWord(entry.database_specific?.severity);
    if (severity !== undefined) for (const name of [entry.id, ...(entry.aliases ?? [])]) rated.set(name, severity);
    if (!entry.id.startsWith('GO-')) continue;
    own.push(entry);
    files.set(`ID/${entry.id}.json`, text);
    for (const { package: { name } = { name: '' }, ranges = [] } of entry.affected ?? []) {
      const fixed = ranges.flatMap(({ events = [] }) => events.flatMap((event) => event.fixed ?? [])).at(-1);
      const listed = modules.get(name) ?? [];
      modules.set(name, [...listed, { id: entry.id, modified: entry.modified, ...(fixed === undefined ? {} : { fixed }) }]);
    }
  }
  const modified =
    own
      .map((entry) => entry.modified)
      .sort()
      .at(-1) ?? '1970-01-01T00:00:00Z';
  const severities = own.flatMap(({ id, aliases = [] }) => {
    const severity = [id, ...aliases].map((name) => rated.get(name)).find(Boolean);
    return severity === undefined ? [] : [[id, severity] as const];
  });
  const index = {
    'index/db.json': { modified },
    'index/modules.json': [...modules].map(([path, vulns]) => ({ path, vulns })),
    'index/vulns.json': own.map(({ id, modified: changed, aliases = [] }) => ({ id, modified: changed, aliases })),
    [SEVERITY_FILE]: Object.fromEntries(severities),
  };
  for (const [name, value] of Object.entries(index)) files.set(name, JSON.stringify(value));
  return files;
}
