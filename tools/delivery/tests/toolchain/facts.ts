import type { TargetConfiguration } from '@nx/devkit';
import type { GoFacts, Inferred, ProjectFacts, Upstream } from '../../src/toolchain/toolchain.ts';

interface Facts extends Partial<Pick<ProjectFacts, 'around' | 'marker' | 'packed' | 'root' | 'upstream'>> {
  readonly go?: Partial<GoFacts>;
  readonly files?: readonly string[];
  /** npm packages that the workspace does not name. */
  readonly absent?: readonly string[];
  /** Files in folders above. */
  readonly above?: readonly string[];
  /** Programs in cmd/. */
  readonly mains?: readonly string[];
  /** Programs of Go tool modules; each is in the module tools/bin/<program>. */
  readonly goTools?: readonly string[];
}

const EVERYTHING: Upstream = { inputs: ['^production'], generate: ['^generate'] };

/** A project at apps/x with nothing but what is given. */
export function factsOf({
  files = [],
  above = [],
  absent = [],
  mains = [],
  goTools = [],
  marker = '',
  packed = false,
  around = false,
  root = 'apps/x',
  upstream = { production: EVERYTHING, checks: EVERYTHING },
  go,
}: Facts = {}): ProjectFacts {
  return {
    root,
    name: 'x',
    marker,
    around,
    packed,
    upstream,
    goTools: new Map(goTools.map((program) => [program, { project: program, root: `tools/bin/${program}` }])),
    go: {
      module: root,
      workspace: [],
      packages: 'all',
      mains: mains.map((main) => `cmd/${main}`),
      embedded: [],
      embeddedInTests: [],
      ...go,
    },
    has: (file) => files.includes(file),
    installed: (packages) => packages.filter((name) => !absent.includes(name)),
    above: (names) => above.filter((file) => names.some((name) => file === name || file.endsWith(`/${name}`))),
    locks: (verb) => [`locked/for/${verb}`],
    toolLocks: (verb) => [`tools/of/${verb}`],
  };
}

/** A target without its description, which is for people. */
export function withoutWords({ metadata: _, ...target }: TargetConfiguration): TargetConfiguration {
  return target;
}

export function targetOf({ targets }: Inferred, name: string): TargetConfiguration {
  return withoutWords(targets[name] ?? {});
}
