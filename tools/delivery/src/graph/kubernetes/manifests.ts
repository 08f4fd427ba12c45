import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../../errors.ts';
import type { Scanner, SourceReader } from '../scans.ts';
import type { Chart } from './chart.ts';
import type { Kustomization } from './kustomization.ts';
import { chartScanner, imageScanner, kustomizationScanner, type Scanned, templateScanner } from './scanners.ts';
import { asError } from './yaml.ts';

/** The charts and kustomizations of a workspace, and what they are made of. Paths are relative to its root. */
export interface Manifests {
  /** Folder -> its Chart.yaml. */
  readonly charts: ReadonlyMap<string, string>;
  /** Folder -> the file that makes it a kustomization. */
  readonly kustomizations: ReadonlyMap<string, string>;
  /** @returns undefined where there is none. */
  chart(folder: string): Chart | undefined;
  /** @returns undefined where there is none. */
  kustomization(folder: string): Kustomization | undefined;
  /** Names of the images in a file of manifests, patches or values; none in a file of another format. */
  images(file: string): readonly string[];
  /** The same in a file of whatever content, which need not be YAML although it is called so. */
  imagesIfYaml(file: string): readonly string[];
  /** Names of the images in the values and templates of a chart, those of the charts inside it included. */
  chartImages(folder: string): readonly string[];
  /** Where a path leads without symbolic links; undefined when that is nowhere, or outside of the workspace. */
  real(place: string): string | undefined;
}

/** Gets what a user has to correct. */
export type Report = (file: string, error: DeliveryError) => void;

const CHART = /(?:^|\/)Chart\.yaml$/;
const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const YAML = /\.ya?ml$/;
const VALUES = /(?:^|\/)values[^/]*\.ya?ml$/;
const TEMPLATE = /(?:^|\/)templates\/.*\.(?:ya?ml|tpl)$/;
/** Folders of what tests read, and those whose name a generator fills in later. */
const NO_PLACE = /(?:^|\/)(?:testdata|fixtures|__fixtures__|[^/]*\{\{[^/]*)\//;

/** @param files every file that Nx lists; only those of Kubernetes matter. */
export function manifestsIn(files: readonly string[], reader: SourceReader, report: Report): Manifests {
  const { workspaceRoot } = reader;
  const own = files.filter((file) => !NO_PLACE.test(file));
  const present = new Set(own);

  function read<T>(file: string | undefined, scanner: Scanner<Scanned<T>>, tell: Report = report): T | undefined {
    if (file === undefined || !present.has(file)) return undefined;
    const { found, problem } = reader.read(file, scanner);
    if (problem) tell(file, asError(problem, file));
    return found;
  }
  /** What is found in a file is remembered by its name, so the name alone decides on the scanner. */
  function images(file: string, tell = report): readonly string[] {
    if (TEMPLATE.test(file)) return read(file, templateScanner) ?? [];
    return YAML.test(file) && !CHART.test(file) && !KUSTOMIZATION.test(file) ? (read(file, imageScanner, tell) ?? []) : [];
  }
  const charts = new Map(own.filter((file) => CHART.test(file)).map((file) => [path.posix.dirname(file), file]));
  const kustomizations = byFolder(
    own.filter((file) => KUSTOMIZATION.test(file) && read(file, kustomizationScanner) !== undefined),
    report,
  );
  const filesOf = chartFiles(own, charts);
  return {
    charts,
    kustomizations,
    chart: (folder) => read(charts.get(folder), chartScanner),
    kustomization: (folder) => read(kustomizations.get(folder), kustomizationScanner),
    images: (file) => images(file),
    imagesIfYaml: (file) => images(file, () => undefined),
    chartImages: (folder) =>
      (filesOf.get(folder) ?? []).filter((file) => TEMPLATE.test(file) || VALUES.test(file)).flatMap((file) => images(file)),
    real(place) {
      // Nx does not list what is below a link, and looking at one file is faster than looking at all folders above it.
      if (charts.has(place) || kustomizations.has(place) || (present.has(place) && !isLink(path.join(workspaceRoot, place)))) return place;
      return realPath(place, workspaceRoot);
    },
  };
}

/** kustomize takes none of them where there are two. */
function byFolder(files: readonly string[], report: Report): Map<string, string> {
  const folders = new Map<string, string>();
  for (const file of files) {
    const folder = path.posix.dirname(file);
    const other = folders.get(folder);
    if (other === undefined) folders.set(folder, file);
    else {
      const what = `${path.posix.basename(file)} and ${path.posix.basename(other)} are in one folder`;
      report(file, new DeliveryError('E_MANIFEST_INVALID', { what, where: file, fix: 'remove one of them' }));
    }
  }
  return folders;
}

/** Chart -> every file below its folder. */
function chartFiles(files: readonly string[], charts: ReadonlyMap<string, string>): Map<string, string[]> {
  const found = new Map([...charts.keys()].map((folder): [string, string[]] => [folder, []]));
  for (const file of files) {
    for (let at = path.posix.dirname(file); ; at = path.posix.dirname(at)) {
      found.get(at)?.push(file);
      if (at === '.' || at === '/') break;
    }
  }
  return found;
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function realPath(place: string, workspaceRoot: string): string | undefined {
  try {
    const real = path.relative(realpathSync(workspaceRoot), realpathSync(path.join(workspaceRoot, place)));
    return real.startsWith('..') ? undefined : real || '.';
  } catch {
    // There is nothing, or links lead in a circle.
    return undefined;
  }
}
