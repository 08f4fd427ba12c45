/** What names an image besides its source tag. */
export interface Naming {
  readonly source: string;
  /** Full SHA of the commit that is checked out. */
  readonly commit: string;
  /** Branch, or undefined on a detached HEAD. */
  readonly branch: string | undefined;
  readonly defaultBranch: string;
  /** Version tags of the commit, e.g. v1.2.3. */
  readonly versions: readonly string[];
}

/** What only a source, a commit, a version or the default branch may be called: a branch of that name gets no tag. */
const RESERVED = /^(?:latest|src-.*|v\d.*|[0-9a-f]{40})$/;

/** The tags of a published image: source, commit, branch, versions, and `latest` on the default branch only. */
export function imageTags({ source, commit, branch, defaultBranch, versions }: Naming): string[] {
  return [
    source,
    commit,
    ...(branch === undefined || RESERVED.test(tagOf(branch)) ? [] : [tagOf(branch)]),
    ...versions.map(tagOf),
    ...(branch === defaultBranch ? ['latest'] : []),
  ];
}

/** A tag has letters, digits, `_`, `.` and `-`, does not start with `.` or `-`, and is at most 128 long. */
function tagOf(ref: string): string {
  return ref
    .replaceAll(/[^\w.-]/g, '-')
    .replace(/^[.-]/, '_')
    .slice(0, 128);
}
