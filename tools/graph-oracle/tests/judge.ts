import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PluginOptions } from '../../delivery/src/toolchain/toolchain.ts';
import { type Files, write } from '../../delivery/tests/folder.ts';
import { infer } from '../src/checkout.ts';
import { type Comparison, compare, linesOf } from '../src/comparison.ts';
import type { Language } from '../src/languages.ts';

/**
 * A small workspace; the name says what was got wrong with it before, by others or by us.
 * Edges are `source -> target (kind)`, sorted.
 */
export type Fault = readonly [name: string, files: Files, edges: readonly string[]];

export interface Judgement extends Pick<Comparison, 'missingProjects' | 'missing' | 'wrong'> {
  readonly errors: readonly string[];
  readonly edges: readonly string[];
}

/** What is said of a workspace when plugin, parser and expectation are of one mind. */
export function agreed(edges: readonly string[]): Judgement {
  return { errors: [], missingProjects: [], missing: [], wrong: [], edges };
}

/** A test for each fault: plugin, parser and expectation are of one mind. The parser is started once for all of them. */
export function testFaults(language: Language, faults: readonly Fault[], options: PluginOptions = {}): void {
  const parent = mkdtempSync(path.join(tmpdir(), 'graph-oracle-'));
  const folders = faults.map((_, position) => path.join(parent, String(position)));
  let judgements: readonly Judgement[] = [];
  beforeAll(() => {
    for (const [position, [, files]] of faults.entries()) write(folders[position] ?? parent, files);
    judgements = judge(language, folders, options);
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  test.each(faults.map(([name, , edges], position) => [name, position, edges] as const))('%s', (_name, position, edges) => {
    expect(judgements[position]).toEqual(agreed(edges));
  });
}

/** What the plugin says of folders, beside what the language's own parser says, which is started once for all of them. */
export function judge(language: Language, folders: readonly string[], options: PluginOptions = {}): Judgement[] {
  const inferred = folders.map((root) => ({ root, ...infer(root, options) }));
  const truths = language.truths(
    inferred.map(({ root, context }) => [root, context]),
    options,
  );
  return inferred.map(({ context, errors }, position) => {
    const found = language.edges(context, options);
    const roots = Object.values(context.projects).map((project) => project.root);
    const { missingProjects, missing, wrong } = compare(truths[position] ?? { roots: [], edges: [] }, roots, found);
    const unreadable = [...context.reader.errors].map(([file, { message }]) => `${file}: ${message}`);
    return { errors: [...errors, ...unreadable], missingProjects, missing, wrong, edges: [...linesOf(found)].sort() };
  });
}
