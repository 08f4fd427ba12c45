import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { ROOT } from './cluster.ts';

const CRANE = path.join(ROOT, 'tools/bin/crane/bin/crane');

/** What its pods do; scratch-server/main.go says how. */
export type Behaviour = 'well' | 'crash' | 'unready' | 'late' | 'slow' | 'mortal' | 'unmigrated';

/** Pushes an image of the scratch server that each version is made from. */
export async function pushBase(registry: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scratch-server-'));
  try {
    const binary = path.join(folder, 'server');
    await execa('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', `-o=${binary}`, '.'], {
      cwd: path.join(import.meta.dirname, 'scratch-server'),
      env: { CGO_ENABLED: '0', GOWORK: 'off' },
    });
    await chmod(binary, 0o755);
    const layer = path.join(folder, 'layer.tar');
    await execa('tar', ['--create', '--mtime=@0', '--owner=0', '--group=0', `--file=${layer}`, '--directory', folder, 'server']);
    await execa(CRANE, ['append', '--oci-empty-base', `--new_layer=${layer}`, `--new_tag=${registry}/scratch:base`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Pushes a version of a service. @returns its digest. */
export async function pushVersion(registry: string, service: string, version: string, behaviour: Behaviour): Promise<string> {
  const tag = `${registry}/shop/${service}:${version}-${behaviour}`;
  const args = ['mutate', `${registry}/scratch:base`, '--entrypoint=/server', '--user=1000:1000', `--tag=${tag}`];
  await execa(CRANE, [...args, '--env', `VERSION=${version}`, '--env', `BEHAVIOR=${behaviour}`, '--set-platform=linux/amd64']);
  return (await execa(CRANE, ['digest', tag])).stdout.trim();
}
