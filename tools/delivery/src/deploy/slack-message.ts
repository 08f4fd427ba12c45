import type { IncomingWebhookSendArguments } from '@slack/webhook';
import type { Result } from './ledger.ts';
import { cut, headlineOf, type Run } from './notices.ts';

/** https://docs.slack.dev/reference/block-kit/blocks: characters that a block may have. */
const HEADER = 150;
const SECTION = 3_000;
/** Of our own, and before escaping, which makes a character five at most: fields may have 2,000. */
const FIELD = 300;
const SUBJECT = 120;
const SHOWN_COMMITS = 10;

const SIGNS: Readonly<Record<Result['outcome'], string>> = {
  succeeded: ':white_check_mark:',
  returned: ':leftwards_arrow_with_hook:',
  failed: ':x:',
  interrupted: ':warning:',
};

/** The message of a run, in Block Kit. */
export function slackMessage(run: Run, result: Result): IncomingWebhookSendArguments {
  const { entry, environment } = run;
  const headline = headlineOf(run, result);
  const fields = {
    Environment: environment.name,
    Version: entry.from === undefined ? entry.version : `${entry.from} → ${entry.version}`,
    Result: result.outcome,
    Duration: durationOf(run, result),
    Commit: entry.target.release.commit.slice(0, 12),
    By: entry.by,
  };
  const links = [linkTo(environment.url, environment.name), ...(entry.link ? [linkTo(entry.link, 'run')] : [])];
  return {
    text: escaped(`${SIGNS[result.outcome]} ${headline}`, FIELD),
    unfurl_links: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(`${SIGNS[result.outcome]} ${headline}`, HEADER), emoji: true } },
      { type: 'section', fields: Object.entries(fields).map(([name, value]) => mrkdwn(`*${name}*\n${escaped(value, FIELD)}`)) },
      ...(result.cause === undefined ? [] : [section(`*Cause*\n${escaped(firstLine(result.cause), FIELD)}`)]),
      ...(run.commits.length === 0 ? [] : [section(commitLines(run))]),
      { type: 'context', elements: [mrkdwn(links.join(' | '))] },
    ],
  };
}

function durationOf({ entry: { startedAt } }: Run, { finishedAt }: Result): string {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

function commitLines({ entry: { kind }, commits }: Run): string {
  const title = `*${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}${kind === 'rollback' ? ' taken back' : ''}*`;
  let text = title;
  let shown = 0;
  for (const commit of commits.slice(0, SHOWN_COMMITS)) {
    const line = `\n• ${escaped(commit, SUBJECT)}`;
    // Room for the last line.
    if (text.length + line.length > SECTION - 30) break;
    text += line;
    shown++;
  }
  return shown === commits.length ? text : `${text}\nand ${commits.length - shown} more`;
}

function section(text: string) {
  return { type: 'section', text: mrkdwn(text) } as const;
}

function mrkdwn(text: string) {
  return { type: 'mrkdwn', text } as const;
}

/** Nothing in a text is a link, a mention or a channel: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string, max: number): string {
  return cut(text, max).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function linkTo(url: string, text: string): string {
  return `<${escaped(url, FIELD).replaceAll('|', '%7C')}|${escaped(text, FIELD)}>`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
