import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArtifactLocation, Region, Result, Run } from 'sarif';

/** Where a tool ran. Folders are absolute. */
export interface Ground {
  /** With symbolic links, and without: tools name files either way. */
  readonly roots: readonly string[];
  readonly cwd: string;
}

/** @returns the file of a result relative to the workspace root, or undefined when it has none there. */
export function fileOf({ locations = [] }: Result, { originalUriBaseIds, artifacts }: Run, ground: Ground): string | undefined {
  const named = locations[0]?.physicalLocation?.artifactLocation;
  const location = named?.uri === undefined && named?.index !== undefined ? artifacts?.[named.index]?.location : named;
  if (location?.uri === undefined) return undefined;
  const file = absolute(location, originalUriBaseIds ?? {}, ground.cwd);
  if (file === undefined) return undefined;
  for (const root of ground.roots) {
    const relative = path.relative(root, file);
    if (relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)) return relative.split(path.sep).join('/');
  }
  return undefined;
}

function absolute(
  { uri = '', uriBaseId }: ArtifactLocation,
  bases: NonNullable<Run['originalUriBaseIds']>,
  cwd: string,
): string | undefined {
  if (uri.startsWith('file:')) return fromFileUrl(uri);
  if (/^[a-z][a-z\d+.-]+:/i.test(uri)) return undefined;
  const decoded = decode(uri);
  if (path.isAbsolute(decoded)) return decoded;
  const base = uriBaseId === undefined ? undefined : bases[uriBaseId];
  const folder = base?.uri === undefined ? cwd : (absolute(base, {}, cwd) ?? cwd);
  return path.resolve(folder, decoded);
}

function fromFileUrl(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    // Another host, or two slashes only, as some tools write it.
    return undefined;
  }
}

/** Not every tool encodes what a URI must encode, so a `%` may be one. */
function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** Lines and columns count from 1 in SARIF; a tool that knows no line says 0 or nothing. */
export function regionOf({ locations = [] }: Result): Region & { startLine: number } {
  const { startLine, startColumn, endLine, endColumn } = locations[0]?.physicalLocation?.region ?? {};
  const region = Object.entries({ startColumn, endLine, endColumn }).filter(([, value]) => isPosition(value));
  return { startLine: isPosition(startLine) ? startLine : 1, ...Object.fromEntries(region) };
}

function isPosition(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0;
}
