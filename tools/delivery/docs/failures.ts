import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One place of the sources where a failure of some code is made, as far as its text says what it shows. */
export interface Failure {
  readonly code: string;
  readonly file: string;
  /** With `<name>` for what is only known when it happens; `undefined` where the text is put together elsewhere. */
  readonly what: string | undefined;
  readonly fix: string | undefined;
}

/** Every `new DeliveryError('E_...', { what, fix })` below a folder, in the order of files and lines. */
export function failuresIn(folder: string): Failure[] {
  const files = globSync('**/*.ts', { cwd: folder }).sort();
  const sources = files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')] as const);
  return sources.flatMap(([file, text]) => (text.includes('new DeliveryError') ? failuresOf(file, text) : []));
}

export function failuresOf(file: string, text: string): Failure[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Failure[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'DeliveryError') {
      const [codes, detail] = node.arguments ?? [];
      const said = detail !== undefined && ts.isObjectLiteralExpression(detail) ? detail : undefined;
      for (const code of codesIn(codes)) found.push({ code, file, what: wordsOf(said, 'what'), fix: wordsOf(said, 'fix') });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The codes that an expression names: a literal, or the two of a choice. */
function codesIn(node: ts.Node | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node)) return [node.text];
  return ts.isConditionalExpression(node) ? [...codesIn(node.whenTrue), ...codesIn(node.whenFalse)] : [];
}

function wordsOf(detail: ts.ObjectLiteralExpression | undefined, key: string): string | undefined {
  const property = detail?.properties.find((one) => one.name?.getText() === key);
  if (property === undefined) return undefined;
  const value = ts.isShorthandPropertyAssignment(property) ? constantAround(property, key) : initializerOf(property);
  return value === undefined ? undefined : words(value);
}

function initializerOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  return ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** What the nearest constant of the name is set to. A parameter has no text of its own. */
function constantAround(node: ts.Node, name: string): ts.Expression | undefined {
  for (let around: ts.Node = node.parent; around !== undefined; around = around.parent) {
    if (!ts.isBlock(around) && !ts.isSourceFile(around)) continue;
    const declared = around.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
    const constant = declared.find((declaration) => declaration.name.getText() === name);
    if (constant !== undefined) return constant.initializer;
  }
  return undefined;
}

/** The text of an expression as far as it stands there; of a choice, the first. */
function words(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ expression, literal }) => `<${placeholder(expression)}>${literal.text}`).join('');
  if (ts.isConditionalExpression(node)) return words(node.whenTrue) ?? words(node.whenFalse);
  if (ts.isBinaryExpression(node)) return sum(words(node.left), words(node.right));
  const constant = ts.isIdentifier(node) ? constantAround(node, node.text) : undefined;
  return constant === undefined ? undefined : words(constant);
}

function sum(left: string | undefined, right: string | undefined): string | undefined {
  return left === undefined || right === undefined ? undefined : left + right;
}

/** `environment.name` is `name`, `String(port)` is `port`: the last word says what it is. */
function placeholder(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  const [argument] = ts.isCallExpression(expression) ? expression.arguments : [];
  return argument !== undefined && ts.isExpression(argument) ? placeholder(argument) : '...';
}
