import { readFile } from 'node:fs/promises';
import { writeFileWhole } from '../../adapters/files.ts';
import { parseRelease, RELEASE_FILE } from '../../deploy/releases.ts';
import { main } from '../entry.ts';
import { writeOutputs, writeSummary } from './outputs.ts';
import { artifactOf } from './releases.ts';

/** What the workflow signs that it built: a line for each image, as sha256sum writes them. */
const SUBJECTS_FILE = 'dist/subjects.txt';

/** Hands the version of the release that was collected to the jobs that deploy it. Outputs: `version`, `artifact`. */
await main(async () => {
  const { version, images } = parseRelease(await readFile(RELEASE_FILE, 'utf8'), RELEASE_FILE);
  const subjects = Object.values(images).map(({ repository, digest }) => `${digest.replace('sha256:', '')}  ${repository}\n`);
  await writeFileWhole(process.cwd(), SUBJECTS_FILE, subjects.join(''));
  await writeOutputs({ version, artifact: artifactOf(version) }, process.env);
  const rows = Object.entries(images).map(([image, { repository, digest }]) => `| ${image} | \`${repository}@${digest}\` |`);
  await writeSummary([`Release **${version}**`, '', '| image | digest |', '|---|---|', ...rows].join('\n'), process.env);
  return 0;
});
