import { cpSync, globSync } from 'node:fs';
import path from 'node:path';

const { STAND_IN_ARTIFACTS: store, GITHUB_WORKSPACE: workspace, GITHUB_RUN_ID: run, INPUT_NAME: name, INPUT_PATH = '' } = process.env;
const patterns = INPUT_PATH.split('\n').map((pattern) => pattern.trim());
const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: workspace }));
// As GitHub does it: the folder that all have in common is not kept.
const common =
  patterns.length === 1
    ? patterns[0]
        .split('/')
        .slice(
          0,
          Math.max(
            patterns[0].split('/').findIndex((part) => part.includes('*')),
            0,
          ) || -1,
        )
        .join('/')
    : '.';
for (const file of files) cpSync(path.join(workspace, file), path.join(store, run, name, path.relative(common, file)));
console.log(`${files.length} files as ${name}`);
if (files.length === 0 && process.env['INPUT_IF-NO-FILES-FOUND'] === 'error') process.exitCode = 1;
