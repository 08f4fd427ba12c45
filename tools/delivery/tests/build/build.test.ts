import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import build from '../../src/build/build.ts';
import { hostPlatform } from '../../src/build/platform.ts';
import { quietConsole } from '../console.ts';
import { contextOf } from '../context.ts';
import type { Files } from '../folder.ts';
import { onlyPrograms } from '../programs.ts';
import { repositoryWith } from '../repository.ts';

/** Plays `go build -o=<file>`: writes what it was told to the file, or below the folder. */
const GO = `
for word in "$@"; do case $word in -o=*/) out=\${word#-o=}tool;; -o=*) out=\${word#-o=};; esac; done
/bin/mkdir -p "\${out%/*}"
echo "$GOOS/$GOARCH" >"$out"
/bin/chmod 700 "$out"`;

const MODULE: Files = { 'apps/x/go.mod': 'module x\n', 'apps/x/cmd/api/main.go': '', 'apps/x/cmd/README.md': '' };

const API = { toolchain: 'go', go: { mains: ['cmd/api'] } };

const GIT = 'exec /usr/bin/git "$@"';

async function built(files: Files, options: Parameters<typeof build>[0], go = GO) {
  const lines = quietConsole();
  const root = repositoryWith(files);
  onlyPrograms({ go, git: GIT });
  const { success } = await build(options, contextOf(root, { x: { root: 'apps/x' } }));
  return { root, success, lines: lines() };
}

test('each platform has its folder, each program its file, with modes that do not depend on the umask', async () => {
  const { root, success } = await built(MODULE, { ...API, platforms: ['linux/amd64', 'linux/arm64'] });
  expect(success).toBe(true);
  expect(readdirSync(path.join(root, 'dist/apps/x')).sort()).toEqual(['linux-amd64', 'linux-arm64']);
  expect(readdirSync(path.join(root, 'dist/apps/x/linux-arm64'))).toEqual(['api']);
  expect(readFileSync(path.join(root, 'dist/apps/x/linux-arm64/api'), 'utf8')).toBe('linux/arm64\n');
  expect((statSync(path.join(root, 'dist/apps/x/linux-amd64/api')).mode & 0o777).toString(8)).toBe('755');
});

test('without a choice it is for Linux on this architecture', async () => {
  const { root } = await built(MODULE, API);
  expect(readdirSync(path.join(root, 'dist/apps/x'))).toEqual([`linux-${hostPlatform().arch}`]);
});

test('a tool is built for this machine, into its own folder', async () => {
  const { root } = await built({ 'apps/x/go.mod': 'module x\ntool a/b\n' }, { toolchain: 'go-tool' });
  expect(readdirSync(path.join(root, 'apps/x/bin'))).toEqual(['tool']);
  expect(existsSync(path.join(root, 'dist/apps'))).toBe(false);
});

test('a failure keeps what was built before', async () => {
  const { root, success, lines } = await built({ ...MODULE, 'dist/apps/x/linux-amd64/api': 'earlier' }, API, `${GO}\nexit 1`);
  expect(success).toBe(false);
  expect(lines).toContain('E_COMMAND_FAILED: go build api failed with exit code 1');
  expect(readFileSync(path.join(root, 'dist/apps/x/linux-amd64/api'), 'utf8')).toBe('earlier');
  expect(readdirSync(path.join(root, 'dist/.tmp'))).toEqual([]);
});

test.each([
  [{ toolchain: 'typescript' }, "E_OPTION_INVALID: toolchain 'typescript' builds nothing"],
  [{ toolchain: 'cobol' }, "E_OPTION_INVALID: there is no toolchain 'cobol'"],
  [{ toolchain: 'go', platforms: ['plan9/amd64'] }, "E_OPTION_INVALID: 'plan9/amd64' is no platform"],
])('%j is refused', async (options, message) => {
  const { success, lines } = await built(MODULE, options);
  expect([success, lines[1]]).toEqual([false, message]);
});
