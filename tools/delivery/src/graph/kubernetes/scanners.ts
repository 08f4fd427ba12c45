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

/** Names of the images in a file. A template of Helm is no YAML: what of it can be known is in `literal`. */
export interface Images {
  readonly yaml: readonly string[];
  readonly literal: readonly string[];
}

export const chartScanner = scannerOf(([document]) => chartIn(document));
export const kustomizationScanner = scannerOf(([document]) => kustomizationIn(document));
export const imageScanner = scannerOf(
  (documents, text): Images => ({ yaml: imagesIn(documents), literal: imagesInTemplate(text) }),
  withImages,
);

function scannerOf<T>(read: (documents: readonly unknown[], text: string) => T, select = (text: string) => text): Scanner<Scanned<T>> {
  return {
    parse(bytes) {
      const text = select(bytes.toString('utf8'));
      const { documents, problem } = parseYaml(text);
      return { found: read(documents, text), ...(problem ? { problem } : {}) };
    },
    nothing: {},
  };
}

const DOCUMENTS = /^(?=---(?:\s|$))/m;
const NAMES_IMAGE = /image|repository/i;
/** Definitions of resources describe images instead of naming them. */
const DEFINITION = /^kind:\s*["']?CustomResourceDefinition\b/m;

/** The documents that can name an image, on the lines where they are. The others are the most and the longest, and YAML is slow. */
function withImages(text: string): string {
  const documents = text.split(DOCUMENTS);
  return documents.map((document) => (NAMES_IMAGE.test(document) && !DEFINITION.test(document) ? document : blank(document))).join('');
}

function blank(document: string): string {
  return document.replaceAll(/[^\n]+/g, '');
}
