import { realpathSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportingDescriptor, Result, Run } from 'sarif';
import type { Severity } from '../../toolchain/check.ts';
import { UnreadableAnswer } from './answer.ts';
import { BY_HAND, FINGERPRINT, NO_REMEDY, type ResultFacts, type RunFacts, SUBJECT } from './contract.ts';
import { fingerprintOf, Lines, Ordinals } from './fingerprint.ts';
import { fileOf, type Ground, regionOf } from './place.ts';
import { isAtLeast, levelOf, severityOf } from './severity.ts';

/** What is known of a tool's run beside its answer. Paths are relative to the workspace root but for the root itself. */
export interface Asked {
  readonly workspaceRoot: string;
  /** Folder that file names in the answer start from. */
  readonly base: string;
  readonly tool: string;
  /** File for findings that have no place in the workspace. */
  readonly about: string;
  readonly blocks: Severity;
  readonly fix?: string | undefined;
}

/** Makes one run in our shape of what a tool answered: see contract.ts. @throws UnreadableAnswer when the tool says itself that it failed */
export function normalise(answered: readonly Run[], asked: Asked, facts: RunFacts): Run {
  const roots = [asked.workspaceRoot, realpathSync(asked.workspaceRoot)];
  const ground: Ground = { roots, cwd: path.join(asked.workspaceRoot, asked.base) };
  const files = { lines: new Lines(asked.workspaceRoot), ordinals: new Ordinals() };
  const rules = new Map<string, ReportingDescriptor>();
  const results: Result[] = [];
  for (const run of answered) {
    const known = rulesOf(run);
    for (const result of [...(run.results ?? []).filter(isProblem), ...unscanned(run)]) {
      const id = ruleOf(result, run) ?? asked.tool;
      const rule = known.get(id);
      if (!rules.has(id)) rules.set(id, shortened(id, rule));
      results.push(resultIn(asked, { result, id, rule, file: fileOf(result, run, ground) }, files));
    }
  }
  return runOf(asked.tool, facts, { results, rules: [...rules.values()], version: versionOf(answered) });
}

interface Found {
  readonly result: Result;
  readonly id: string;
  readonly rule: ReportingDescriptor | undefined;
  /** Relative to the workspace root. */
  readonly file: string | undefined;
}

function resultIn(asked: Asked, { result, id, rule, file }: Found, { lines, ordinals }: { lines: Lines; ordinals: Ordinals }): Result {
  const place = file ?? asked.about;
  const region = file === undefined ? { startLine: 1 } : regionOf(result);
  const text = textOf(result, rule);
  const severity = severityOf(result, rule);
  const stated = (result.properties ?? {}) as { [SUBJECT]?: string; [BY_HAND]?: boolean; [NO_REMEDY]?: boolean; fix?: string };
  const { [SUBJECT]: subject, fix = stated[BY_HAND] ? undefined : asked.fix } = stated;
  const blocks = isAtLeast(severity, asked.blocks) && stated[NO_REMEDY] !== true;
  const own: ResultFacts = { severity, blocks, ...(fix === undefined ? {} : { fix }) };
  const code = file === undefined ? undefined : lines.around(file, region.startLine);
  const fingerprint = fingerprintOf(id, place, subject === undefined ? (code ?? [text]) : [subject]);
  return {
    ruleId: id,
    level: levelOf(result, rule),
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(place), uriBaseId: '%SRCROOT%' }, region } }],
    partialFingerprints: { [FINGERPRINT]: `${fingerprint}:${ordinals.next(fingerprint)}` },
    properties: { ...own },
  };
}

/** A run in our shape. Without rules and results it is that of a tool that did not run. */
export function runOf(
  tool: string,
  facts: RunFacts,
  { results = [], rules = [], version }: { results?: Result[]; rules?: ReportingDescriptor[]; version?: string | undefined } = {},
): Run {
  const { project, verb, state, reason = '' } = facts;
  const notifications = [{ level: 'error' as const, message: { text: reason } }];
  return {
    tool: { driver: { name: tool, ...(version === undefined ? {} : { semanticVersion: version }), rules } },
    automationDetails: { id: `${verb}/${project}/${tool}/` },
    invocations: [
      { executionSuccessful: state !== 'failed', ...(state === 'failed' ? { toolExecutionNotifications: notifications } : {}) },
    ],
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the workspace' } } },
    columnKind: 'utf16CodeUnits',
    results,
    properties: { ...facts },
  };
}

function rulesOf({ tool: { driver, extensions = [] } }: Run): Map<string, ReportingDescriptor> {
  return new Map([driver, ...extensions].flatMap(({ rules = [] }) => rules.map((rule) => [rule.id, rule])));
}

/** Rule of a file that a tool was not able to read. */
const UNSCANNED = 'not-scanned';

/** Files that a tool was not able to read are problems: it has not looked at them. bandit says so, and ends as if all were well. */
function unscanned({ invocations = [] }: Run): Result[] {
  const errors = invocations
    .flatMap(({ toolConfigurationNotifications = [], toolExecutionNotifications = [] }) => [
      ...toolConfigurationNotifications,
      ...toolExecutionNotifications,
    ])
    .filter(({ level }) => level === 'error');
  const everywhere = errors.find(({ locations = [] }) => locations.length === 0);
  if (everywhere) throw new UnreadableAnswer(`it says: ${everywhere.message.text}`);
  return errors.map(({ message, locations = [] }) => ({
    ruleId: UNSCANNED,
    level: 'error',
    message: { text: `was not looked at: ${message.text}` },
    locations,
  }));
}

function ruleOf({ ruleId, rule, ruleIndex = -1 }: Result, { tool }: Run): string | undefined {
  return ruleId ?? rule?.id ?? tool.driver.rules?.[ruleIndex]?.id;
}

/** What passed, does not apply, or was accepted in the source is none. */
function isProblem({ kind = 'fail', suppressions = [], baselineState }: Result): boolean {
  return kind === 'fail' && suppressions.length === 0 && baselineState !== 'absent';
}

/** The texts of a rule are shown once; its full description and help are on the web. */
function shortened(id: string, rule: ReportingDescriptor | undefined): ReportingDescriptor {
  const description = rule?.shortDescription?.text ?? rule?.fullDescription?.text ?? rule?.name;
  const score = rule?.properties?.['security-severity'];
  return {
    id,
    ...(description === undefined ? {} : { shortDescription: { text: description } }),
    ...(rule?.helpUri === undefined ? {} : { helpUri: rule.helpUri }),
    ...(score === undefined ? {} : { properties: { 'security-severity': String(score) } }),
  };
}

/** A message may stand at the rule, with places for arguments: SARIF 2.1.0, section 3.11. */
function textOf({ message }: Result, rule: ReportingDescriptor | undefined): string {
  const template =
    message.text ?? rule?.messageStrings?.[message.id ?? 'default']?.text ?? message.markdown ?? rule?.shortDescription?.text;
  const text = template?.replaceAll(/\{(\d+)\}/g, (place, index: string) => message.arguments?.[Number(index)] ?? place);
  return text?.trim() || 'says nothing more';
}

function uriOf(file: string): string {
  const { pathname } = pathToFileURL(`/${file}`);
  return pathname.slice(1);
}

function versionOf(answered: readonly Run[]): string | undefined {
  const { semanticVersion, version } = answered[0]?.tool.driver ?? {};
  return (semanticVersion ?? version)?.replace(/^v(?=\d)/, '');
}
