import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ECOSYSTEMS } from '../../src/check/database/layout.ts';
import type { JudgedFinding } from '../../src/report/findings/verdict.ts';
import type { Report } from '../../src/report/report.ts';
import { cloneOf } from '../clone.ts';
import { type Result, type Workspace, workspaceAt } from '../workspace.ts';
import { FAULTS, type Fault, FLAKY, plant, RACE, VULNERABILITIES } from './faults.ts';

const AUTHOR = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid'];
const RACE_LINE = RACE.text.split('\n').findIndex((line) => line.includes('count++')) + 1;
const CHECKED = [...new Set(FAULTS.map(({ project }) => project))];

interface Checked {
  readonly result: Result;
  readonly report: Report;
}

let folder: string;
let workspace: Workspace;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'planted-'));
  const root = path.join(folder, 'workspace');
  await cloneOf(path.resolve(import.meta.dirname, '../../../..'), root);
  const variables = { DELIVERY_VULN_DB: pathToFileURL(await database(path.join(folder, 'database'))).href, XDG_CACHE_HOME: undefined };
  workspace = workspaceAt(root).with(variables);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Archives as osv.dev publishes them. */
async function database(root: string): Promise<string> {
  for (const ecosystem of ECOSYSTEMS) {
    const known = ecosystem === 'Debian' ? [] : VULNERABILITIES[ecosystem];
    const records = Object.fromEntries(known.map((record) => [`${record.id}.json`, Buffer.from(JSON.stringify(record))]));
    await mkdir(path.join(root, ecosystem), { recursive: true });
    await writeFile(path.join(root, ecosystem, 'all.zip'), zipSync(records));
  }
  return root;
}

async function check(base: string, projects: readonly string[]): Promise<Checked> {
  const result = await workspace.run('node', 'tools/delivery/src/pipeline/check.ts', `--base=${base}`, `--projects=${projects}`);
  return { result, report: JSON.parse((await workspace.read('dist/report/report.json')) || '{}') as Report };
}

async function commit(message: string): Promise<void> {
  await workspace.git('add', '--all');
  await workspace.git(...AUTHOR, 'commit', '--quiet', `--message=${message}`);
}

/** Puts something before the function that has this line, or begins with it. */
function moved(text: string, line: string): string {
  const changed = text.replace(/\n{3}(?=def )/, '\n\nMORE = 1\n\n\n');
  expect(changed.split('\n').indexOf(line)).toBeGreaterThan(text.split('\n').indexOf(line));
  return changed;
}

/** The findings that a fault is meant to be; the text of the line says that it is the right one. */
function found({ findings }: Report, { file, rule }: Fault): JudgedFinding[] {
  return findings.list.filter((finding) => finding.file === file && finding.rule === rule);
}

describe('faults of each kind', () => {
  let fresh: Checked;
  let known: Checked;

  it('are planted in a branch, and checked', async () => {
    await workspace.git('checkout', '--quiet', '-b', 'faults');
    await plant(workspace, FAULTS);
    await commit('feat: faults of each kind');
    fresh = await check('main', CHECKED);
    expect(fresh.result.exitCode, fresh.result.output).toBe(1);
  });

  it.each(FAULTS)('$kind is found once, at its line, as new, and blocks', async (fault) => {
    const lines = (await workspace.read(fault.file)).split('\n');
    const facts = found(fresh.report, fault).map(({ state, project, verb, line, blocks }) => ({
      state,
      project,
      verb,
      line: lines[line - 1],
      blocks,
    }));
    expect(facts, fresh.result.output).toEqual([
      { state: 'new', project: fault.project, verb: fault.verb, line: fault.line, blocks: true },
    ]);
  });

  it('are on the base of another branch, and checked', async () => {
    await workspace.git('checkout', '--quiet', '-b', 'later');
    for (const { file, line } of FAULTS) await workspace.edit(file, (text) => (file.endsWith('.py') ? moved(text, line) : text));
    await commit('feat: something else');
    known = await check('faults', CHECKED);
  });

  it.each(FAULTS)('$kind is old there', (fault) => {
    const states = found(known.report, fault).map(({ state }) => state);
    expect(states, known.result.output).toEqual(fault.ofTheChange ? [] : ['old']);
  });

  it('pass, as nothing is new', () => {
    expect(known.report.reasons.join(), known.result.output).not.toContain('finding');
    expect(known.report.findings.list.filter(({ state, blocks }) => state === 'new' && blocks)).toEqual([]);
    expect(known.report.findings.base?.restored, known.result.output).toBeGreaterThan(0);
  });

  it.each([
    ['holds', '2999-12-31', 'suppressed', []],
    ['has expired', '2026-01-31', 'new', ['1 suppression that expired']],
  ])('what somebody answers for, where that %s', async (_, expires, state, reasons) => {
    const [{ file, rule, project }] = FAULTS;
    const accepted = { rule, path: file, reason: 'The name comes from a fixed list', owner: 'platform', expires };
    await workspace.edit('suppressions.json', () => JSON.stringify({ version: 1, suppressions: [accepted] }));
    const { result, report } = await check('main', [project]);
    await workspace.git('checkout', 'suppressions.json');
    expect(found(report, FAULTS[0]).map((finding) => finding.state)).toEqual([state]);
    expect(report.findings.suppressions).toEqual([{ ...accepted, expired: state === 'new', findings: 1, checked: true }]);
    // Another fault of that project is new as well.
    expect(report.reasons.slice(1), result.output).toEqual(reasons);
    const page = await workspace.read('dist/report/index.html');
    for (const words of [accepted.reason, `until ${expires}, by platform`]) expect(page).toContain(words);
  });

  it('a race fails its test, which the report names', async () => {
    await workspace.edit(RACE.file, () => RACE.text);
    const { result, report } = await check('HEAD', [RACE.project]);
    expect(result.exitCode).toBe(1);
    const race = report.tests.failures.find(({ name }) => name === 'TestPlantedRace');
    expect(race, result.output).toMatchObject({ project: RACE.project, place: { file: RACE.file, line: RACE_LINE } });
    expect(race?.message).toContain('race detected');
    expect(result.output).toContain(`${RACE.file}:${RACE_LINE}`);
  });

  it('a test that fails and then passes with the same inputs is flaky', async () => {
    const weather = path.join(folder, 'weather');
    await workspace.edit(FLAKY.file, () => FLAKY.text(weather));
    const failed = await check('HEAD', [FLAKY.project]);
    expect(failed.report.tests, failed.result.output).toMatchObject({ failed: 1, flaky: [], failures: [{ place: { file: FLAKY.file } }] });
    await writeFile(weather, 'sunny');
    const { result, report } = await check('HEAD', [FLAKY.project]);
    const name = expect.stringContaining('test_weather');
    expect(report.tests, result.output).toMatchObject({ failed: 0, failures: [], flaky: [{ project: FLAKY.project, name }] });
    expect(result.output).toMatch(/flaky python-settings: .*test_weather/);
  });
});
