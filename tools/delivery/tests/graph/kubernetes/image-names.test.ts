import { expect, test } from 'vitest';
import { imageName, imagesIn, imagesInTemplate, shortName } from '../../../src/graph/kubernetes/image-names.ts';

test.each<[reference: string, name: string, short: string]>([
  ['api', 'api', 'api'],
  ['api:1.2', 'api', 'api'],
  ['ghcr.io/shop/api:1.2@sha256:0a', 'ghcr.io/shop/api', 'api'],
  ['ghcr.io/shop/api@sha256:0a', 'ghcr.io/shop/api', 'api'],
  ['localhost:5000/api', 'localhost:5000/api', 'api'],
  ['localhost:5000/shop/api:1', 'localhost:5000/shop/api', 'api'],
  ['', '', ''],
])('%j is %j', (reference, name, short) => {
  expect(imageName(reference)).toBe(name);
  expect(shortName(reference)).toBe(short);
});

const container = (image: string) => ({ spec: { containers: [{ name: 'main', image }] } });

test.each<[name: string, value: unknown, images: string[]]>([
  ['a container', container('x/api:1'), ['x/api']],
  ['several documents', [container('x/b'), container('x/a'), container('x/b:2')], ['x/a', 'x/b']],
  ['values of a chart', { image: { registry: 'ghcr.io', repository: 'x/api', tag: 'v1', pullPolicy: 'Always' } }, ['x/api']],
  ['an image in parts', { image: { registry: 'ghcr.io/x', name: 'api' } }, ['api']],
  ['keys of other names', { workerImage: 'x/w:1', sidecar: { imageRepository: 'x/s' } }, ['x/s', 'x/w']],
  ['a JSON patch', [{ op: 'replace', path: '/spec/containers/0/image', value: 'x/api:2' }], ['x/api']],
  ['a JSON patch of something else', [{ op: 'replace', path: '/spec/replicas', value: 'x/api' }], []],
  ['a source and a chart', { repository: 'https://example.com/x/api', image: 'oci://x/api' }, []],
  ['names of other things', { metadata: { name: 'api' }, images: 'x', imagePullSecrets: [{ name: 'api' }] }, []],
  ['nothing', null, []],
])('%s', (_name, value, images) => {
  expect(imagesIn(value)).toEqual(images);
});

test('what stands in many places, as an alias does, is looked at once', () => {
  let value: unknown = { image: 'x/api' };
  for (let level = 0; level < 60; level++) value = [value, value];
  expect(imagesIn(value)).toEqual(['x/api']);
});

test.each<[line: string, images: string[]]>([
  ['          image: ghcr.io/x/api:1', ['ghcr.io/x/api']],
  ['        - image: "ghcr.io/x/api:{{ .Chart.AppVersion }}"', ['ghcr.io/x/api']],
  ["          image: '{{ .Values.registry }}/api:{{ .Values.tag | default .Chart.AppVersion }}'", ['/api']],
  ['          image: {{ .Values.registry }}/x/api@{{ .Values.digest }} # ours', ['/x/api']],
  ['          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"', []],
  ['          image: {{ include "shop.image" . }}', []],
  ['  repository: ghcr.io/x/api\r', ['ghcr.io/x/api']],
  ['          # image: ghcr.io/x/api', []],
  ['          imagePullPolicy: Always', []],
  ['          repository: https://example.com/x/api', []],
  ['{{- if .Values.image }}', []],
])('a template: %s', (line, images) => {
  expect(imagesInTemplate(`{{- define "x" }}\n${line}\n{{- end }}\n`)).toEqual(images);
});
