import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { publishable } from './manifest.ts';

const PLUGIN = path.join(import.meta.dirname, '..');
const ROOT = path.join(PLUGIN, '../..');
const PACKAGE = path.join(ROOT, 'dist/tools/delivery/package');

/** What is read while it runs, or by people, and is no TypeScript. */
const ASSETS = ['src/**/*.schema.json', 'src/**/*.css', 'src/scaffold/templates/**/*.template', 'docs/*.md', 'README.md', 'CHANGELOG.md'];

/** Makes the npm package: JavaScript and types beside each other, where the TypeScript is here. */
rmSync(PACKAGE, { recursive: true, force: true });
// People read the comments of the types; nobody reads those of what Node runs.
for (const args of [['--emitDeclarationOnly'], ['--declaration', 'false', '--removeComments']]) {
  const all = ['--project', path.join(PLUGIN, 'package/tsconfig.json'), ...args];
  await execa('tsc', all, { preferLocal: true, localDir: ROOT, stdio: 'inherit' });
}
const reachable = typesFrom('src/plugin.d.ts');
for (const file of globSync('src/**/*.d.ts', { cwd: PACKAGE })) if (!reachable.has(file)) rmSync(path.join(PACKAGE, file));
for (const file of globSync(ASSETS, { cwd: PLUGIN })) {
  mkdirSync(path.dirname(path.join(PACKAGE, file)), { recursive: true });
  cpSync(path.join(PLUGIN, file), path.join(PACKAGE, file));
}
for (const file of ['executors.json', 'generators.json']) {
  const text = readFileSync(path.join(PLUGIN, file), 'utf8');
  writeFileSync(path.join(PACKAGE, file), text.replaceAll(/(?<="\.\/src\/[^"]*)\.ts"/g, '.js"'));
}
const manifest = JSON.parse(readFileSync(path.join(PLUGIN, 'package.json'), 'utf8'));
writeFileSync(path.join(PACKAGE, 'package.json'), `${JSON.stringify(publishable(manifest), null, 2)}\n`);

/** @returns what a declaration and those that it imports are made of: package.json exports the plugin's and no others. */
function typesFrom(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(path.join(PACKAGE, file), 'utf8');
  for (const [, imported = ''] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g))
    typesFrom(path.join(path.dirname(file), `${imported}.d.ts`), found);
  return found;
}
