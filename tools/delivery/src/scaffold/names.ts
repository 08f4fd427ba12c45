import { DeliveryError } from '../errors.ts';
import { STANDARD_LIBRARY } from '../graph/python/standard-library.ts';

/** What is made, and by which rules it is named. */
export type Kind = 'service' | 'go library' | 'python library' | 'typescript library';

/** With `-preview` and `-from-outside` behind it, a name must still be one of Kubernetes: 63 characters. */
const LONGEST = 40;
const WORDS = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** What Python, Go or Kubernetes take for something else. */
const RESERVED = new Set(
  `and as assert async await break case class const continue def default del elif else except finally for from func global go
  goto if import in interface internal is lambda main map match none nonlocal not or package pass raise range return select
  struct switch test testdata tests true try type var vendor while with yield`.split(/\s+/),
);

/** One name as each language writes it. */
export interface Names {
  /** `tax-rates`: folders, images, Kubernetes. */
  readonly name: string;
  /** `tax_rates`: Python and proto packages. */
  readonly snake: string;
  /** `taxRates`: values of the chart. */
  readonly camel: string;
  /** `TaxRates`: types. */
  readonly Pascal: string;
  /** `taxrates`: Go packages. */
  readonly flat: string;
}

/** @throws E_NAME_INVALID with a name that would do, where one can be made of it. */
export function namesOf(name: string, kind: Kind): Names {
  const problem = problemWith(name, kind);
  if (problem !== undefined) {
    throw new DeliveryError('E_NAME_INVALID', {
      what: `'${name}' is no name for a ${kind}: ${problem}`,
      fix: `take ${shape(kind)}${suggestion(name, kind)}`,
    });
  }
  const [first = '', ...rest] = name.split('-');
  const camel = [first, ...rest.map(capitalized)].join('');
  return { name, snake: name.replaceAll('-', '_'), camel, Pascal: capitalized(camel), flat: name.replaceAll('-', '') };
}

function problemWith(name: string, kind: Kind): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > LONGEST) return `it has ${name.length} characters, and ${LONGEST} have room`;
  const odd = [...name].find((character) => !/[a-z0-9-]/.test(character));
  if (odd !== undefined) return `'${odd}' cannot be in it`;
  if (!WORDS.test(name)) return 'it does not begin with a letter, or a hyphen stands alone';
  if (kind === 'go library' && name.includes('-')) return 'the name of a Go package is one word';
  if (RESERVED.has(name)) return 'it is a word of Go, Python or their tools';
  if (kind === 'service' && STANDARD_LIBRARY.has(name.replaceAll('-', '_'))) return 'Python has a module of this name';
  return undefined;
}

function shape(kind: Kind): string {
  const separated = kind === 'go library' ? '' : ', single hyphens between words';
  return `lower-case letters and digits${separated}, a letter first, ${LONGEST} characters at most`;
}

/** The nearest name that is one, if the letters give any. */
function suggestion(name: string, kind: Kind): string {
  const apart = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
  const words = apart.split(/[^a-z0-9]+/).filter((word) => word !== '');
  const near = words.join(kind === 'go library' ? '' : '-').replace(/^[0-9-]+/, '');
  return near === '' || near === name || problemWith(near, kind) !== undefined ? '' : `: ${near}`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
