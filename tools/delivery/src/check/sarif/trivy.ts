import type { ReportingDescriptor, Result, Run } from 'sarif';
import { type Look, UnreadableAnswer } from './answer.ts';
import { NO_REMEDY, SUBJECT } from './contract.ts';
import { placeOfImage } from './image-place.ts';
import { listedElsewhere } from './lock-lines.ts';
import { ofWord } from './severity.ts';

/** https://trivy.dev/docs/latest/configuration/reporting/#json */
interface Report {
  readonly SchemaVersion?: number;
  readonly Results?: readonly Target[];
}

interface Target {
  /** File of the image; of packages of the system, the file that the archive has here. */
  readonly Target: string;
  readonly Class?: string;
  /** Such as `debian` or `python-pkg`. */
  readonly Type: string;
  readonly Vulnerabilities?: readonly Vulnerability[];
}

interface Vulnerability {
  readonly VulnerabilityID: string;
  readonly PkgName: string;
  /** File of the image that has it, where it is no package of the system. */
  readonly PkgPath?: string;
  readonly InstalledVersion: string;
  readonly FixedVersion?: string;
  readonly Severity: string;
  readonly Title?: string;
  readonly PrimaryURL?: string;
}

/** Kinds of packages in images that lock files list, too. */
const ECOSYSTEMS: Readonly<Record<string, string>> = { gobinary: 'Go', 'node-pkg': 'npm', 'python-pkg': 'PyPI' };

/** Of an image. Its own SARIF names places in the image, where there is no line that anybody can change. */
export function readTrivy(text: string, look: Look): readonly Run[] {
  const { SchemaVersion, Results = [] } = JSON.parse(text) as Report;
  if (SchemaVersion !== 2) throw new UnreadableAnswer(`is no report of trivy of version 2 but of ${SchemaVersion ?? 'none'}`);
  const place = placeOfImage(look);
  const isElsewhere = listedElsewhere(look);
  const rules = new Map<string, ReportingDescriptor>();
  const results: Result[] = [];
  for (const { Target, Class, Type, Vulnerabilities = [] } of Results) {
    const inside = Class === 'os-pkgs' ? `the packages of ${Type}` : Target;
    for (const found of Vulnerabilities) {
      const { VulnerabilityID: id, PkgName, InstalledVersion, PkgPath = inside, FixedVersion, Severity, Title, PrimaryURL } = found;
      if (isElsewhere(ECOSYSTEMS[Type], PkgName, InstalledVersion)) continue;
      const summary = Title || 'has a known vulnerability';
      rules.set(id, { id, shortDescription: { text: summary }, ...(PrimaryURL ? { helpUri: PrimaryURL } : {}) });
      const remedy = FixedVersion ? `fixed in ${FixedVersion}` : 'no version without it is known';
      results.push({
        ruleId: id,
        level: 'error',
        message: { text: `${PkgName} ${InstalledVersion}: ${summary}; ${remedy}; in ${PkgPath}` },
        locations: [{ physicalLocation: { artifactLocation: { uri: place.uri }, region: { startLine: place.startLine } } }],
        // What nobody has rated yet counts as high until somebody does.
        properties: {
          severity: ofWord(Severity) ?? 'HIGH',
          [SUBJECT]: `${Type} ${PkgName}`,
          ...(FixedVersion ? {} : { [NO_REMEDY]: true }),
        },
      });
    }
  }
  return [{ tool: { driver: { name: 'trivy', rules: [...rules.values()] } }, results }];
}
