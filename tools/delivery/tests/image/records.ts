import type { ImageRecord, PlatformImage } from '../../src/image/record.ts';

export const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;

export function platformImage(platform: string, digit: string): PlatformImage {
  return { platform, imageId: digestOf(digit), digest: digestOf(digit), size: 1 };
}

/** The record of an image of one platform, as `docker` writes it. */
export function recordOf(own: Partial<ImageRecord> = {}): ImageRecord {
  return {
    version: 1,
    image: 'api',
    name: 'kerp/api',
    repository: 'kerp/api',
    digest: digestOf('a'),
    source: 'src-1',
    tags: ['src-1'],
    platforms: [platformImage('linux/amd64', 'a')],
    revision: '3f2a1b9c0d12e4f5a6b7c8d9e0f1a2b3c4d5e6f7',
    created: '2026-03-02T01:00:00Z',
    outcome: 'built',
    standIns: [],
    ...own,
  };
}
