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
  return files.flatMap((file) => failuresOf(file, readFileSync(path.join(folder, file), 'utf8')));
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
  if (ts.isPropertyAssignment(property)) return words(property.initializer);
  return ts.isShorthandPropertyAssignment(property) ? words(constantAround(property, key)) : undefined;
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

/** The text of an expression as far as it stands there. */
function words(node: ts.Expression | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ expression, literal }) => `<${placeholder(expression)}>${literal.text}`).join('');
}

/** `environment.name` is `name`, `String(port)` is `port`: the last word says what it is. */
function placeholder(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  const [argument] = ts.isCallExpression(expression) ? expression.arguments : [];
  return argument !== undefined && ts.isExpression(argument) ? placeholder(argument) : '...';
}
