import { expect, test } from 'vitest';
import { cacheFolder, sourceOf } from '../../../src/check/database/layout.ts';
import { failureOf } from '../../failure.ts';

test.each([
  [undefined, 'https://osv-vulnerabilities.storage.googleapis.com/'],
  ['https://mirror.example.com/osv', 'https://mirror.example.com/osv/'],
  ['file:///srv/osv/', 'file:///srv/osv/'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
])('the source that %j names', (setting, url) => {
  expect(sourceOf(setting).href).toBe(url);
});

test.each(['/srv/osv', 'http://mirror.example.com', 'ftp://x', 'osv'])('%j is refused', (setting) => {
  expect(failureOf(() => sourceOf(setting))).toBe(
    [
      `E_OPTION_INVALID: DELIVERY_VULN_DB=${setting} is no address of vulnerability databases`,
      '  fix    name a folder, DELIVERY_VULN_DB=file:///folder, or a server, DELIVERY_VULN_DB=https://host/path, that has Go/all.zip and so on',
    ].join('\n'),
  );
});

test('each source has a folder of its own, in the folder for caches', () => {
  const [osv, mirror] = [sourceOf(), sourceOf('https://mirror.example.com')];
  expect(cacheFolder(osv, { HOME: '/home/a' })).toMatch(/^\/home\/a\/\.cache\/kerp-delivery\/vulnerabilities\/[0-9a-f]{12}$/);
  expect(cacheFolder(osv, { HOME: '/home/a', XDG_CACHE_HOME: '/c' })).toMatch(/^\/c\/kerp-delivery\/vulnerabilities\/[0-9a-f]{12}$/);
  expect(cacheFolder(mirror, {})).not.toBe(cacheFolder(osv, {}));
});
