import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { writeFileWhole } from '../../src/adapters/files.ts';
import { executor } from '../../src/executor.ts';
import { type ImageRecord, REGISTRY_VARIABLE, recordFile } from '../../src/image/record.ts';

/** In place of the executor where workflows are tested: no engine, no registry. The digest is of the project's sources. */
export default executor<{ readonly image: string; readonly repository: string }>(async ({ image, repository }, job) => {
  const tree = execFileSync('git', ['rev-parse', `HEAD:${job.project.root}`], { cwd: job.workspaceRoot, encoding: 'utf8' });
  const digest = `sha256:${hash('sha256', tree)}`;
  const record: ImageRecord = {
    version: 1,
    image,
    name: repository,
    repository: `${process.env[REGISTRY_VARIABLE]}/${repository}`,
    digest,
    source: `src-${digest.slice(7, 27)}`,
    tags: [],
    platforms: [],
    revision: tree.trim(),
    created: '1970-01-01T00:00:00Z',
    outcome: 'built',
    standIns: [],
  };
  await writeFileWhole(job.workspaceRoot, recordFile(image), JSON.stringify(record));
});
