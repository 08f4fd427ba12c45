/** The parts of a package.json that are written anew. */
export interface Manifest {
  readonly [key: string]: unknown;
  readonly private?: boolean;
  readonly nx?: unknown;
  readonly devDependencies?: unknown;
}

/** The package.json that npm gets: compiled files instead of sources, and nothing that is only for this workspace. */
export function publishable({ private: _private, nx: _nx, devDependencies: _dev, ...manifest }: Manifest): Manifest {
  return {
    ...manifest,
    types: './src/plugin.d.ts',
    exports: {
      '.': { types: './src/plugin.d.ts', default: './src/plugin.js' },
      './package.json': './package.json',
      './executors.json': './executors.json',
      './generators.json': './generators.json',
    },
    files: ['src', 'docs', 'executors.json', 'generators.json', 'CHANGELOG.md'],
    // npm says with the package which commit and which run made it.
    publishConfig: { access: 'public', provenance: true },
  };
}
