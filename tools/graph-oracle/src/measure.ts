import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { GoProjects, PluginOptions } from '../../delivery/src/toolchain/toolchain.ts';
import { infer } from './checkout.ts';
import { type Comparison, compare } from './comparison.ts';
import { LANGUAGES } from './languages.ts';

const USAGE = 'usage: node tools/graph-oracle/src/measure.ts PATH [--language=go|python] [--go-projects=module|top-level|package]';

function main(): void {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { language: { type: 'string' }, 'go-projects': { type: 'string' } },
  });
  const chosen = Object.entries(LANGUAGES).filter(([name]) => values.language === undefined || values.language === name);
  if (positionals[0] === undefined || chosen.length === 0) throw new Error(USAGE);
  const root = realpathSync(positionals[0]);
  const mode = values['go-projects'] as GoProjects | undefined;
  const options: PluginOptions = mode === undefined ? {} : { goProjects: mode };
  for (const [name, language] of chosen) {
    const { context, errors, milliseconds } = infer(root, options);
    const started = performance.now();
    const edges = language.edges(context, options);
    const edgesMs = performance.now() - started;
    const roots = Object.values(context.projects).map((project) => project.root);
    const [truth = { roots: [], edges: [] }] = language.truths([[root, context]], options);
    const comparison = compare(truth, roots, edges);
    console.log(`${name}: ${roots.length} projects, ${lineOf(comparison)}, ${round(milliseconds)} + ${round(edgesMs)} ms`);
    const unreadable = [...context.reader.errors].map(([file, { message }]) => `${file}: ${message}`);
    report({ 'broken file': [...errors, ...unreadable], 'missing project': comparison.missingProjects });
    report({ missing: comparison.missing, wrong: comparison.wrong });
  }
}

function lineOf({ edges, expected, precision, recall }: Comparison): string {
  return `${edges} edges of ${expected}, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`;
}

function report(findings: Readonly<Record<string, readonly string[]>>): void {
  for (const [what, lines] of Object.entries(findings)) for (const line of lines) console.log(`  ${what}: ${line}`);
}

function round(milliseconds: number): string {
  return milliseconds.toFixed(0);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
