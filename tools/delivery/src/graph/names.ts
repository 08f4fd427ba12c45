/**
 * Gives each project root a unique name: its last folder, and as many more of the folders above it as are needed to
 * tell it from the others (`libs/go/logging` and `libs/python/logging` become `go-logging` and `python-logging`).
 * Where no number of folders is enough, the name is the root itself.
 * @param nameOfRoot for a project in the workspace root, whose folder has another name in each clone.
 */
export function projectNames(roots: readonly string[], nameOfRoot = '.'): Map<string, string> {
  const names = new Map<string, string>(roots.includes('.') ? [['.', nameOfRoot]] : []);
  const taken = new Set(names.values());
  let open = roots.filter((root) => root !== '.');
  for (let depth = 1; open.length > 0; depth++) {
    const byName = Map.groupBy(open, (root) => root.split('/').slice(-depth).join('-'));
    open = [];
    for (const [name, group] of byName) {
      const unique = group.length === 1 && !taken.has(name);
      for (const root of group) {
        if (unique) names.set(root, name);
        else if (root.split('/').length <= depth) names.set(root, root);
        else open.push(root);
      }
      taken.add(name);
    }
  }
  return names;
}
