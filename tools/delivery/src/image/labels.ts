import type { Origin } from '../ports.ts';

/**
 * OCI labels: https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md. Nothing of them comes from the
 * clock, from HEAD or from the machine, so the same sources carry the same labels everywhere.
 */
export function imageLabels(image: string, { revision, created }: Origin, repositoryUrl: string | undefined): Record<string, string> {
  return {
    'org.opencontainers.image.title': image,
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.version': revision.slice(0, 12),
    'org.opencontainers.image.created': created,
    ...(repositoryUrl === undefined ? {} : { 'org.opencontainers.image.source': repositoryUrl }),
  };
}
