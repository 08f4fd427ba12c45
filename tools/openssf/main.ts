import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { type Scorecard, table } from './table.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PROGRAM = path.join(ROOT, 'tools/bin/scorecard/bin/scorecard');

/** Those that read the files alone. The others ask GitHub, osv.dev or oss-fuzz.com: `scorecard --repo=...` has them all. */
const LOCAL = [
  'Binary-Artifacts',
  'Dangerous-Workflow',
  'Dependency-Update-Tool',
  'License',
  'Packaging',
  'Pinned-Dependencies',
  'SAST',
  'Security-Policy',
  'Token-Permissions',
];

/** Templates of Dockerfiles are none yet, and OpenSSF's parser gives up on all of them at the first. */
const LEFT_OUT = ':(exclude)*.template';

/** OpenSSF Scorecard of the commit that is checked out, without what lies beside it: packages and environments are not ours. */
const folder = await mkdtemp(path.join(tmpdir(), 'scorecard-'));
try {
  const archive = path.join(folder, 'commit.tar');
  const tree = path.join(folder, 'tree');
  await execa('git', ['archive', `--output=${archive}`, 'HEAD', '--', '.', LEFT_OUT], { cwd: ROOT });
  await execa('mkdir', [tree]);
  await execa('tar', ['--extract', `--file=${archive}`, `--directory=${tree}`]);
  const args = [`--local=${tree}`, `--checks=${LOCAL.join(',')}`, '--show-details', '--format=json'];
  const { stdout } = await execa(PROGRAM, args, { cwd: folder });
  console.log(table(JSON.parse(stdout) as Scorecard));
} finally {
  await rm(folder, { recursive: true, force: true });
}
