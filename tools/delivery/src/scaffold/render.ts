import path from 'node:path';
import { generateFiles, type Tree } from '@nx/devkit';

const TEMPLATES = path.join(import.meta.dirname, 'templates');

/** Writes the files of some templates. `__name__` in a path and `<%= name %>` in a text are replaced. */
export function render(tree: Tree, templates: readonly string[], values: object): void {
  for (const template of templates) generateFiles(tree, path.join(TEMPLATES, template), '.', { ...values });
}

/** Every file below a folder of the tree. */
export function filesBelow(tree: Tree, folder: string): string[] {
  return tree.children(folder).flatMap((child) => {
    const file = path.posix.join(folder, child);
    return tree.isFile(file) ? [file] : filesBelow(tree, file);
  });
}
