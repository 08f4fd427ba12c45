import type { Command } from '../../toolchain/command.ts';
import type { Finding } from '../sarif/finding.ts';

/** A chart or a kustomization, as it is checked. Paths are relative to the workspace root. */
export interface Unit {
  readonly kind: 'helm' | 'kustomize';
  readonly root: string;
}

/** One way to render a unit. */
export interface Variant {
  readonly name: string;
  readonly command: Command;
}

/**
 * Every way in which a unit is rendered: a chart with its own values, and with each file of values beside them.
 * @param files in the unit's folder.
 */
export function variantsOf({ kind, root }: Unit, files: readonly string[]): Variant[] {
  if (kind === 'kustomize') return [{ name: 'overlay', command: goTool('kustomize', ['build', root]) }];
  const values = files.filter((file) => /^values[-.].+\.ya?ml$/.test(file)).sort();
  const template = ['template', 'release', root];
  return [
    { name: 'values', command: goTool('helm', template) },
    ...values.map((file) => ({ name: file.replace(/\.ya?ml$/, ''), command: goTool('helm', [...template, `--values=${root}/${file}`]) })),
  ];
}

/** Reads what Helm itself says of a chart. */
export function lintCommand(root: string): Command {
  return goTool('helm', ['lint', '--strict', '--quiet', root]);
}

/** `helm lint`: `[ERROR] templates/: parse error at (kerp/templates/worker.yaml:12): ...`, a line for each problem. */
export function helmLint(text: string, root: string): Finding[] {
  return text.split('\n').flatMap((line): Finding[] => {
    const [, word, message = ''] = /^\[(ERROR|WARNING)\] (.*)$/.exec(line) ?? [];
    return word === undefined ? [] : [{ rule: 'lint', level: 'error', message, ...placeIn(message, root, `${root}/Chart.yaml`) }];
  });
}

/** Why a unit could not be rendered, at the place that the tool names. */
export function notRendered({ kind, root }: Unit, stderr: string, files: readonly string[]): Finding {
  const message = stderr.replace(/^Error: /, '').trim() || 'it could not be rendered and the tool did not say why';
  if (kind === 'helm') return { rule: 'render', level: 'error', message, ...placeIn(message, root, `${root}/Chart.yaml`) };
  const named = files.filter((file) => message.includes(file.slice(file.lastIndexOf('/') + 1)) && message.includes(folderOf(file)));
  const line = Number(/\bline (\d+)/.exec(message)?.[1] ?? 1);
  const marker = files.find((file) => /^kustomization\.ya?ml$/i.test(file.slice(root.length + 1))) ?? root;
  return { rule: 'render', level: 'error', message, file: named[0] ?? marker, line: named[0] === undefined ? 1 : line };
}

/** Helm names files from the folder above the chart: `(kerp/templates/x.yaml:12:3)`, or without a line. */
function placeIn(message: string, root: string, otherwise: string): Pick<Finding, 'file' | 'line'> {
  const [, file, line = '1'] = /[( ][\w.-]+\/((?:templates|charts)\/[\w./-]+\.(?:ya?ml|tpl|txt)):?(\d+)?/.exec(message) ?? [];
  return file === undefined ? { file: otherwise, line: 1 } : { file: `${root}/${file}`, line: Number(line) };
}

function folderOf(file: string): string {
  return file.split('/').at(-2) ?? '';
}

function goTool(program: string, args: string[]): Command {
  return { title: program, origin: 'go-tool', program, args, cwd: '.' };
}
