import { expect, test } from 'vitest';
import { imagesSection } from '../../../src/report/page/images.ts';
import { DIGEST, image } from '../fixture.ts';

test('an image shows what names it exactly', () => {
  expect(imagesSection([image('api')]).markup).toContain(
    `<dl><div><dt>Digest</dt><dd><code>${DIGEST}</code></dd></div><div><dt>Source</dt><dd><code>src-4f1c</code></dd></div></dl></li>`,
  );
});

test.each([
  ['built', 'built, 12.4 MB'],
  ['present', 'already there, 12.4 MB'],
  ['pulled', 'pulled, 12.4 MB'],
] as const)('%s', (outcome, note) => {
  expect(imagesSection([image('api', { outcome })]).markup).toContain(`<h3><bdi>api</bdi></h3><p class="note">${note}</p>`);
});

test('stand-in base images are named with a warning', () => {
  expect(imagesSection([image('api', { standIns: ['debian:13', 'python:3.12'] })]).markup).toContain(
    '<p class="warning">Stand-in used for debian:13, python:3.12: not for release.</p>',
  );
});

test('without images there is no section', () => {
  expect(imagesSection([]).markup).toBe('');
});
