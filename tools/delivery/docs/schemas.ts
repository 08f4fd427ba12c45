import { readFileSync } from 'node:fs';
import path from 'node:path';

const PLUGIN = path.join(import.meta.dirname, '..');

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly alias?: string;
  readonly items?: Property;
}

interface Schema {
  readonly description?: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
  readonly examples?: readonly { readonly command: string; readonly description: string }[];
}

interface Entry {
  readonly schema: string;
  readonly description: string;
}

const INTRODUCTIONS = {
  executors:
    'The graph gives them to targets, with their options. What can be given on the command line as well: `npx nx run PROJECT:TARGET --OPTION=VALUE`.',
  generators: '`npx nx g @kerp/delivery:GENERATOR`; with `--dry-run` it only shows what it would write.',
};

/** Every executor or generator with its options, from their schemas. */
export function schemasPage(kind: keyof typeof INTRODUCTIONS): string {
  const entries: Record<string, Entry> = read(`${kind}.json`)[kind];
  const sections = Object.entries(entries).map(([name, { schema, description }]) => section(name, description, read(schema)));
  const title = `# ${kind.charAt(0).toUpperCase()}${kind.slice(1)}\n\n${INTRODUCTIONS[kind]}\n`;
  return [title, '<!-- Written from the schemas by `node tools/delivery/docs/write.ts`. -->\n', ...sections].join('\n');
}

function section(name: string, description: string, { properties, required = [], examples = [] }: Schema): string {
  const rows = Object.entries(properties).map(([option, property]) => {
    const names = [option, ...(property.alias === undefined ? [] : [property.alias])].map((one) => `\`${one}\``).join(', ');
    const needed = required.includes(option) ? 'required' : property.default === undefined ? '' : `\`${JSON.stringify(property.default)}\``;
    return `| ${names} | ${typeOf(property)} | ${needed} | ${(property.description ?? '').replaceAll('|', '\\|')} |`;
  });
  const table = rows.length === 0 ? 'No options.' : ['| option | type | default | |', '|---|---|---|---|', ...rows].join('\n');
  const shown = examples.flatMap(({ command, description: says }) => ['', `${says}: \`${command}\``]);
  return [`## ${name}\n`, description, '', table, ...shown, ''].join('\n');
}

function typeOf({ type = 'object', enum: values, items }: Property): string {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ');
  return type === 'array' ? `list of ${items?.type ?? 'anything'}` : type;
}

function read(file: string) {
  return JSON.parse(readFileSync(path.join(PLUGIN, file), 'utf8'));
}
