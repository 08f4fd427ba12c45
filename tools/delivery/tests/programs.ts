import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { folderWith } from './folder.ts';

/** Bodies of shell scripts by the name of the program that they play. */
export type Scripts = Readonly<Record<string, string>>;

export interface Programs {
  /** What was called so far: the program's name and its arguments, a line each. */
  calls(): string[];
}

/** Makes these the only programs on PATH, for this test. Their scripts may use what the shell itself has, and cat. */
export function onlyPrograms(scripts: Scripts): Programs {
  const folder = folderWith();
  const log = path.join(folder, 'calls');
  for (const [name, body] of Object.entries(scripts)) {
    addProgram(path.join(folder, name), `printf '%s\\n' "\${0##*/} $*" >>'${log}'\n${body}`);
  }
  symlinkSync('/bin/cat', path.join(folder, 'cat'));
  vi.stubEnv('PATH', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return { calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []) };
}

/** Writes a shell script that can be run. */
export function addProgram(file: string, body: string): void {
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}
