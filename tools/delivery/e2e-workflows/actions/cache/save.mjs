import { cpSync, globSync } from 'node:fs';
import path from 'node:path';

const { STAND_IN_CACHE: store, GITHUB_WORKSPACE: workspace, INPUT_KEY: key, INPUT_PATH = '' } = process.env;
for (const pattern of INPUT_PATH.split('\n').filter(Boolean)) {
  for (const folder of globSync(pattern.trim(), { cwd: workspace }))
    cpSync(path.join(workspace, folder), path.join(store, key, folder.replaceAll('/', '%')), { recursive: true });
}
console.log(`kept as ${key}`);
