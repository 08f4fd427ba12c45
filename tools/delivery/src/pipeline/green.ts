import { writeFileWhole } from '../adapters/files.ts';
import type { Git } from '../ports.ts';
import type { Green } from './base.ts';
import { readJson } from './json.ts';

const GREEN_FILE = 'dist/report/green.json';

export function readGreen(workspaceRoot: string): Promise<Green> {
  return readJson<Green>(workspaceRoot, GREEN_FILE, {});
}

export async function rememberGreen(workspaceRoot: string, git: Git): Promise<void> {
  const branch = (await git.branch()) ?? 'HEAD';
  const green = { ...(await readGreen(workspaceRoot)), [branch]: await git.commit('HEAD') };
  await writeFileWhole(workspaceRoot, GREEN_FILE, JSON.stringify(green));
}

export async function defaultBranch(workspaceRoot: string): Promise<string> {
  const { defaultBase = 'main' } = await readJson<{ defaultBase?: string }>(workspaceRoot, 'nx.json', {});
  return defaultBase;
}
