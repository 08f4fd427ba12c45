import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Run } from 'sarif';
import { DeliveryError } from '../errors.ts';
import type { Answer, BoundedRunner, Limits } from '../ports.ts';
import type { Check, Format } from '../toolchain/check.ts';
import { type Reader, UnreadableAnswer } from './sarif/answer.ts';
import type { RunFacts, Verb } from './sarif/contract.ts';
import { readers } from './sarif/formats.ts';
import { normalise, runOf } from './sarif/normalise.ts';

/** Of every tool. The largest answers that were seen have 5 MB; what is far beyond is a mistake, and would fill the memory. */
export const LIMITS: Limits = { seconds: 900, bytes: 64 * 1024 * 1024 };

export interface Place {
  readonly workspaceRoot: string;
  readonly project: string;
  readonly verb: Verb;
  readonly limits: Limits;
}

/** A check whose answer has one of the formats, or is read by whoever asks. */
export type Readable = Omit<Check, 'format'> & { readonly format: Format | Reader };

/** Asks one tool and makes its answer a run in our shape. A tool that has not done its work is a run, too. @throws E_INTERRUPTED */
export async function perform(check: Readable, runner: BoundedRunner, place: Place): Promise<Run> {
  const { workspaceRoot, project, verb, limits } = place;
  const read = typeof check.format === 'string' ? readers[check.format] : check.format;
  const facts = { project, verb, ...(check.database ? { database: check.database } : {}) };
  const failed = (reason: string, remedy: string, durationMs = 0): Run => {
    const own: RunFacts = { ...facts, state: 'failed', reason, remedy, seconds: durationMs / 1000 };
    return runOf(check.tool, own);
  };
  try {
    const answer = await runner.ask(check.command, limits);
    const reason = failureOf(check, answer, limits);
    const remedy =
      check.command.fix ?? ofOtherVersion(check, answer) ?? `run it by itself to see more: npx nx run ${project}:${verb} --skip-nx-cache`;
    if (reason !== undefined) return failed(reason, remedy, answer.durationMs);
    const seconds = answer.durationMs / 1000;
    try {
      const { base = check.command.cwd, about, elsewhere = [] } = check;
      const answered = read(answer.stdout, { workspaceRoot, base, about, elsewhere, read: textIn(workspaceRoot) });
      return normalise(answered, { ...check, workspaceRoot, base }, { ...facts, state: 'ran', seconds });
    } catch (error) {
      return failed(`${check.tool} printed what cannot be read: ${causeOf(error)}`, remedy, answer.durationMs);
    }
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code === 'E_INTERRUPTED') throw error;
    return failed(error.detail.what, error.detail.fix);
  }
}

function textIn(workspaceRoot: string): (file: string) => string {
  return (file) => {
    const found = path.join(workspaceRoot, file);
    return existsSync(found) ? readFileSync(found, 'utf8') : '';
  };
}

/** @returns why an answer is none. */
function failureOf(
  { tool, answers, speaksOnlyOfErrors }: Readable,
  { exitCode, signal, exceeded, stderr }: Answer,
  limits: Limits,
): string | undefined {
  if (exceeded === 'seconds') return `${tool} was ended after ${limits.seconds} s without an answer`;
  if (exceeded === 'bytes') return `${tool} was ended because it printed more than the ${limits.bytes / 1024 / 1024} MB that are read`;
  const said = lastLine(stderr);
  const cause = said === '' ? '' : `: ${said}`;
  if (exitCode === undefined) return `${tool} was ended by ${signal}${cause}`;
  if (speaksOnlyOfErrors && said !== '') return `${tool} has not looked at everything${cause}`;
  return answers.includes(exitCode) ? undefined : `${tool} failed with exit code ${exitCode}${cause}`;
}

/** What other versions of a tool say to how they are asked, or to the settings of the workspace. */
const UNKNOWN = /\b(?:(?:unknown|unrecognized|unexpected|no such) (?:shorthand )?(?:flag|option|argument|command)|unsupported version)/i;

/** Of a tool that no file of the workspace pins, whatever version is on PATH was asked. */
function ofOtherVersion({ command: { origin, program } }: Readable, { stderr }: Answer): string | undefined {
  if (origin === 'node' || origin === 'python' || !UNKNOWN.test(stderr)) return undefined;
  const pinned = 'pin one that does: go get -tool, in a Go module that holds nothing else';
  return `its version may not know this, see which it is: ${program} --version${origin === 'go-tool' ? `; ${pinned}` : ''}`;
}

/** Go programs end with a stack when they crash; its first line is the cause. */
function lastLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const cause = lines.find((line) => /^(?:panic|fatal error): /.test(line)) ?? lines.at(-1) ?? '';
  return cause
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 240);
}

/** What a reader or the normalisation says of an answer that has another shape than it should. */
function causeOf(error: unknown): string {
  // Its message holds a piece of the answer, which may be a secret that the tool has found.
  if (error instanceof SyntaxError) return 'it is no JSON';
  if (error instanceof UnreadableAnswer || error instanceof TypeError) {
    return error.message.replaceAll(/[\s\p{C}]+/gu, ' ').slice(0, 160);
  }
  throw error;
}
