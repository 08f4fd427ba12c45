import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { type Rendered, type Step, stepsOf } from './rendered.ts';

/** A file that an object may be made of. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Origin {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface Match extends Origin {
  /** How many steps of the way were found. */
  readonly depth: number;
}

/**
 * Where a part of an object was written: the place that comes nearest to it, in the object's own file or in a patch. kustomize
 * and Helm do not tell; what they put together from pieces is shown at the last piece that was found.
 */
export function originOf(rendered: Rendered, pointer: string, sources: readonly Source[]): Origin | undefined {
  const steps = stepsOf(rendered.object, pointer);
  const matches = sources.flatMap((source) =>
    rendered.template === undefined ? inManifest(source, rendered, steps) : inTemplate(source, rendered, steps),
  );
  const best = matches.reduce<Match | undefined>(
    (deepest, match) => (deepest && deepest.depth >= match.depth ? deepest : match),
    undefined,
  );
  return best && { file: best.file, line: best.line };
}

function inManifest({ file, text }: Source, rendered: Rendered, steps: readonly Step[]): Match[] {
  return inDocuments(text, rendered, steps).map(({ line, depth }) => ({ file, line, depth }));
}

function inDocuments(text: string, rendered: Rendered, steps: readonly Step[]): Omit<Match, 'file'>[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  const lineOf = (node: Node) => lines.linePos(node.range?.[0] ?? 0).line;
  return documents.flatMap((document) => {
    const contents: Node | null = document.contents;
    if (isSeq(contents)) return contents.items.flatMap((item) => inOperation(item, steps, lineOf));
    if (!isMap(contents)) return [];
    const inline = patchesOf(document).flatMap((patch) => {
      // The text of a block begins on the line below.
      const above = lineOf(patch);
      return inDocuments(String(patch.value), rendered, steps).map(({ line, depth }) => ({ line: above + line, depth }));
    });
    const isSame = contents.get('kind') === rendered.kind && document.getIn(['metadata', 'name']) === rendered.name;
    return isSame ? [...inline, walk(contents, steps, lineOf)] : inline;
  });
}

/** The patches in a kustomization. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/ */
function patchesOf({ contents }: Document.Parsed) {
  const patches = isMap(contents) ? contents.get('patches') : undefined;
  return isSeq(patches)
    ? patches.items.flatMap((item) => {
        const patch = isMap(item) ? item.get('patch', true) : undefined;
        return isScalar(patch) && typeof patch.value === 'string' ? [patch] : [];
      })
    : [];
}

/** An operation of a JSON patch (RFC 6902). It counts only for what it sets itself. */
function inOperation(operation: unknown, steps: readonly Step[], lineOf: (node: Node) => number): Omit<Match, 'file'>[] {
  if (!isMap(operation)) return [];
  const path = operation.get('path');
  const value = operation.get('value', true) as Node | undefined;
  if (typeof path !== 'string' || value === undefined) return [];
  const tokens = path.split('/').slice(1);
  const fits = tokens.length <= steps.length && tokens.every((token, index) => String(steps[index]?.key) === token);
  if (!fits) return [];
  const inside = walk(value, steps.slice(tokens.length), lineOf);
  // The value as a whole is set by the operation's path.
  const line = inside.depth === 0 ? lineOf(operation) : inside.line;
  return [{ line, depth: tokens.length + inside.depth }];
}

function walk(start: Node, steps: readonly Step[], lineOf: (node: Node) => number): Omit<Match, 'file'> {
  let node: unknown = start;
  let line = lineOf(start);
  let depth = 0;
  for (const { key, name } of steps) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair === undefined) break;
      line = lineOf(pair.key as Node);
      node = pair.value;
    } else if (isSeq(node)) {
      const byName = name === undefined ? undefined : node.items.find((item) => isMap(item) && item.get('name') === name);
      const item = byName ?? (name === undefined ? node.items[Number(key)] : undefined);
      if (item === undefined) break;
      line = lineOf(item as Node);
      node = item;
    } else break;
    depth += 1;
  }
  return { line, depth };
}

/** A template is no YAML: its lines are searched for the keys, one after the other. */
function inTemplate({ file, text }: Source, { kind, name, template = '' }: Rendered, steps: readonly Step[]): Match[] {
  if (!file.endsWith(template.slice(template.indexOf('/')))) return [];
  const lines = text.split('\n');
  const begins = lines.flatMap((line, index) => (line.trim() === `kind: ${kind}` ? [index] : []));
  const own = begins.find((index) => lines.slice(index, index + 6).some((line) => line.includes(`name: ${name}`)));
  let at = own ?? begins[0] ?? 0;
  let depth = 0;
  for (const step of steps) {
    const wanted =
      step.name === undefined ? new RegExp(`(?:^|[\\s{,"-])${escaped(step.key)}"?:`) : new RegExp(`name: ${escaped(step.name)}\\b`);
    const next = lines.findIndex((line, index) => index >= at && wanted.test(line));
    if (next < 0) continue;
    at = next;
    depth += 1;
  }
  return [{ file, line: at + 1, depth }];
}

function escaped(text: string | number): string {
  return String(text).replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
