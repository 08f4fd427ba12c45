import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hostPlatform } from '../build/platform.ts';
import { type Job, runSteps } from '../executor.ts';
import type { Command } from '../toolchain/command.ts';
import type { Engine } from './engines/engine.ts';

/** The release that the pinned bases are made of. */
const SUITE = 'bookworm';

/** The list of Debian packages that stands in for the base image of a Dockerfile. */
export function standInFile(dockerfileDir: string): string {
  return path.join(dockerfileDir, 'stand-in.txt');
}

/**
 * An image made of Debian packages for places that reach a Debian mirror and no image registry. Made once for each list.
 * @param packages one package a line; `#` starts a comment.
 * @returns the image's name in the engine.
 */
export async function standIn(image: string, packages: string, engine: Engine, job: Job): Promise<string> {
  const { arch } = hostPlatform();
  const hash = createHash('sha256')
    .update(JSON.stringify([SUITE, arch, packages]))
    .digest('hex')
    .slice(0, 20);
  const name = path.basename(image).replace(/[:@].*$/, '');
  const repository = `stand-in/${name}`;
  const tag = `src-${hash}`;
  const ref = `${engine.localName(repository)}:${tag}`;
  if (await engine.inspect(ref)) return ref;

  const scratchRoot = path.join(job.workspaceRoot, 'dist/.tmp');
  await mkdir(scratchRoot, { recursive: true });
  const scratch = await mkdtemp(path.join(scratchRoot, `${process.pid}-stand-in-`));
  try {
    const context = path.relative(job.workspaceRoot, scratch);
    await writeFile(path.join(scratch, 'Dockerfile'), 'FROM scratch\nADD rootfs.tar /\n');
    await runSteps([mmdebstrap(listed(packages), path.join(context, 'rootfs.tar'))], job);
    await engine.build({
      ref,
      name: repository,
      tag,
      dockerfile: path.join(context, 'Dockerfile'),
      context,
      contexts: {},
      platform: `linux/${arch}`,
      buildArgs: {},
      labels: {},
      created: '1970-01-01T00:00:00Z',
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return ref;
}

function listed(packages: string): string[] {
  return packages
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/** mmdebstrap, because its archives are byte-equal for the same packages, and it takes a third of debootstrap's time. */
function mmdebstrap(packages: readonly string[], target: string): Command {
  return {
    title: 'mmdebstrap',
    origin: 'path',
    program: 'mmdebstrap',
    args: [
      '--mode=root',
      '--variant=minbase',
      `--include=${packages.join(',')}`,
      '--dpkgopt=path-exclude=/usr/share/doc/*',
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      ...['man', 'locale', 'info'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
      SUITE,
      target,
    ],
    cwd: '.',
    env: { SOURCE_DATE_EPOCH: '0' },
    fix: 'on Debian and Ubuntu: apt-get install mmdebstrap; it needs root and a Debian mirror',
  };
}
