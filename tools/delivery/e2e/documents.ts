import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a document asks its reader to type or to follow. */
export interface Document {
  /** Relative to the repository. */
  readonly file: string;
  /** The fenced blocks that are for a shell, as they stand. */
  readonly blocks: readonly string[];
  /** The lines of these blocks, continued lines as one, without comments. */
  readonly commands: readonly string[];
  /** The same and what stands in the text between backticks. */
  readonly named: readonly string[];
  /** Files that links lead to, relative to the repository. */
  readonly links: readonly string[];
}

/** Those in a list are indented. */
const SHELL_BLOCK = /^ *```sh\n([\s\S]*?)^ *```$/gm;
const BLOCK = /^ *```[\s\S]*?^ *```$/gm;
const COMMENT = /\s+# .*$/;

export async function readDocument(repository: string, file: string): Promise<Document> {
  const text = await readFile(path.join(repository, file), 'utf8');
  const blocks = [...text.matchAll(SHELL_BLOCK)].map(([, block = '']) => block.trim());
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  const commands = lines.map((line) => line.replace(COMMENT, '').trim());
  const inline = [...text.replaceAll(BLOCK, '').matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, target = '']) => path.join(path.dirname(file), target));
  return { file, blocks, commands, named: [...commands, ...inline], links };
}

/** The targets of make that a command names: `make deploy ENV=staging` names `deploy`. */
export function makeTargets(command: string): string[] {
  const [, words = ''] = /^make((?: [\w.=<>/-]+)*)$/.exec(command) ?? [];
  return words.split(' ').filter((word) => /^[a-z][a-z-]*$/.test(word));
}

/** The project and target that a command names: `npx nx run api-server:docker --push`. What is in capitals stands for others. */
export function nxTarget(command: string): { readonly project: string; readonly target: string } | undefined {
  const [, project = '', target = ''] = /^(?:\S+=\S+ )*(?:npx )?nx run ([a-z][\w-]*):([a-z][\w-]*)(?:[:\s]|$)/.exec(command) ?? [];
  return project === '' ? undefined : { project, target };
}

/** The generator of the plugin that a command names. */
export function generator(command: string): string | undefined {
  return /nx g @kerp\/delivery:([a-z-]+)/.exec(command)?.[1];
}
