import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Run } from 'sarif';
import { scratchFolder } from '../adapters/files.ts';
import { DeliveryError } from '../errors.ts';
import { executor, type Job } from '../executor.ts';
import { announce, type Command } from '../toolchain/command.ts';
import type { Source } from './kubernetes/origins.ts';
import { helmLint, lintCommand, notRendered, type Unit, variantsOf } from './kubernetes/render.ts';
import { type Rendered, renderedIn } from './kubernetes/rendered.ts';
import { type Definitions, schemasOf } from './kubernetes/schemas.ts';
import { findingsOf, type ManifestTool, schemaCheck, scoreCheck } from './kubernetes/tools.ts';
import { type Place, perform } from './perform.ts';
import { type Look, runTools } from './run-tools.ts';
import { runFacts } from './sarif/contract.ts';
import { type Finding, runOfFindings } from './sarif/finding.ts';
import { normalise } from './sarif/normalise.ts';

interface Options {
  readonly unit: Unit['kind'];
  /** Folder of the Go module that pins k8s.io/kubernetes, whose sources carry the schemas. Relative to the workspace root. */
  readonly kubernetes: string;
}

/** Renders a chart or an overlay in every way that it is used, and checks what comes out; findings are shown where they were written. */
export default executor<Options>(async ({ unit: kind, kubernetes }, job) => {
  const unit: Unit = { kind, root: job.project.root };
  const scratch = await scratchFolder(job.workspaceRoot);
  try {
    const folder = path.relative(job.workspaceRoot, scratch);
    const sources = await sourcesOf(job);
    const { renderings, problems } = await render(unit, sources, folder, job);
    const { version, schemas } = await writeSchemas([...renderings.values()].flat(), kubernetes, folder, job);
    const about = sources[0]?.file ?? unit.root;
    const tools = [schemaCheck(schemas, about), scoreCheck(version, about)];
    const looks = tools.map((tool): Look => ({ tool: tool.tool, look: (place) => look(tool, renderings, sources, job, place) }));
    const tool = kind === 'helm' ? 'helm' : 'kustomize';
    const own: Look = { tool, look: async (place) => ownRun(tool, problems, about, place) };
    await runTools('lint', renderings.size === 0 ? [own] : [own, ...looks], job);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
});

/** The files that the unit is made of, its own first: what they say goes over the others. */
async function sourcesOf({ workspaceRoot, project, context }: Job): Promise<Source[]> {
  const inputs = context.projectsConfigurations.projects[project.name]?.namedInputs?.['default'] ?? [];
  const patterns = inputs.flatMap((input) => (typeof input === 'string' ? [input] : []));
  const paths = patterns.map((pattern) => pattern.replace('{projectRoot}', project.root).replace('{workspaceRoot}/', ''));
  const files = new Set<string>();
  for await (const file of glob(paths, { cwd: workspaceRoot })) if (/\.(?:ya?ml|tpl)$/.test(file)) files.add(file);
  const own = (file: string) => Number(!file.startsWith(`${project.root}/`));
  const ordered = [...files].sort((a, b) => own(a) - own(b) || (a < b ? -1 : 1));
  return Promise.all(ordered.map(async (file) => ({ file, text: await readFile(path.join(workspaceRoot, file), 'utf8') })));
}

async function render(unit: Unit, sources: readonly Source[], folder: string, { workspaceRoot, process: runner }: Job) {
  const renderings = new Map<string, readonly Rendered[]>();
  const problems: Finding[] = [];
  const files = sources.map(({ file }) => file);
  const inUnit = files.flatMap((file) => (path.dirname(file) === unit.root ? [path.basename(file)] : []));
  async function run(command: Command) {
    announce(command);
    return runner.capture(command);
  }
  if (unit.kind === 'helm') {
    const { stdout, stderr } = await run(lintCommand(unit.root));
    problems.push(...helmLint(`${stdout}\n${stderr}`, unit.root));
  }
  for (const { name, command } of variantsOf(unit, inUnit)) {
    const { exitCode, stdout, stderr } = await run(command);
    if (exitCode === 0) {
      const file = path.join(folder, `${name}.yaml`);
      renderings.set(file, renderedIn(stdout));
      await writeFile(path.join(workspaceRoot, file), stdout);
    } else problems.push(notRendered(unit, stderr, files));
  }
  return { renderings, problems };
}

/** Schemas of the Kubernetes that the workspace pins, from its own sources. @returns its version as v1.34, and the folder of the schemas. */
async function writeSchemas(rendered: readonly Rendered[], kubernetes: string, folder: string, { workspaceRoot, process: runner }: Job) {
  const command: Command = {
    title: 'go mod download k8s.io/kubernetes',
    origin: 'path',
    program: 'go',
    args: ['mod', 'download', '-json', 'k8s.io/kubernetes'],
    cwd: kubernetes,
    env: { GOWORK: 'off' },
  };
  const { exitCode, stdout, stderr } = await runner.capture(command);
  if (exitCode !== 0) {
    throw new DeliveryError('E_SCANNER', {
      what: `the schemas of Kubernetes cannot be had: ${stderr.trim() || stdout.trim()}`,
      where: `${kubernetes}/go.mod`,
      fix: 'check that the module proxy of Go is reached, then run the same command again',
    });
  }
  const { Dir, Version } = JSON.parse(stdout) as { readonly Dir: string; readonly Version: string };
  const { definitions } = JSON.parse(await readFile(path.join(Dir, 'api/openapi-spec/swagger.json'), 'utf8')) as {
    readonly definitions: Definitions;
  };
  const schemas = path.join(folder, 'schemas');
  await mkdir(path.join(workspaceRoot, schemas));
  const kinds = new Set(rendered.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
  for (const [file, schema] of Object.entries(schemasOf(definitions, kinds))) {
    await writeFile(path.join(workspaceRoot, schemas, file), JSON.stringify(schema));
  }
  return { schemas, version: Version.split('.').slice(0, 2).join('.') };
}

/** Lets a tool look at each rendering; what several have in common is said once. */
async function look(
  { tool, check, read }: ManifestTool,
  renderings: ReadonlyMap<string, readonly Rendered[]>,
  sources: readonly Source[],
  { bounded }: Job,
  place: Place,
): Promise<Run> {
  const runs: Run[] = [];
  for (const [file, rendered] of renderings) {
    const one = check(file);
    announce(one.command);
    const format = (text: string) => [runOfFindings(tool, findingsOf(read(text, rendered), sources, one.about))];
    const run = await perform({ ...one, format }, bounded, place);
    if (runFacts(run).state === 'failed') return run;
    runs.push(run);
  }
  return merged(runs);
}

function merged(runs: readonly Run[]): Run {
  const results = new Map(runs.flatMap(({ results = [] }) => results.map((result) => [JSON.stringify(result), result])));
  const rules = new Map(runs.flatMap(({ tool }) => (tool.driver.rules ?? []).map((rule) => [rule.id, rule])));
  const [first] = runs;
  if (first === undefined) throw new Error('nothing was rendered');
  const seconds = runs.reduce((sum, run) => sum + runFacts(run).seconds, 0);
  const { driver } = first.tool;
  return {
    ...first,
    tool: { driver: { ...driver, rules: [...rules.values()] } },
    results: [...results.values()],
    properties: { ...first.properties, seconds },
  };
}

function ownRun(tool: string, problems: readonly Finding[], about: string, { workspaceRoot, project, verb }: Place) {
  const unique = [...new Map(problems.map((problem) => [`${problem.file}:${problem.line} ${problem.message}`, problem])).values()];
  const asked = { workspaceRoot, base: '.', tool, about, blocks: 'LOW' as const };
  return normalise([runOfFindings(tool, unique)], asked, { project, verb, state: 'ran', seconds: 0 });
}
