import { createProjectGraphAsync, type ProjectGraph, type Tree } from '@nx/devkit';

const FILE = 'README.md';
const BEGIN = '<!-- project graph: written by `npx nx sync` -->';
const END = '<!-- end of the project graph -->';

/** Keeps the picture of the project graph in README.md current. Without the two marks there is nothing to keep. */
export default async function graphPicture(tree: Tree): Promise<{ outOfSyncMessage?: string }> {
  const text = tree.read(FILE, 'utf8') ?? '';
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) return {};
  const picture = `${BEGIN}\n\n\`\`\`mermaid\n${mermaid(await createProjectGraphAsync())}\n\`\`\`\n\n`;
  const current = text.slice(0, begin) + picture + text.slice(end);
  if (current === text) return {};
  tree.write(FILE, current);
  return { outOfSyncMessage: `the project graph in ${FILE} is not current` };
}

/**
 * The graph as a Mermaid flowchart: a box for each folder of the first level below the root, an arrow from a project to
 * what it needs. Projects that stand alone are in the boxes too.
 */
export function mermaid({ nodes, dependencies }: Pick<ProjectGraph, 'nodes' | 'dependencies'>): string {
  const projects = Object.values(nodes).sort((a, b) => (a.data.root < b.data.root ? -1 : 1));
  const rooms = Map.groupBy(projects, ({ data }) => data.root.split('/')[0] ?? '');
  const boxes = [...rooms].flatMap(([room, members]) => [
    `  subgraph ${room}`,
    ...members.map(({ name }) => `    ${id(name)}["${name}"]`),
    '  end',
  ]);
  const arrows = projects.flatMap(({ name }) => {
    const targets = new Set((dependencies[name] ?? []).map(({ target }) => target));
    return [...targets].filter((target) => target in nodes).map((target) => `  ${id(name)} --> ${id(target)}`);
  });
  return ['flowchart LR', ...boxes, ...arrows.sort()].join('\n');
}

/** Mermaid ids have no room for `@`, `/` and the like, and `end` is a word of its own. */
function id(name: string): string {
  return `p_${name.replaceAll(/\W/g, '_')}`;
}
