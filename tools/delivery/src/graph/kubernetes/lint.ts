import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { cachedTarget, JUDGED } from '../../toolchain/targets.ts';
import type { ProjectFacts } from '../../toolchain/toolchain.ts';
import type { GoModule } from '../go/modules.ts';

/** Whose sources carry the schemas of its objects. */
const KUBERNETES = 'k8s.io/kubernetes';
const TOOLS = ['kubeconform', 'kube-score'];

/**
 * `lint` of a chart or an overlay, where the workspace pins what it takes: the tool that renders it, those that look at what was
 * rendered, and Kubernetes itself.
 */
export function manifestTargets(
  { root, tags = [] }: ProjectConfiguration,
  goTools: ProjectFacts['goTools'],
  modules: Iterable<GoModule>,
): Record<string, TargetConfiguration> {
  const unit = tags.includes('helm') ? 'helm' : 'kustomize';
  const tools = [unit, ...TOOLS].flatMap((tool) => goTools.get(tool) ?? []);
  const kubernetes = [...modules].find(({ goMod }) => goMod.required.includes(KUBERNETES))?.root;
  if (tools.length < TOOLS.length + 1 || kubernetes === undefined) return {};
  const pins = [...tools.map((tool) => tool.root), kubernetes].map((module) => `{workspaceRoot}/${module}/go.mod`);
  const lint = cachedTarget({
    executor: '@kerp/delivery:manifests',
    options: { unit, kubernetes },
    inputs: ['default', ...pins, JUDGED],
    outputs: [root === '.' ? '{workspaceRoot}/dist/lint/@manifests' : '{workspaceRoot}/dist/lint/{projectRoot}'],
    dependsOn: tools.map(({ project }) => ({ projects: [project], target: 'build' })),
    description: `Renders it with ${unit} and checks what comes out: schemas, rights and limits of pods`,
  });
  return { lint };
}
