import type { Log, Run } from 'sarif';
import type { Format } from '../../toolchain/check.ts';
import { type Reader, UnreadableAnswer } from './answer.ts';
import { readGolangciLint } from './golangci-lint.ts';

export const readers: Readonly<Record<Format, Reader>> = {
  sarif: readSarif,
  'golangci-lint': readGolangciLint,
};

function readSarif(text: string): readonly Run[] {
  const { version, runs } = JSON.parse(text) as Partial<Log>;
  if (version !== '2.1.0') throw new UnreadableAnswer(`is no SARIF 2.1.0 but ${version ?? 'JSON without a version'}`);
  if (!Array.isArray(runs)) throw new UnreadableAnswer('has no runs');
  if (!runs.every((run) => typeof run?.tool?.driver?.name === 'string')) throw new UnreadableAnswer('has a run of an unnamed tool');
  return runs;
}
