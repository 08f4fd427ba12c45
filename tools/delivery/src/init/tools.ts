import type { ProjectConfiguration } from '@nx/devkit';
import type { Command } from '../toolchain/command.ts';
import { toolchains } from '../toolchain/table.ts';
import type { Project, Toolchain } from '../toolchain/toolchain.ts';

/** What one language's targets run: verb -> programs. */
export interface LanguageTools {
  readonly language: string;
  readonly verbs: Readonly<Record<string, readonly Command[]>>;
}

export const VERBS = ['lint', 'test', 'scan', 'audit', 'build'] as const;
type Verb = (typeof VERBS)[number];

/** A project like any other: of the commands only the programs are of interest. */
const ANY: Project = { name: 'any', root: 'any', go: { mains: ['.'] } };

/** What the targets of these projects run, by language, as the toolchains themselves say it. */
export function toolsOf(projects: readonly ProjectConfiguration[]): LanguageTools[] {
  return toolchains.flatMap((toolchain) => {
    const own = projects.filter(({ tags = [] }) => tags.includes(toolchain.name));
    const verbs = VERBS.filter((verb) => own.some(({ targets = {} }) => verb in targets));
    if (verbs.length === 0) return [];
    return [{ language: toolchain.name, verbs: Object.fromEntries(verbs.map((verb) => [verb, commandsOf(toolchain, verb)])) }];
  });
}

function commandsOf(toolchain: Toolchain, verb: Verb): readonly Command[] {
  const noDatabase = { folder: '', name: '', date: '' };
  switch (verb) {
    case 'lint':
      return (toolchain.lint?.(ANY, { fix: false }) ?? []).map(({ command }) => command);
    case 'scan':
      return (toolchain.scan?.(ANY) ?? []).map(({ command }) => command);
    case 'audit':
      return (toolchain.audit?.(ANY, noDatabase) ?? []).map(({ command }) => command);
    case 'test':
      return toolchain.test?.(ANY, { outputDir: 'dist', watch: false, args: [] }) ?? [];
    case 'build': {
      const contents = { marker: '', sources: ['any'] };
      return toolchain.build?.(ANY, { outputDir: 'dist', platform: { os: 'linux', arch: 'amd64' }, source: '', contents }) ?? [];
    }
  }
}

/** Names of programs, each once, in the order in which they run. */
export function programsOf(commands: readonly Command[]): string[] {
  return [...new Set(commands.map(({ program }) => program))];
}
