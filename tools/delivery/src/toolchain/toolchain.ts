import type { TargetConfiguration } from '@nx/devkit';
import type { Check, LintCheck, VulnerabilityFiles } from './check.ts';
import type { Command } from './command.ts';

/** What the graph knows of a project when it gives it targets. Paths are relative to the workspace root. */
export interface ProjectFacts {
  readonly root: string;
  readonly name: string;
  /** Content of the toolchain's marker file, e.g. of go.mod. */
  readonly marker: string;
  /** Whether other projects lie in folders below this one's. */
  readonly around: boolean;
  /** Whether an image is packed from this project. */
  readonly packed: boolean;
  /** Programs that Go tool modules of the workspace build: program -> project name and root. */
  readonly goTools: ReadonlyMap<string, { readonly project: string; readonly root: string }>;
  /** What other projects contribute to what this one builds, and to its own checks, whose sources may import more. */
  readonly upstream: { readonly production: Upstream; readonly checks: Upstream };
  /** Only for Go projects. */
  readonly go?: GoFacts;
  /** Whether there is such a file, relative to the project's root. */
  has(file: string): boolean;
  /** Those of these npm packages that the workspace names: an input that is no package of the workspace would fail every run. */
  installed(packages: readonly string[]): string[];
  /** Files of these names in the folders above the project: settings that hold for what is below them. */
  above(names: readonly string[]): readonly string[];
  /** Lock files, or parts of them, that decide what a Python project's checks import and the tools of a verb that run them. */
  locks(verb: string): readonly string[];
  /** The same for the tools alone. */
  toolLocks(verb: string): readonly string[];
}

/** What other projects contribute to a target, as Nx writes it. */
export interface Upstream {
  /** Their production files. */
  readonly inputs: NonNullable<TargetConfiguration['inputs']>;
  /** The tasks that make code of theirs. */
  readonly generate: NonNullable<TargetConfiguration['dependsOn']>;
}

/** What the graph knows of a Go project. Paths are relative to the workspace root but for `mains`. */
export interface GoFacts {
  /** Folder of its go.mod. */
  readonly module: string;
  /** The files of go.work that its results depend on; empty when its go.mod says everything. */
  readonly workspace: readonly string[];
  /** Which packages are its own: all at and below its folder, those in its folder only, or none. */
  readonly packages: 'all' | 'own' | 'none';
  /** Folders of its programs, relative to its root. */
  readonly mains: readonly string[];
  /** Patterns of the files that `//go:embed` puts into its packages, and into its tests. */
  readonly embedded: readonly string[];
  readonly embeddedInTests: readonly string[];
}

/** What a toolchain adds to a project. */
export interface Inferred {
  readonly targets: Readonly<Record<string, TargetConfiguration>>;
  readonly namedInputs: Readonly<Record<string, TargetConfiguration['inputs'] & object>>;
}

/** A project as the executors see it. Paths are relative to the workspace root. */
export interface Project {
  readonly name: string;
  readonly root: string;
  readonly go?: GoScope | undefined;
}

/** How the go command is to see a project; the graph decides it and the target's options carry it. */
export interface GoScope {
  /** Folder of its go.mod, relative to the workspace root; the project's own without it. */
  readonly module?: string;
  /** Whether modules are found through go.work; otherwise go.mod says everything. */
  readonly workspace?: true;
  /** Whether only the package in its folder is the project's, as others below it are projects of their own. */
  readonly onePackage?: true;
  /** Folders of the programs, relative to its root. */
  readonly mains?: readonly string[];
  /** Build tags of its tests. Such tests take long or need other programs: each is shown, and Go's own cache is not used. */
  readonly tags?: readonly string[];
  /**
   * Whether its tests are compiled as `build` compiles: without the race detector, coverage and vet. For a few lines around
   * a module so large that compiling it a second time takes minutes.
   */
  readonly asBuilt?: true;
}

export interface LintOptions {
  /** Repair what can be repaired instead of only reporting it. */
  readonly fix: boolean;
  /** Archive (tar) of the project as it is at the base of the change, relative to the workspace root, if it is there. */
  readonly base?: string;
}

export interface TestOptions {
  /** Folder for junit.xml and coverage files, relative to the workspace root. */
  readonly outputDir: string;
  /** Run only the tests whose name matches; the language's own pattern syntax. */
  readonly filter?: string;
  /** Keep running and test again at each change. */
  readonly watch: boolean;
  /** Passed on to the test runner as they are. */
  readonly args: readonly string[];
}

export interface GenerateOptions {
  /** The sources, relative to the project's root, sorted. */
  readonly protos: readonly string[];
  /** Whether Python stubs are wanted: the project has a pyproject.toml to carry them. */
  readonly python: boolean;
}

export interface BuildOptions {
  /** Folder for the artefact, relative to the workspace root; it exists and is empty. */
  readonly outputDir: string;
  readonly platform: Platform;
  /** Hash of the sources, for the stamp. */
  readonly source: string;
  /** Variable that gets the stamp, if any. */
  readonly stamp?: string;
  /** What the project consists of. */
  readonly contents: Contents;
}

/** What `build` finds in the workspace before it decides. Paths are relative to the workspace root. */
export interface Contents {
  /** Text of the toolchain's marker file. */
  readonly marker: string;
  /** Roots of the projects of this toolchain's kind that this one is made of, itself last, sorted otherwise. */
  readonly sources: readonly string[];
}

/** A platform as Go and OCI name it. */
export interface Platform {
  readonly os: string;
  readonly arch: 'amd64' | 'arm64';
}

/**
 * One language: how its projects are recognised and what each verb runs. Adding a language is adding one of these to
 * the table; no executor changes.
 */
export interface Toolchain {
  readonly name: string;
  /** The file whose presence makes a folder a project of this toolchain. */
  readonly marker: string;
  /** Whether a marker file with this text is one, beside a Go module with or without code of its own; without it, every one is. */
  readonly recognises?: (marker: string, hasGoCode: () => boolean) => boolean;
  infer(project: ProjectFacts, options: PluginOptions): Inferred;
  readonly lint?: (project: Project, options: LintOptions) => readonly LintCheck[];
  /** The check of `lint` that compares with the base of the change, if there is one. */
  readonly comparesWithBase?: string;
  /** What is dangerous in the sources. */
  readonly scan?: (project: Project) => readonly Check[];
  /** Known vulnerabilities of what the sources use, where the language can tell what of it is called. */
  readonly audit?: (project: Project, database: VulnerabilityFiles) => readonly Check[];
  readonly generate?: (project: Project, options: GenerateOptions) => readonly Command[];
  readonly build?: (project: Project, options: BuildOptions) => readonly Command[];
  /** Patterns of what does not belong into the artefact, because it differs from machine to machine. */
  readonly discard?: readonly string[];
  readonly test?: (project: Project, options: TestOptions) => readonly Command[];
}

export type GoProjects = 'module' | 'top-level' | 'package';

/** Options of the plugin in nx.json. */
export interface PluginOptions {
  /** Go variable that `build` sets to the hash of the sources: `import/path.Name`. */
  readonly goStamp?: string;
  /** First part of every image's name, e.g. `kerp` for `kerp/api-server`. */
  readonly imageNamespace?: string;
  /** What is a project in a Go module: the module, each top-level folder of it, or each package. */
  readonly goProjects?: GoProjects;
}
