/** What is asked of a project of Nx's graph. */
export interface Owner {
  readonly name: string;
  readonly data: {
    readonly root: string;
    readonly targets?: Readonly<Record<string, { readonly options?: { readonly files?: unknown } }>>;
  };
}

/**
 * Projects with a target whose own files these are: not those that only depend on them. A file is that of the innermost project around
 * it, and of those whose target names it, such as `dockerfiles`.
 * @param files relative to the workspace root. @returns sorted names.
 */
export function ownersOf(files: readonly string[], owners: readonly Owner[], target: string): string[] {
  const innermostFirst = owners.toSorted((a, b) => depth(b) - depth(a));
  const around = files.flatMap((file) => innermostFirst.find((owner) => contains(owner, file)) ?? []);
  const changed = new Set(files);
  const naming = owners.filter((owner) => namedFiles(owner, target).some((file) => changed.has(file)));
  const names = [...around, ...naming].filter(({ data }) => data.targets?.[target] !== undefined).map(({ name }) => name);
  return [...new Set(names)].sort();
}

function depth({ data: { root } }: Owner): number {
  return root === '.' ? 0 : root.split('/').length;
}

function contains({ data: { root } }: Owner, file: string): boolean {
  return root === '.' || file.startsWith(`${root}/`);
}

function namedFiles({ data }: Owner, target: string): readonly string[] {
  const files = data.targets?.[target]?.options?.files;
  return Array.isArray(files) ? files : [];
}
