import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from './finding.ts';

/** Of a longer line, as in minified code, only the beginning is kept. */
const MAX_LENGTH = 240;

/** Adds the lines that findings are about. A file that is not there or not text has none. @param root absolute. */
export async function withCode(findings: readonly Finding[], root: string): Promise<Finding[]> {
  const files = [...new Set(findings.map(({ file }) => file))];
  const lines = new Map(await Promise.all(files.map(async (file) => [file, await linesOf(path.join(root, file))] as const)));
  return findings.map((finding) => {
    const code = lines.get(finding.file)?.[finding.line - 1]?.trim();
    return code === undefined ? finding : { ...finding, code: code.slice(0, MAX_LENGTH) };
  });
}

async function linesOf(file: string): Promise<string[]> {
  try {
    const text = await readFile(file, 'utf8');
    return text.includes('\0') ? [] : text.split('\n');
  } catch {
    // Deleted in the meantime, or a folder: the finding is shown without its code.
    return [];
  }
}
