import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { DeliveryError } from '../errors.ts';
import schema from './suppressions.schema.json' with { type: 'json' };

/** Relative to the workspace root. */
export const SUPPRESSIONS_FILE = 'suppressions.json';

/** A finding that is accepted; what the fields mean is said in suppressions.schema.json. */
export interface Suppression {
  readonly tool?: string;
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}

/** What a suppression may cover. */
export interface Suppressible {
  readonly tool: string;
  readonly rule: string;
  /** Relative to the workspace root. */
  readonly file: string;
}

/** A suppression and what it did in this run. */
export interface SuppressionUse extends Suppression {
  readonly expired: boolean;
  /** Findings that it covers; of an expired one, those that are reported again. */
  readonly findings: number;
  /** Whether this run looked where it holds: only then it is unused when it covers nothing. */
  readonly checked: boolean;
}

const isSuppressions: ValidateFunction<{ suppressions: Suppression[] }> = new Ajv({ allErrors: true }).compile(schema);

/** Those of a workspace; without the file there are none. @throws E_SETTINGS_INVALID */
export async function readSuppressions(workspaceRoot: string): Promise<readonly Suppression[]> {
  try {
    return parseSuppressions(await readFile(path.join(workspaceRoot, SUPPRESSIONS_FILE), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
}

/** @param text of suppressions.json. @throws E_SETTINGS_INVALID */
export function parseSuppressions(text: string): readonly Suppression[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid([(error as SyntaxError).message]);
  }
  if (!isSuppressions(value)) throw invalid((isSuppressions.errors ?? []).map(problemOf));
  const { suppressions } = value;
  const unreal = suppressions.flatMap(({ expires }, index) =>
    isDay(expires) ? [] : [`/suppressions/${index}/expires: there is no ${expires}`],
  );
  if (unreal.length > 0) throw invalid(unreal);
  return suppressions;
}

/**
 * @param roots of the projects that were checked.
 * @returns the suppression of each finding that has one, and what every suppression did. An expired one covers nothing.
 */
export function suppress<Finding extends Suppressible>(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  roots: readonly string[],
  today: Date,
): { readonly suppressed: ReadonlyMap<Finding, Suppression>; readonly uses: readonly SuppressionUse[] } {
  const suppressed = new Map<Finding, Suppression>();
  const uses = suppressions.map((suppression) => {
    const expired = isExpired(suppression, today);
    const covered = findings.filter((finding) => covers(suppression, finding));
    if (!expired) for (const finding of covered) if (!suppressed.has(finding)) suppressed.set(finding, suppression);
    const checked = covered.length > 0 || roots.some((root) => root === '.' || suppression.path.startsWith(`${root}/`));
    return { ...suppression, expired, findings: covered.length, checked };
  });
  return { suppressed, uses };
}

/** It holds on its last day, in UTC. */
export function isExpired({ expires }: Suppression, today: Date): boolean {
  return expires < today.toISOString().slice(0, 10);
}

function covers({ tool, rule, path: pattern }: Suppression, finding: Suppressible): boolean {
  return rule === finding.rule && (tool === undefined || tool === finding.tool) && path.posix.matchesGlob(finding.file, pattern);
}

/** Not a day that the calendar lacks, such as 2027-02-30. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text);
}

function problemOf({ instancePath, keyword, message, params }: ErrorObject): string {
  const place = instancePath || '/';
  if (keyword === 'additionalProperties') return `${place} must not have '${params['additionalProperty']}'`;
  return `${place} ${message}`;
}

function invalid(problems: readonly string[]): DeliveryError {
  return new DeliveryError('E_SETTINGS_INVALID', {
    what: problems.join('\n'),
    where: SUPPRESSIONS_FILE,
    fix: 'correct the file; an editor that knows JSON schemas helps, as the file names its own',
  });
}
