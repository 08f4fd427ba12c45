import type { Check } from '../../toolchain/check.ts';
import type { Command } from '../../toolchain/command.ts';
import type { Finding } from '../sarif/finding.ts';
import { IGNORED, kubeScore } from './kube-score.ts';
import { kubeconform, type Remark } from './kubeconform.ts';
import { originOf, type Source } from './origins.ts';
import type { Rendered } from './rendered.ts';

/** A tool that looks at what was rendered. */
export interface ManifestTool {
  readonly tool: string;
  /** @param file with one rendering: kube-score takes objects of the same name for one, wherever they are. */
  readonly check: (file: string) => Omit<Check, 'format'>;
  readonly read: (text: string, rendered: readonly Rendered[]) => Remark[];
}

/** Whether the API server would take the objects. @param schemas folder of JSON schemas. */
export function schemaCheck(schemas: string, about: string): ManifestTool {
  const location = `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`;
  return toolOf('kubeconform', ['-strict', '-output=json', `-schema-location=${location}`], about, kubeconform);
}

/** Whether pods may do more than they need, and have limits. @param version of Kubernetes, e.g. v1.34. */
export function scoreCheck(version: string, about: string): ManifestTool {
  const ignored = Object.keys(IGNORED).map((test) => `--ignore-test=${test}`);
  return toolOf('kube-score', ['score', '--output-format=json', `--kubernetes-version=${version}`, ...ignored], about, kubeScore);
}

function toolOf(tool: string, args: readonly string[], about: string, read: ManifestTool['read']): ManifestTool {
  const command = (file: string): Command => ({ title: tool, origin: 'go-tool', program: tool, args: [...args, file], cwd: '.' });
  return { tool, check: (file) => ({ tool, command: command(file), answers: [0, 1], blocks: 'LOW', about }), read };
}

/** Each remark where its part was written. A line that several objects have in common is one finding, which names them. */
export function findingsOf(remarks: readonly Remark[], sources: readonly Source[], about: string): Finding[] {
  const found = new Map<string, Finding & { readonly who: Set<string> }>();
  for (const remark of remarks) {
    const { rule, level, message, about: rendered, container, pointer, help } = remark;
    const { file, line } = originOf(rendered, pointer, sources) ?? { file: about, line: 1 };
    const key = [rule, file, line, message].join('\0');
    const finding = found.get(key) ?? { rule, level, message, file, line, help, who: new Set() };
    const part = container === undefined || container === rendered.name ? '' : ` (${container})`;
    finding.who.add(`${rendered.kind} ${rendered.name}${part}`);
    found.set(key, finding);
  }
  return [...found.values()].map(({ who, ...finding }) => ({ ...finding, message: `${[...who].sort().join(', ')}: ${finding.message}` }));
}
