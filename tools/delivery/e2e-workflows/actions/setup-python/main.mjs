import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const { STAND_IN_PACKAGES: store, GITHUB_WORKSPACE: workspace } = process.env;
// Hard links: as good as copies of what nobody writes into in place.
for (const folder of readdirSync(store))
  execFileSync('cp', [
    '--archive',
    '--link',
    '--no-target-directory',
    path.join(store, folder),
    path.join(workspace, folder.replaceAll('%', '/')),
  ]);
// These make writes: another job must not find them half written.
for (const name of ['.installed', '.package-lock.json']) {
  const file = path.join(workspace, 'node_modules', name);
  const text = readFileSync(file);
  rmSync(file);
  writeFileSync(file, text);
}
