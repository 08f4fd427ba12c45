/**
 * Gives each project root a unique name: its last folder, and as many more of the folders above it as are needed to
 * tell it from the others (`libs/go/logging` and `libs/python/logging` become `go-logging` and `python-logging`).
 */
export function projectNames(roots: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  let open = [...roots];
  for (let depth = 1; open.length > 0; depth++) {
    const byName = Map.groupBy(open, (root) => root.split('/').slice(-depth).join('-'));
    open = [];
    for (const [name, group] of byName) {
      const [only] = group;
      const exhausted = group.every((root) => root.split('/').length <= depth);
      if (only !== undefined && (group.length === 1 || exhausted)) names.set(only, name);
      else open.push(...group);
    }
  }
  return names;
}
