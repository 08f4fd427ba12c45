import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';

/**
 * Hands values to the steps and jobs that follow. A delimiter that nobody can guess keeps a value from becoming two outputs:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#multiline-strings
 */
export async function writeOutputs(values: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Promise<void> {
  const file = env['GITHUB_OUTPUT'];
  const text = Object.entries(values).map(([name, value]) => {
    console.log(`${name}: ${value}`);
    const delimiter = randomUUID();
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  });
  if (file) await appendFile(file, text.join(''));
}

/** Adds Markdown to what the page of the run shows. */
export async function writeSummary(markdown: string, env: NodeJS.ProcessEnv): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file) await appendFile(file, `${markdown}\n`);
}
