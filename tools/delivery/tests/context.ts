import type { ExecutorContext, ProjectConfiguration } from '@nx/devkit';

/** A project of a workspace: its root, what it depends on, and more where a test needs it. */
export interface GraphProject extends Partial<Pick<ProjectConfiguration, 'tags' | 'namedInputs' | 'targets'>> {
  readonly root: string;
  readonly needs?: readonly string[];
}

/** What Nx gives an executor that runs on the first of these projects. */
export function contextOf(root: string, projects: Readonly<Record<string, GraphProject>>): ExecutorContext {
  const entries = Object.entries(projects);
  const configured = entries.map(([name, { needs: _, ...data }]) => [name, { ...data, name }] as const);
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectName: entries[0]?.[0] ?? '',
    projectsConfigurations: { version: 2, projects: Object.fromEntries(configured) },
    nxJsonConfiguration: {},
    projectGraph: {
      nodes: Object.fromEntries(configured.map(([name, data]) => [name, { name, type: 'lib' as const, data }])),
      dependencies: Object.fromEntries(
        entries.map(([source, { needs = [] }]) => [source, needs.map((target) => ({ source, target, type: 'static' }))]),
      ),
    },
  };
}
