import { findNodeAtLocation, type JSONPath, type Node, parseTree } from 'jsonc-parser';

/** Adds a member to a list or an object, set apart as the last one is. An editor of JSON would format the others anew. */
export function withMember(text: string, { offset, children = [] }: Node, member: string): string {
  const last = children.at(-1);
  if (last === undefined) return text.slice(0, offset + 1) + member + text.slice(offset + 1);
  const gap = /\s*$/.exec(text.slice(0, last.offset))?.[0] || ' ';
  const rest = text.slice(last.offset + last.length);
  // On a line of its own, the last one may have a comment behind it.
  const [tail = '', comma] = (gap.includes('\n') ? /^([ \t]*,)?(?:[ \t]*\/\/[^\r\n]*)?/ : /^([ \t]*,)?/).exec(rest) ?? [];
  return text.slice(0, last.offset + last.length) + (comma ? '' : ',') + tail + gap + member + rest.slice(tail.length);
}

/** Takes a member out of the list or object at `path`, with the comma that set it apart. A member that is not there stays away. */
export function withoutMember(text: string, path: JSONPath, member: string): string {
  const { children = [] } = nodeAt(text, path) ?? {};
  const index = children.findIndex((child) => text.slice(child.offset, child.offset + child.length) === member);
  const [previous, found, next] = [children[index - 1], children[index], children[index + 1]];
  if (found === undefined) return text;
  if (next !== undefined) return text.slice(0, found.offset) + text.slice(next.offset);
  const start = previous === undefined ? found.offset : previous.offset + previous.length;
  return text.slice(0, start) + text.slice(found.offset + found.length);
}

/** Adds a member to the list or object at `path`. @throws when the text has no such place. */
export function withMemberAt(text: string, path: JSONPath, member: string): string {
  const node = nodeAt(text, path);
  if (node === undefined) throw new Error(`there is no '${path.join('.')}'`);
  return withMember(text, node, member);
}

function nodeAt(text: string, path: JSONPath): Node | undefined {
  const root = parseTree(text);
  return root && findNodeAtLocation(root, path);
}
