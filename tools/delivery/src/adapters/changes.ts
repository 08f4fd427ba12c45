import type { Changes, LineRange, ProcessRunner } from '../ports.ts';
import { askGit } from './git.ts';

/** Of one hunk of a diff without context: `@@ -12,0 +13,2 @@`. A count that is missing is one; of nothing but deletions it is 0. */
const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm;

/** Asks the git of this clone; a file's name never has quotes or escapes, whatever is in it. */
export function gitChanges(process: ProcessRunner): Changes {
  const git = (...args: string[]): Promise<string> => askGit(process, args);
  return {
    async renames(since) {
      const fields = (await git('diff', '--name-status', '--find-renames', '--diff-filter=R', '-z', since, '--')).split('\0');
      const pairs: [string, string][] = [];
      for (let index = 0; index + 2 < fields.length; index += 3) pairs.push([fields[index + 1] ?? '', fields[index + 2] ?? '']);
      return new Map(pairs);
    },
    async lines(since) {
      const [diff, untracked] = await Promise.all([
        git(
          '-c',
          'core.quotePath=false',
          'diff',
          '--unified=0',
          '--no-color',
          '--no-ext-diff',
          '--dst-prefix=b/',
          '--diff-filter=d',
          since,
          '--',
        ),
        git('ls-files', '-z', '--others', '--exclude-standard'),
      ]);
      const files = diff.split(/^diff --git /m).flatMap((part): [string, readonly LineRange[]][] => {
        const name = /^\+\+\+ b\/(.*?)\t?$/m.exec(part)?.[1];
        return name === undefined ? [] : [[name, [...part.matchAll(HUNK)].flatMap(rangeOf)]];
      });
      const unknown = untracked.split('\0').filter((file) => file !== '');
      return new Map<string, readonly LineRange[] | undefined>([...files, ...unknown.map((file) => [file, undefined] as const)]);
    },
    async differ(since, paths) {
      return (await git('diff', '--name-only', since, '--', ...paths)) !== '';
    },
  };
}

function rangeOf([, start = '', length = '1']: RegExpExecArray): LineRange[] {
  const first = Number(start);
  return length === '0' ? [] : [[first, first + Number(length) - 1]];
}
