import { DeliveryError } from '../errors.ts';
import type { Platform } from '../toolchain/toolchain.ts';

const ARCHITECTURES = new Map<string, Platform['arch']>([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
]);
const OPERATING_SYSTEMS = ['linux', 'darwin'];

/** This machine, in the words of Go and OCI. @throws E_OPTION_INVALID on an architecture that nothing is built for. */
export function hostPlatform(os: string = process.platform, arch: string = process.arch): Platform {
  const known = ARCHITECTURES.get(arch);
  if (known !== undefined) return { os, arch: known };
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `nothing is built for the architecture '${arch}'`,
    fix: 'use an amd64 or arm64 machine',
  });
}

/** @param text `os/arch`, or `host`. @throws E_OPTION_INVALID */
export function parsePlatform(text: string): Platform {
  if (text === 'host') return hostPlatform();
  const [os = '', arch, ...rest] = text.split('/');
  if (OPERATING_SYSTEMS.includes(os) && (arch === 'amd64' || arch === 'arm64') && rest.length === 0) return { os, arch };
  throw new DeliveryError('E_OPTION_INVALID', {
    what: `'${text}' is no platform`,
    fix: "use linux/amd64, linux/arm64, darwin/arm64 or 'host'",
  });
}

/**
 * What images are for: the platforms that the variable DELIVERY_PLATFORMS lists, else Linux on this machine's architecture.
 * A variable, because `build` and `docker` must agree and Nx hands options to one of them only.
 * @throws E_OPTION_INVALID
 */
export function imagePlatforms(listed: string | undefined = process.env['DELIVERY_PLATFORMS']): Platform[] {
  if (listed === undefined || listed === '') return [{ ...hostPlatform(), os: 'linux' }];
  // Sorted: the order in which they are listed makes no other image.
  const names = new Set(listed.split(',').map((platform) => platform.trim()));
  return [...names].sort().map(parsePlatform);
}

/** Name of the platform's folder in a build output. */
export function platformFolder({ os, arch }: Platform): string {
  return `${os}-${arch}`;
}
