import { expect, test } from 'vitest';
import { type ImageInputs, sourceTag } from '../../src/image/source.ts';
import { type Files, folderWith } from '../folder.ts';

const FILES: Files = { 'app/main': '1', Dockerfile: 'FROM scratch\n' };
const INPUTS = { platforms: ['linux/amd64'], buildArgs: { BASE: 'a', VERSION: '1' }, labels: { title: 'x', revision: '1' } };

const tagOf = (own: Partial<ImageInputs> = {}, files: Files = FILES) => sourceTag({ folders: [folderWith(files)], ...INPUTS, ...own });

test('is a tag with 80 bits of the hash', async () => {
  expect(await tagOf()).toMatch(/^src-[0-9a-f]{20}$/);
});

test.each<[name: string, own: Partial<ImageInputs>]>([
  ['another folder', {}],
  ['another order of arguments', { buildArgs: { VERSION: '1', BASE: 'a' } }],
  ['another order of labels', { labels: { revision: '1', title: 'x' } }],
])('%s makes no other image', async (_name, own) => {
  expect(await tagOf(own)).toBe(await tagOf());
});

test.each<[name: string, own: Partial<ImageInputs>, files?: Files]>([
  ['file', {}, { ...FILES, 'app/main': '2' }],
  ['hidden file', {}, { ...FILES, '.dockerignore': '*' }],
  ['platform', { platforms: ['linux/arm64'] }],
  ['further platform', { platforms: ['linux/amd64', 'linux/arm64'] }],
  ['value of an argument', { buildArgs: { BASE: 'b', VERSION: '1' } }],
  ['name of an argument', { buildArgs: { BASE: 'a', VERSION2: '1' } }],
  ['label', { labels: { title: 'x', revision: '2' } }],
  ['argument that was a label', { buildArgs: { ...INPUTS.buildArgs, ...INPUTS.labels }, labels: {} }],
])('another %s makes another image', async (_name, own, files) => {
  expect(await tagOf(own, files)).not.toBe(await tagOf());
});
