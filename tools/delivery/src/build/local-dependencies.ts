import type { ExecutorContext } from '@nx/devkit';

/** Names of the workspace projects that a project depends on, directly or not, sorted. Cycles are normal. */
export function localDependencies({ projectGraph }: Pick<ExecutorContext, 'projectGraph'>, project: string): string[] {
  const { nodes, dependencies } = projectGraph;
  const found = new Set<string>();
  const open = [project];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const { target } of dependencies[name] ?? []) {
      if (target === project || found.has(target) || nodes[target] === undefined) continue;
      found.add(target);
      open.push(target);
    }
  }
  return [...found].sort();
}
