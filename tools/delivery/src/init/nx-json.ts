import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { DeliveryError } from '../errors.ts';
import { withMember } from '../json-text.ts';

export const NX_JSON = 'nx.json';
const PLUGIN = '@kerp/delivery';

const NEW = `{
  "$schema": "./node_modules/nx/schemas/nx-schema.json",
  "plugins": ["${PLUGIN}"]
}
`;

/**
 * The text of nx.json with this plugin as the last of its plugins. What is there stays as it is written, comments too.
 * @param text of the present nx.json, if there is one.
 * @throws E_MANIFEST_INVALID with line and column when it cannot be read.
 */
export function withPlugin(text: string | undefined): string {
  if (text === undefined) return NEW;
  const root = objectIn(text);
  const plugins = findNodeAtLocation(root, ['plugins']);
  if (plugins === undefined) return withMember(text, root, `"plugins": ["${PLUGIN}"]`);
  if (plugins.type !== 'array') return invalid(text, plugins.offset, "'plugins' is no list");
  const entries: unknown[] = getNodeValue(plugins);
  return entries.some(isOurs) ? text : withMember(text, plugins, `"${PLUGIN}"`);
}

function isOurs(entry: unknown): boolean {
  return entry === PLUGIN || (typeof entry === 'object' && entry !== null && 'plugin' in entry && entry.plugin === PLUGIN);
}

/** As tolerant as Nx, which allows comments and a comma at the end. */
function objectIn(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) invalid(text, error.offset, words(printParseErrorCode(error.error)));
  return root?.type === 'object' ? root : invalid(text, root?.offset ?? 0, 'an object is expected');
}

/** `CommaExpected` as `comma expected`. */
function words(code: string): string {
  return code.replaceAll(/(?<=.)[A-Z]/g, ' $&').toLowerCase();
}

function invalid(text: string, offset: number, what: string): never {
  const before = text.slice(0, offset).split('\n');
  throw new DeliveryError('E_MANIFEST_INVALID', {
    what,
    where: `${NX_JSON}:${before.length}:${(before.at(-1) ?? '').length + 1}`,
    fix: 'correct the file, then run the same command again',
  });
}
