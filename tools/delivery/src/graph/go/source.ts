import { goImports, isExcluded, packageName } from './imports.ts';

/** What the project graph needs of a Go file. A file that is in no build has nothing. */
export interface GoSource {
  /** Name in the package clause. */
  readonly package: string;
  readonly imports: readonly string[];
  /** Whether a program wrote the file. */
  readonly generated: boolean;
  /** Patterns of `//go:embed`, relative to the file's folder. */
  readonly embeds: readonly string[];
}

export const NOTHING: GoSource = { package: '', imports: [], generated: false, embeds: [] };

export function parseGoSource(text: string): GoSource {
  if (isExcluded(text)) return NOTHING;
  return { package: packageName(text), imports: goImports(text), generated: GENERATED.test(text), embeds: embedsOf(text) };
}

/** https://pkg.go.dev/cmd/go#hdr-Generate_Go_files_by_processing_source */
const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m;
const EMBED = /^[ \t]*\/\/go:embed[ \t]+(.+)$/gm;
const PATTERN = /"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`]\S*)/g;

/** https://pkg.go.dev/embed#hdr-Directives */
function embedsOf(text: string): string[] {
  if (!text.includes('//go:embed')) return [];
  const patterns = [...text.matchAll(EMBED)].flatMap(([, list = '']) => [...list.matchAll(PATTERN)]);
  return patterns.map(([, quoted, raw, bare]) => (quoted ?? raw ?? bare ?? '').replace(/^all:/, ''));
}
