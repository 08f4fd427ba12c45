import type { ExecutorContext, TargetConfiguration } from '@nx/devkit';

/**
 * Names of the workspace projects that a project's artefact is made of, directly or not, sorted. Where its inputs list them,
 * these are they; a `^` stands for everything that the project graph reaches. Cycles are normal.
 */
export function localDependencies({ projectGraph }: Pick<ExecutorContext, 'projectGraph'>, project: string): string[] {
  const { nodes, dependencies } = projectGraph;
  const { build, docker } = nodes[project]?.data.targets ?? {};
  const { inputs } = build ?? docker ?? {};
  if (inputs !== undefined && !inputs.includes('^production')) return listed(inputs);
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

function listed(inputs: NonNullable<TargetConfiguration['inputs']>): string[] {
  return inputs
    .flatMap((input) =>
      typeof input === 'object' && 'input' in input && 'projects' in input && input.input === 'production' ? input.projects : [],
    )
    .sort();
}
