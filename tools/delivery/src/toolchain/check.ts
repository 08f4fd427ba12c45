import type { Command } from './command.ts';

/** How a tool answers on standard output; `check/sarif/formats.ts` reads each. */
export type Format =
  | 'sarif'
  | 'gitleaks'
  | 'golangci-lint'
  | 'govulncheck'
  | 'osv-scanner'
  | 'actionlint'
  | 'buf'
  | 'diff'
  | 'hadolint'
  | 'mypy'
  | 'ruff'
  | 'shellcheck'
  | 'tsc'
  | 'zizmor';

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** One tool that looks at one project, as data: what is run, and how its answer is understood. */
export interface Check {
  /** Name in reports and of the file of results, e.g. `gosec`. */
  readonly tool: string;
  readonly command: Command;
  readonly format: Format;
  /** Folder that file names in the answer start from, relative to the workspace root; without it that of the command. */
  readonly base?: string;
  /** Exit codes of a tool that did its work, whatever it found. With any other one the tool has failed. */
  readonly answers: readonly number[];
  /** Whether it ends as if all were well when it was not: what it says on standard error then means that it has failed. */
  readonly speaksOnlyOfErrors?: true;
  /** The mildest findings that fail the verb. */
  readonly blocks: Severity;
  /** File that findings without a place in the workspace are shown at, relative to the workspace root, e.g. a go.mod. */
  readonly about: string;
  /** Lock files whose packages are reported where those are checked, relative to the workspace root: a problem is reported once. */
  readonly elsewhere?: readonly string[];
  /** Command that repairs what can be repaired. */
  readonly fix?: string;
  /** What it compares with: the same sources have other findings on another day. */
  readonly database?: Database;
}

/**
 * A check of `lint`. A tool that speaks to people in a form of its own is run in that form, and asked by `command` only when it has
 * failed: most of the time there is nothing to ask for.
 */
export interface LintCheck extends Check {
  readonly shown?: Command;
}

/** Known vulnerabilities on this machine. */
export interface VulnerabilityFiles extends Database {
  /** Absolute. What is in it, see check/database/layout.ts. */
  readonly folder: string;
}

export interface Database {
  readonly name: string;
  /** When it was made, ISO 8601. */
  readonly date: string;
}

/** A tool that cannot look at a project here, and what would change that. */
export interface Skip {
  readonly tool: string;
  readonly reason: string;
  readonly remedy: string;
}
