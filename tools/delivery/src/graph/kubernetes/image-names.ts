import { isMapping } from './yaml.ts';

/**
 * The name of an image without tag and digest: `registry:5000/a/b:1@sha256:c` is `registry:5000/a/b`.
 * Grammar: https://pkg.go.dev/github.com/distribution/reference
 */
export function imageName(reference: string): string {
  return reference.replace(/@.*$/s, '').replace(/:[^/]*$/, '');
}

/** The last part of an image's name, which is what the same image is called in every registry. */
export function shortName(reference: string): string {
  return imageName(reference).split('/').at(-1) ?? '';
}

/** `image`, `workerImage`, `repository`, `imageRepository`. */
const KEY = /(?:image|repository)$/i;
/** A source or a chart has a URL, an image has none. */
const URL = /:\/\//;

/**
 * Names of the images in manifests, custom resources, patches and values: what stands under a key that says so, also the `name` of
 * an image that is put together of parts, and the value of a JSON patch of such a key.
 */
export function imagesIn(value: unknown): string[] {
  const found = new Set<string>();
  // An alias is the same object each time: visited again and again, a short text would never come to an end.
  const visited = { true: new Set<unknown>(), false: new Set<unknown>() };
  function visit(at: unknown, isImage: boolean): void {
    if (typeof at === 'string' && isImage && at !== '' && !URL.test(at)) found.add(imageName(at));
    if (typeof at !== 'object' || at === null || visited[`${isImage}`].has(at)) return;
    visited[`${isImage}`].add(at);
    const patched = isMapping(at) && typeof at['path'] === 'string' && KEY.test(at['path']);
    for (const [key, inside] of Object.entries(at)) {
      visit(inside, KEY.test(key) || (key === 'name' && isImage) || (key === 'value' && patched));
    }
  }
  visit(value, false);
  return [...found].sort();
}

const LINE = /^[ \t]*(?:-[ \t]+)?["']?[\w.-]*(?:image|repository)["']?[ \t]*:[ \t]*(\S.*?)[ \t\r]*$/gim;
const ACTION = /\{\{.*?\}\}/g;

/** The same in the text of a Helm template, which is no YAML yet. What is filled in later is not known; the rest may be enough. */
export function imagesInTemplate(text: string): string[] {
  const values = [...text.matchAll(LINE)].map(([, value = '']) => value.replaceAll(ACTION, '').replace(/[ \t]#.*$/, ''));
  const names = values.filter((value) => !URL.test(value)).map((value) => imageName(value.replaceAll(/["']/g, '').trim()));
  return [...new Set(names)].filter((name) => shortName(name) !== '').sort();
}
