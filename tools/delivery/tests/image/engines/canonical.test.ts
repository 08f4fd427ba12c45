import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { reproducible, writeImageFolder } from '../../../src/image/engines/canonical.ts';
import { folderWith } from '../../folder.ts';

const CREATED = '2026-03-02T01:00:00Z';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** What buildah writes: `chance` is different in each build. */
function built(chance: string) {
  const config = {
    architecture: 'amd64',
    container: chance,
    container_config: { Hostname: chance },
    parent: chance,
    created: `2026-03-02T01:00:0${chance}Z`,
    config: { Hostname: chance, Image: chance, User: '1000:1000', Healthcheck: { Test: ['CMD', '/app'] } },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'COPY', comment: `FROM ${chance}` }],
    rootfs: { type: 'layers', diff_ids: ['sha256:1'] },
  };
  const text = JSON.stringify(config);
  const manifest = {
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: text.length, digest: `sha256:${sha256(text)}` },
    layers: [{ size: 5, digest: 'sha256:2' }],
  };
  return { config: text, manifest: JSON.stringify(manifest) };
}

test('two builds of the same sources are equal', () => {
  expect(reproducible(built('1'), CREATED)).toEqual(reproducible(built('2'), CREATED));
});

test('keeps everything but the traces of the build', () => {
  expect(JSON.parse(reproducible(built('1'), CREATED).config)).toEqual({
    architecture: 'amd64',
    created: CREATED,
    config: { Hostname: '', Image: '', User: '1000:1000', Healthcheck: { Test: ['CMD', '/app'] } },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'COPY' }],
    rootfs: { type: 'layers', diff_ids: ['sha256:1'] },
  });
});

test('the manifest names the new configuration and the same layers', () => {
  const { config, manifest } = reproducible(built('급'), CREATED);
  expect(JSON.parse(manifest)).toEqual({
    schemaVersion: 2,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: Buffer.byteLength(config),
      digest: `sha256:${sha256(config)}`,
    },
    layers: [{ size: 5, digest: 'sha256:2' }],
  });
});

test('writes a folder that engines pull from', async () => {
  const folder = path.join(folderWith(), 'image');
  await writeImageFolder(folder, { config: '{"a":1}', manifest: '{"b":2}' });
  expect(readdirSync(folder).sort()).toEqual([sha256('{"a":1}'), 'manifest.json', 'version'].sort());
  expect(readFileSync(path.join(folder, sha256('{"a":1}')), 'utf8')).toBe('{"a":1}');
  expect(readFileSync(path.join(folder, 'version'), 'utf8')).toBe('Directory Transport Version: 1.1\n');
});
