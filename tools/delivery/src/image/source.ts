import { filesIn, hashFiles } from '../build/file-hash.ts';

/** Everything that decides the bytes of an image. */
export interface ImageInputs {
  /** Folders whose files are packed, absolute. */
  readonly folders: readonly string[];
  readonly platforms: readonly string[];
  /** Build arguments; base images by their source tag or digest. */
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Hexadecimal digits of the tag: 80 bits, far beyond any accidental collision. */
const DIGITS = 20;

/** The tag of the image that these inputs make: `src-` and a hash of them. */
export async function sourceTag({ folders, platforms, buildArgs, labels }: ImageInputs): Promise<string> {
  const facts = [platforms, sorted(buildArgs), sorted(labels)];
  const hash = await hashFiles(await Promise.all(folders.map(filesIn)), facts);
  return `src-${hash.slice(0, DIGITS)}`;
}

function sorted(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
