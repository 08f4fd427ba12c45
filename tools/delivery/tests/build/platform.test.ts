import { expect, test } from 'vitest';
import { hostPlatform, imagePlatforms, parsePlatform, platformFolder } from '../../src/build/platform.ts';
import type { Platform } from '../../src/toolchain/toolchain.ts';
import { failureOf } from '../failure.ts';

test.each<[text: string, platform: Platform]>([
  ['linux/amd64', { os: 'linux', arch: 'amd64' }],
  ['linux/arm64', { os: 'linux', arch: 'arm64' }],
  ['darwin/arm64', { os: 'darwin', arch: 'arm64' }],
  ['host', hostPlatform()],
])('%s', (text, platform) => {
  expect(parsePlatform(text)).toEqual(platform);
});

test.each(['', 'linux', 'linux/', '/amd64', 'linux/386', 'linux/arm64/v8', 'windows/amd64', 'Linux/amd64', 'linux amd64'])(
  '%j is no platform',
  (text) => {
    expect(failureOf(() => parsePlatform(text))).toBe(
      `E_OPTION_INVALID: '${text}' is no platform\n  fix    use linux/amd64, linux/arm64, darwin/arm64 or 'host'`,
    );
  },
);

test.each([
  ['linux', 'x64', { os: 'linux', arch: 'amd64' }],
  ['darwin', 'arm64', { os: 'darwin', arch: 'arm64' }],
])('Node calls it %s %s', (os, arch, platform) => {
  expect(hostPlatform(os, arch)).toEqual(platform);
});

test.each(['riscv64', 'toString'])('nothing is built for %s', (arch) => {
  expect(failureOf(() => hostPlatform('linux', arch))).toBe(
    `E_OPTION_INVALID: nothing is built for the architecture '${arch}'\n  fix    use an amd64 or arm64 machine`,
  );
});

test.each<[listed: string, platforms: string[]]>([
  ['', [`linux-${hostPlatform().arch}`]],
  ['linux/arm64', ['linux-arm64']],
  ['linux/arm64, linux/amd64', ['linux-amd64', 'linux-arm64']],
  ['linux/amd64,linux/arm64,linux/amd64', ['linux-amd64', 'linux-arm64']],
])('images are for %j: %j', (listed, platforms) => {
  expect(imagePlatforms(listed).map(platformFolder)).toEqual(platforms);
});

test('a listed platform that is none', () => {
  expect(failureOf(() => imagePlatforms('linux/amd64,'))).toMatch(/^E_OPTION_INVALID: '' is no platform\n/);
});

test('has a folder of its own', () => {
  expect(platformFolder({ os: 'linux', arch: 'arm64' })).toBe('linux-arm64');
});
