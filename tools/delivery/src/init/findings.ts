import type { ProjectConfiguration } from '@nx/devkit';
import { DeliveryError, formatError } from '../errors.ts';
import { DOCKERFILES } from '../graph/markers.ts';
import type { InferredProjects } from '../graph/projects.ts';
import { align, wrapList } from '../report/align.ts';
import { type LanguageTools, programsOf, toolsOf, VERBS } from './tools.ts';

/** What there is in a repository. */
export interface Findings extends InferredProjects {
  /** Every Dockerfile, whether a target packs it or not. */
  readonly dockerfiles: readonly string[];
  /** Folders that Nx and the targets write into and that git does not ignore. */
  readonly notIgnored: readonly string[];
  /** Programs that targets run and that are not there. */
  readonly missing: readonly string[];
  /** The branch to compare with, if it is not `main`, which Nx takes by itself. */
  readonly base: string | undefined;
}

/** Label -> the tags of projects of that kind. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'Go modules': ['go', 'go-tool'],
  'Python projects': ['python'],
  'proto projects': ['proto'],
  'TypeScript projects': ['typescript'],
  'Helm charts': ['helm'],
  kustomizations: ['kustomize'],
};

/** How many projects are listed: with everything else they fit one screen. */
const LISTED = 8;
const COLUMNS = 80;

/** One screen: what was found, what will run, what is missing for it, what is wrong, and what to type next. */
export function formatFindings(findings: Findings): string {
  const { nodes, errors, dockerfiles, missing, base } = findings;
  const projects = projectsIn(nodes);
  const counts = Object.entries(KINDS).map(([label, kinds]) => {
    const found = projects.filter(({ tags = [] }) => tags.some((tag) => kinds.includes(tag)));
    return [label, found.length] as const;
  });
  const rows = [...counts, ['Dockerfiles', dockerfiles.length] as const];
  const notes = [...errors.map(([file, error]) => (error instanceof DeliveryError ? formatError(error) : `${file}: ${error.message}`))];
  return [
    'found:',
    ...table(rows.map(([label, count]) => [label, `${count}`])),
    ...whatRuns(toolsOf(projects)),
    ...(missing.length === 0 ? [] : ['', ...wrapList('not installed:', [...missing], COLUMNS)]),
    ...targetsOf(projects),
    ...[...notes, ...hints(findings)].flatMap((note) => ['', note]),
    '',
    'next:',
    '  npx nx graph',
    `  npx nx affected -t test${base === undefined ? '' : ` --base=${base}`}`,
  ].join('\n');
}

export function projectsIn(nodes: Findings['nodes']): ProjectConfiguration[] {
  return Object.values(nodes).flatMap((byRoot) => Object.values(byRoot));
}

/** A line for each language, a column for each verb. */
function whatRuns(languages: readonly LanguageTools[]): string[] {
  if (languages.length === 0) return [];
  const verbs = VERBS.filter((verb) => languages.some((language) => verb in language.verbs));
  const lines = languages.map(({ language, verbs: own }) => [
    language,
    ...verbs.map((verb) => programsOf(own[verb] ?? []).join(' ') || '-'),
  ]);
  return ['', 'what the targets run:', ...table([['', ...verbs], ...lines])];
}

/** The first projects that have targets. */
function targetsOf(projects: readonly ProjectConfiguration[]): string[] {
  if (projects.length === 0) return [];
  const withTargets = projects.filter(({ targets = {} }) => Object.keys(targets).length > 0);
  const listed = withTargets.sort((a, b) => (a.root < b.root ? -1 : 1)).slice(0, LISTED);
  const rows = listed.map(({ name = '', root, targets = {} }) => [name, root, Object.keys(targets).join(' ')]);
  const more = projects.length - listed.length;
  return ['', 'projects and their targets:', ...table(rows), ...(more > 0 ? [`  and ${more} more: npx nx show projects`] : [])];
}

function table(rows: readonly (readonly string[])[]): string[] {
  return align(
    rows.map(([first = '', ...others]) => [{ text: `  ${first}` }, ...others.map((text) => ({ text }))]),
    false,
  );
}

function hints({ dockerfiles, notIgnored }: Findings): string[] {
  const elsewhere = dockerfiles.filter((file) => !file.startsWith(`${DOCKERFILES}/`)).length;
  const hints: string[] = [];
  if (elsewhere > 0) hints.push(`Dockerfiles without a target: ${elsewhere}; what packs a project is ${DOCKERFILES}/<project>/Dockerfile`);
  if (notIgnored.length > 0)
    hints.push(`git does not ignore ${notIgnored.join(' ')}: without that in .gitignore, results count as changes`);
  return hints;
}
