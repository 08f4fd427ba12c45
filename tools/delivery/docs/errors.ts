import path from 'node:path';
import { DeliveryError, ERRORS, type ErrorCode, type ErrorDetail, formatError } from '../src/errors.ts';
import { type Failure, failuresIn } from './failures.ts';

/** Of failures whose text is put together from what another program said. */
export const BY_HAND: Readonly<Partial<Record<ErrorCode, { readonly what: string; readonly fix: string }>>> = {
  E_CHECK_FAILED: { what: 'ruff check found problems in tax-scraper', fix: 'npx nx run tax-scraper:lint --fix' },
  E_PROVENANCE: {
    what: 'registry.kerp.example/kerp/api-server@sha256:4f5e... has an attestation that was changed, or signed by somebody unknown',
    fix: 'do not deploy it: have build.yml build its commit anew, and find out who made this one',
  },
  E_POLICY: { what: 'main differs: approvals', fix: 'npx nx run github:policy' },
  E_SOURCE_UNREADABLE: { what: 'the source is no UTF-8', fix: 'correct the file' },
  E_NOT_A_CLONE: {
    what: 'fatal: not a git repository (or any of the parent directories): .git',
    fix: 'work in a git clone of the repository with at least one commit',
  },
  E_CONTEXT_UNKNOWN: { what: "the kubeconfig has no context 'kerp-staging'", fix: 'name one that it has: --context=<context>' },
  E_LOCK_LOST: {
    what: 'another run has taken over this environment',
    fix: 'nothing more was written; see what the other run did (history), then run the same command again',
  },
  E_UNCOMMITTED: { what: 'no commit has these changes', fix: 'commit them, or add --force' },
  E_DISK_FULL: {
    what: 'ENOSPC: no space left on device',
    fix: 'make room, then run the same command again: npx nx reset empties the cache of Nx',
  },
};

const HEAD = `# Errors

Whatever a user can cause has a code, a cause, a place and a remedy, and ends the command with an exit code other than 0. A
stack trace is a bug of ours. Every code, with what it shows; \`<name>\` stands for what is only known when it happens.

<!-- Written from the sources by \`node tools/delivery/docs/write.ts\`. -->
`;

/** The catalogue of all codes, in the order of `src/errors.ts`. A test fails while there is one that nothing shows. */
export function errorsPage(): string {
  const failures = failuresIn(path.join(import.meta.dirname, '../src'));
  const sections = Object.entries(ERRORS).map(([name, meaning]) => {
    const code = name as ErrorCode;
    const examples = examplesOf(code, failures).map((detail) => formatError(new DeliveryError(code, detail)));
    return `## ${code}\n\n${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.\n\n\`\`\`\n${[...new Set(examples)].join('\n')}\n\`\`\`\n`;
  });
  return [HEAD, ...sections].join('\n');
}

/** The texts of the sources, and the one by hand where those do not say all of any. */
export function examplesOf(code: ErrorCode, failures: readonly Failure[]): Pick<ErrorDetail, 'what' | 'fix'>[] {
  const shown = failures.filter((failure) => failure.code === code).flatMap(({ what, fix }) => (what && fix ? [{ what, fix }] : []));
  const byHand = BY_HAND[code];
  return shown.length > 0 || byHand === undefined ? shown : [byHand];
}
