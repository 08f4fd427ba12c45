/** A target of the Makefile that is for people: one with a text behind `##`. */
export interface MakeTarget {
  readonly name: string;
  /** The heading that it stands under: `# --- Set-up`. */
  readonly section: string;
  readonly help: string;
  /** What the text says that can be given: `ENV=<environment>`. */
  readonly variables: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  /** What to give, in the words of the text. */
  readonly value: string;
}

const SECTION = /^# --- (.+)$/;
const TARGET = /^([a-z][a-z -]*):.*?## (.+)$/;
const VARIABLE = /\b([A-Z][A-Z_]+)=(<[^>]+>|[\w.-]+)/g;

/** Reads the targets as `make help` lists them. Of several names for one, the first. */
export function targetsIn(makefile: string): MakeTarget[] {
  let section = '';
  return makefile.split('\n').flatMap((line) => {
    section = SECTION.exec(line)?.[1] ?? section;
    const [, names = '', help = ''] = TARGET.exec(line) ?? [];
    const [name = ''] = names.split(' ');
    if (name === '') return [];
    const variables = [...help.matchAll(VARIABLE)].map(([, variable = '', value = '']) => ({ name: variable, value }));
    return [{ name, section, help, variables }];
  });
}
