import { formatDuration } from '../src/report/quantities.ts';
import { typed } from './perform.ts';
import type { Recorded, Step, Story } from './step.ts';

const BLOCK = /^```console\n([\s\S]*?)\n```$/gm;

const WITHOUT = 'What comes next takes a cluster, and was not recorded.';

/** The page of a story: each command with what it printed. @param machine where its times are of, as the end of a sentence. */
export function formatPage({ title, introduction, steps, timed = false }: Story, recorded: readonly Recorded[], machine = ''): string {
  const sections = recorded.map((step) => {
    const took = timed ? [`(${formatDuration(step.milliseconds)})`] : [];
    const lines = [typed(step), step.output, ...took].filter((text) => text !== '');
    return `${step.text}\n\n\`\`\`console\n${lines.join('\n')}\n\`\`\``;
  });
  const total = recorded.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const end = timed ? `\n${formatDuration(total)} in all${machine}.\n` : '';
  const rest = recorded.some(({ cluster = false }) => cluster) || !steps.some(({ cluster = false }) => cluster) ? '' : `\n${WITHOUT}\n`;
  return `# ${title}\n\n${introduction}\n\n${sections.join('\n\n')}\n${end}${rest}`;
}

/** What a page says that a step printed. @throws when it is not in the page. */
export function saidBy(page: string, step: Step): string {
  const commands = typed(step);
  for (const [, block = ''] of page.matchAll(BLOCK))
    if (block === commands || block.startsWith(`${commands}\n`)) return block.slice(commands.length + 1);
  throw new Error(`the page has no ${commands}`);
}

/** The same without what is another each time: times, sizes, hashes, counts, widths, and whether an engine had an image already. */
export function stable(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\b[0-9a-f]{7,64}\b/g, '<hash>')
    .replace(/\b\d+m \d\ds|\b\d+(?:\.\d)?(?:ms|s)\b/g, '<duration>')
    .replace(/\d+(?:\.\d+)?/g, '<n>')
    .replace(/<n> (?:B|kB|MB)\b/g, '<size>')
    .replace(/\b(?:built|present|pulled)$/gm, '<outcome>')
    .replace(/[ \t]+/g, ' ');
}
