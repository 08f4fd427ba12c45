import type { Scanner } from '../scans.ts';
import { chartIn } from './chart.ts';
import { imagesIn, imagesInTemplate } from './image-names.ts';
import { kustomizationIn } from './kustomization.ts';
import { type Problem, parseYaml } from './yaml.ts';

/** What a file says, and where it is no YAML. */
export interface Scanned<T> {
  readonly found?: T | undefined;
  readonly problem?: Problem;
}

export const chartScanner = yamlScanner(([document]) => chartIn(document));
export const kustomizationScanner = yamlScanner(([document]) => kustomizationIn(document));
/** Names of the images in manifests, patches or values. */
export const imageScanner = yamlScanner(imagesIn, withImages);
/** Names of the images in a template of Helm, which is no YAML yet. */
export const templateScanner: Scanner<Scanned<readonly string[]>> = {
  parse: (bytes) => ({ found: imagesInTemplate(bytes.toString('utf8')) }),
  nothing: {},
};

function yamlScanner<T>(read: (documents: readonly unknown[]) => T, select = (text: string) => text): Scanner<Scanned<T>> {
  return {
    parse(bytes) {
      const { documents, problem } = parseYaml(select(bytes.toString('utf8')));
      return { found: read(documents), ...(problem ? { problem } : {}) };
    },
    nothing: {},
  };
}

const DOCUMENTS = /^(?=---(?:\s|$))/m;
const NAMES_IMAGE = /image|repository/i;
/** Definitions of resources describe images instead of naming them. */
const DEFINITION = /^kind:\s*["']?CustomResourceDefinition\b/m;

/** The documents that can name an image, on the lines where they are. The others are the most, and the longest. */
function withImages(text: string): string {
  const documents = text.split(DOCUMENTS);
  return documents.map((document) => (NAMES_IMAGE.test(document) && !DEFINITION.test(document) ? document : blank(document))).join('');
}

function blank(document: string): string {
  return document.replaceAll(/[^\n]+/g, '');
}
