/** Names of the packages that a package.json asks for. One that is not JSON asks for none: npm and Nx say so. */
export function packagesNamedIn(text: string): Set<string> {
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  try {
    const manifest = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return new Set(fields.flatMap((field) => Object.keys(manifest[field] ?? {})));
  } catch {
    return new Set();
  }
}
