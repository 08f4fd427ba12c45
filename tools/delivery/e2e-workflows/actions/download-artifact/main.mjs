import { cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const { STAND_IN_ARTIFACTS: store, GITHUB_WORKSPACE: workspace, GITHUB_RUN_ID, INPUT_NAME: name, INPUT_PATTERN, INPUT_PATH } = process.env;
const run = path.join(store, process.env['INPUT_RUN-ID'] || GITHUB_RUN_ID);
const kept = existsSync(run) ? readdirSync(run) : [];
const found = kept.filter((one) => (name ? one === name : path.matchesGlob(one, INPUT_PATTERN)));
for (const one of found) cpSync(path.join(run, one), path.join(workspace, INPUT_PATH, name ? '' : one), { recursive: true });
console.log(`${found.length} artifacts`);
if (name && found.length === 0) {
  console.error(`no artifact ${name}`);
  process.exitCode = 1;
}
