import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Stopwatch } from '../command.ts';

/** A tree that is made for a measurement, of one language. */
export interface Size {
  readonly projects: number;
  readonly files: number;
}

/** How many earlier projects each one needs. */
const NEEDS = 3;

/** The projects that one needs: the nearest before it. */
function needs(project: number): number[] {
  return Array.from({ length: Math.min(NEEDS, project) }, (_, back) => project - 1 - back);
}

/** Number of edges in a tree: what a tool that knows all of them finds. */
export function edgesIn({ projects }: Size): number {
  return Array.from({ length: projects }, (_, project) => needs(project).length).reduce((sum, count) => sum + count, 0);
}

const nameOf = (project: number) => `part${String(project).padStart(3, '0')}`;

/** Go modules, joined by a go.work. Each file has some imports, of which one may be of another module, and 60 lines of code. */
export async function writeGoTree(tree: string, size: Size): Promise<void> {
  const modules = Array.from({ length: size.projects }, (_, project) => project);
  await put(tree, 'go.work', `go 1.26.0\n\nuse (\n${modules.map((module) => `\t./modules/${nameOf(module)}\n`).join('')})\n`);
  for (const module of modules) {
    const root = `modules/${nameOf(module)}`;
    const used = needs(module).map((other) => `require ${modulePath(other)} v0.0.0\nreplace ${modulePath(other)} => ../${nameOf(other)}\n`);
    await put(tree, `${root}/go.mod`, `module ${modulePath(module)}\n\ngo 1.26.0\n\n${used.join('')}`);
    for (let file = 0; file < size.files / size.projects; file++) {
      const folder = `pkg${Math.floor(file / 4)}`;
      const other = needs(module)[file];
      const local = other === undefined ? '' : `\n\t_ "${modulePath(other)}/pkg0"\n`;
      await put(tree, `${root}/${folder}/file${file}.go`, goSource(folder, file, local));
    }
  }
}

function modulePath(module: number): string {
  return `example.com/generated/${nameOf(module)}`;
}

function goSource(name: string, file: number, local: string): string {
  const functions = Array.from(
    { length: 8 },
    (_, number) => `
// Describe${file}x${number} says what import "x" would say.
func Describe${file}x${number}(name string, count int) string {
	if count < 0 {
		return strings.Repeat("-", -count) + name
	}
	return fmt.Sprintf("%s: %d", name, count)
}
`,
  );
  return `package ${name}\n\nimport (\n\t"fmt"\n\t"strings"\n${local})\n${functions.join('')}`;
}

/**
 * A uv workspace of Python projects in a src layout; each has a name for Nx in a project.json, which @nxlv/python does not give
 * it. Each file has some imports, of which one may be of another project, and 60 lines of code.
 * @param uv the uv command: it writes the lock file, which the other tools read.
 */
export async function writePythonTree(tree: string, size: Size, uv: string, stopwatch: Stopwatch): Promise<void> {
  await put(tree, 'pyproject.toml', '[tool.uv.workspace]\nmembers = ["projects/*"]\n');
  for (let project = 0; project < size.projects; project++) {
    const root = `projects/${nameOf(project)}`;
    const others = needs(project).map(nameOf);
    const sources = others.map((other) => `${other} = { workspace = true }\n`).join('');
    await put(
      tree,
      `${root}/pyproject.toml`,
      `[project]\nname = "${nameOf(project)}"\nversion = "1.0.0"\nrequires-python = ">=3.11"\n` +
        `dependencies = ${JSON.stringify(others)}\n\n[tool.uv.sources]\n${sources}`,
    );
    await put(tree, `${root}/project.json`, JSON.stringify({ name: nameOf(project) }));
    for (let file = 0; file < size.files / size.projects; file++) {
      const name = file === 0 ? '__init__' : `file${file}`;
      const other = others[file];
      await put(
        tree,
        `${root}/src/${nameOf(project)}/${name}.py`,
        pythonSource(file, other === undefined ? '' : `from ${other} import file1\n`),
      );
    }
  }
  await stopwatch.output({ program: uv, args: ['lock', '--offline', '--quiet'], cwd: tree });
}

function pythonSource(file: number, local: string): string {
  const functions = Array.from(
    { length: 8 },
    (_, number) => `
def describe_${file}_${number}(name: str, count: int) -> str:
    """Says what \`import x\` would say."""
    if count < 0:
        return "-" * -count + name
    return f"{name}: {count!r:>{len(name)}}"
`,
  );
  return `from __future__ import annotations\n\nimport json\nimport os.path\n${local}${functions.join('\n')}`;
}

async function put(tree: string, name: string, text: string): Promise<void> {
  const file = path.join(tree, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
