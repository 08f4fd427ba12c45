import path from 'node:path';
import type { Edge, OwnedSources } from '../edge.ts';
import { isSource } from '../go/folders.ts';
import { readGoSource } from '../go/source-files.ts';
import { isPythonTest, readPythonImports } from '../python/source-files.ts';
import type { Scanner, SourceReader } from '../scans.ts';
import { NOTHING, type ProtoSource, parseProtoSource } from './source.ts';

interface OwnedFile {
  readonly project: string;
  readonly file: string;
}

const SCANNER: Scanner<ProtoSource> = { parse: (bytes) => parseProtoSource(bytes.toString('utf8')), nothing: NOTHING };

/**
 * What needs a project with .proto sources: another one that imports them, and every Go and Python file that imports a stub
 * of them which is generated and not part of the workspace. A stub that is part of it is a source like any other.
 */
export function protoEdges(context: OwnedSources): Edge[] {
  const protos = new Set(Object.keys(context.projects).filter((name) => context.projects[name]?.tags?.includes('proto')));
  if (protos.size === 0) return [];
  const files = Object.entries(context.fileMap.projectFileMap).flatMap(([project, owned]) => owned.map(({ file }) => ({ project, file })));
  const sources = files.filter(({ project, file }) => protos.has(project) && file.endsWith('.proto'));
  const owners = ownersOf(sources, new Set(files.map(({ file }) => file)), context);
  return files.flatMap(({ project, file }) => {
    const targets = new Set(importsOf(file, protos.has(project), context.reader).flatMap((name) => owners.get(name) ?? []));
    const kind = isTest(file, context.projects[project]?.root ?? '.') ? 'test' : 'production';
    return [...targets].flatMap((target): Edge[] => (target === project ? [] : [{ source: project, target, file, kind }]));
  });
}

/** By what one imports: the path of a .proto file below each folder, the Go package of its stub, the Python modules of it. */
function ownersOf(sources: readonly OwnedFile[], all: ReadonlySet<string>, { projects, reader }: OwnedSources): Map<string, string> {
  const names = new Set([...all].map((file) => path.posix.basename(file)));
  const owners = new Map<string, string>();
  for (const { project, file } of sources) {
    const inProject = path.posix.relative(projects[project]?.root ?? '.', file);
    const stub = path.posix.basename(file, '.proto');
    const { goPackage } = reader.read(file, SCANNER);
    if (goPackage !== undefined && !names.has(`${stub}.pb.go`)) owners.set(goPackage, project);
    for (const below of suffixes(inProject)) {
      if (!owners.has(below)) owners.set(below, project);
      const module = below.replace(/\.proto$/, '').replaceAll('/', '.');
      if (names.has(`${stub}_pb2.py`)) continue;
      for (const made of [`${module}_pb2`, `${module}_pb2_grpc`]) if (!owners.has(made)) owners.set(made, project);
    }
  }
  return owners;
}

/** `a/b/c` -> `a/b/c`, `b/c`, `c`: any folder may be the root that imports start from. */
function suffixes(file: string): string[] {
  const parts = file.split('/');
  return parts.map((_, position) => parts.slice(position).join('/'));
}

function importsOf(file: string, inProto: boolean, reader: SourceReader): readonly string[] {
  if (file.endsWith('.proto')) return inProto ? reader.read(file, SCANNER).imports : [];
  if (file.endsWith('.go')) return isSource(file) ? readGoSource(reader, file).imports : [];
  if (!/\.pyi?$/.test(file)) return [];
  return readPythonImports(reader, file).flatMap(({ module, names, level }) =>
    level > 0 || !/_pb2/.test(`${module} ${names}`) ? [] : [module, ...names.map((name) => `${module}.${name}`)],
  );
}

function isTest(file: string, root: string): boolean {
  return file.endsWith('_test.go') || isPythonTest(path.posix.relative(root, file));
}
