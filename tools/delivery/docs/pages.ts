import { errorsPage } from './errors.ts';
import { schemasPage } from './schemas.ts';

/** The pages of this folder that are written from the sources, by their file. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'errors.md': errorsPage,
  'executors.md': () => schemasPage('executors'),
  'generators.md': () => schemasPage('generators'),
};
