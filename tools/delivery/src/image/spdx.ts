import { DeliveryError } from '../errors.ts';

/** As much of an SPDX document as is needed here: https://spdx.github.io/spdx-spec/v2.3/document-creation-information */
export interface Spdx {
  readonly spdxVersion: string;
  readonly documentNamespace: string;
  readonly creationInfo: { readonly created: string; readonly creators: readonly string[] };
  readonly packages: readonly object[];
}

interface Image {
  /** e.g. `kerp/api-server`. */
  readonly name: string;
  readonly imageId: string;
  /** Time of its sources, ISO 8601. */
  readonly created: string;
}

/** @throws E_COMMAND_FAILED for anything but an SPDX 2.3 document that lists something. */
export function parseSbom(text: string, image: string): Spdx {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Said below.
  }
  if (isSpdx(value) && value.packages.length > 0) return value;
  throw new DeliveryError('E_COMMAND_FAILED', {
    what: `syft made no SPDX 2.3 document that lists a package of ${image}`,
    fix: `npx nx run syft:build, then npx nx run ${image}:sbom`,
  });
}

function isSpdx(value: unknown): value is Spdx {
  return typeof value === 'object' && value !== null && 'spdxVersion' in value && value.spdxVersion === 'SPDX-2.3' && 'packages' in value;
}

/** The document's name and time come from the image, not from a clock and chance. */
export function sameEverywhere(sbom: Spdx, { name, imageId, created }: Image): Spdx {
  return {
    ...sbom,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${imageId.replace('sha256:', '')}`,
    creationInfo: { ...sbom.creationInfo, created },
  };
}
