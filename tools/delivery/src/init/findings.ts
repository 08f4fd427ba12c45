import { DeliveryError, formatError } from '../errors.ts';
import { DOCKERFILES } from '../graph/markers.ts';
import type { InferredProjects } from '../graph/projects.ts';
import { align } from '../report/align.ts';

/** What there is in a repository. */
export interface Findings extends InferredProjects {
  /** Every Dockerfile, whether a target packs it or not. */
  readonly dockerfiles: readonly string[];
  /** Folders that Nx and the targets write into and that git does not ignore. */
  readonly notIgnored: readonly string[];
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

/** One screen: what was found, what is wrong with it, and what to type next. */
export function formatFindings(findings: Findings): string {
  const { nodes, errors, dockerfiles, base } = findings;
  const projects = Object.values(nodes).flatMap((byRoot) => Object.values(byRoot));
  const counts = Object.entries(KINDS).map(([label, kinds]) => {
    const found = projects.filter(({ tags = [] }) => tags.some((tag) => kinds.includes(tag)));
    return [label, found.length] as const;
  });
  const rows = [...counts, ['Dockerfiles', dockerfiles.length] as const];
  const notes = [...errors.map(([file, error]) => (error instanceof DeliveryError ? formatError(error) : `${file}: ${error.message}`))];
  return [
    'found:',
    ...align(
      rows.map(([label, count]) => [{ text: `  ${label}` }, { text: `${count}` }]),
      false,
    ),
    ...[...notes, ...hints(findings)].flatMap((note) => ['', note]),
    '',
    'next:',
    '  npx nx graph',
    `  npx nx affected -t test${base === undefined ? '' : ` --base=${base}`}`,
  ].join('\n');
}

function hints({ dockerfiles, notIgnored }: Findings): string[] {
  const elsewhere = dockerfiles.filter((file) => !file.startsWith(`${DOCKERFILES}/`)).length;
  const hints: string[] = [];
  if (elsewhere > 0) hints.push(`Dockerfiles without a target: ${elsewhere}; what packs a project is ${DOCKERFILES}/<project>/Dockerfile`);
  if (notIgnored.length > 0)
    hints.push(`git does not ignore ${notIgnored.join(' ')}: without that in .gitignore, results count as changes`);
  return hints;
}
