import type { Log, Run } from 'sarif';
import type { Format } from '../../toolchain/check.ts';
import { actionlint } from './actionlint.ts';
import { type Reader, UnreadableAnswer } from './answer.ts';
import { buf } from './buf.ts';
import { diff } from './diff.ts';
import { type Finding, runOfFindings } from './finding.ts';
import { readGitleaks } from './gitleaks.ts';
import { readGolangciLint } from './golangci-lint.ts';
import { readGovulncheck } from './govulncheck.ts';
import { hadolint } from './hadolint.ts';
import { mypy } from './mypy.ts';
import { readOsvScanner } from './osv-scanner.ts';
import { ruff } from './ruff.ts';
import { shellcheck } from './shellcheck.ts';
import { tsc } from './tsc.ts';
import { zizmor } from './zizmor.ts';

export const readers: Readonly<Record<Format, Reader>> = {
  sarif: readSarif,
  gitleaks: readGitleaks,
  'golangci-lint': readGolangciLint,
  govulncheck: readGovulncheck,
  'osv-scanner': readOsvScanner,
  actionlint: found(actionlint),
  buf: found(buf),
  diff: found(diff),
  hadolint: found(hadolint),
  mypy: found(mypy),
  ruff: found(ruff),
  shellcheck: found(shellcheck),
  tsc: found(tsc),
  zizmor: found(zizmor),
};

/** For a tool without SARIF, or with one that says less. */
function found(read: (text: string) => readonly Finding[]): Reader {
  return (text) => [runOfFindings(read.name, read(text))];
}

function readSarif(text: string): readonly Run[] {
  const { version, runs } = JSON.parse(text) as Partial<Log>;
  if (version !== '2.1.0') throw new UnreadableAnswer(`is no SARIF 2.1.0 but ${version ?? 'JSON without a version'}`);
  if (!Array.isArray(runs)) throw new UnreadableAnswer('has no runs');
  if (!runs.every((run) => typeof run?.tool?.driver?.name === 'string')) throw new UnreadableAnswer('has a run of an unnamed tool');
  return runs;
}
