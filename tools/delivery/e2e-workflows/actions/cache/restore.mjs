import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const { STAND_IN_CACHE: store, GITHUB_WORKSPACE: workspace, INPUT_KEY: key, INPUT_PATH = '' } = process.env;
const wanted = [key, ...(process.env['INPUT_RESTORE-KEYS'] ?? '').split('\n').filter(Boolean)];
const kept = existsSync(store) ? readdirSync(store).sort().reverse() : [];
const found = kept.find((name) => name === key) ?? wanted.flatMap((start) => kept.filter((name) => name.startsWith(start)))[0];
console.log(found === undefined ? `nothing is kept as ${key}` : `restored ${found}`);
// Folders that nobody writes into in place: hard links are as good as copies.
for (const folder of found === undefined ? [] : readdirSync(path.join(store, found))) {
  const relative = folder.replaceAll('%', '/');
  if (!INPUT_PATH.split('\n').some((pattern) => path.matchesGlob(relative, pattern.trim()))) continue;
  mkdirSync(path.dirname(path.join(workspace, relative)), { recursive: true });
  // But for the records of nx: a database is written in place.
  const how = relative === '.nx/workspace-data' ? [] : ['--link'];
  execFileSync('cp', ['--archive', ...how, '--no-target-directory', path.join(store, found, folder), path.join(workspace, relative)]);
}
