import type { Remark } from './kubeconform.ts';
import { containerIn, type Rendered } from './rendered.ts';

interface Scored {
  readonly type_meta: { readonly kind: string; readonly apiVersion: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly Comment[] | null;
  }[];
}

interface Comment {
  /** Name of a container, or nothing. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly documentation_url?: string;
}

/** What it only advises is left out: the number of pods and how they are reached differ from environment to environment. */
const CRITICAL = 1;

/** What does not hold here, and why. */
export const IGNORED = {
  'container-image-tag': 'a deploy writes the digest of the release',
  'container-image-pull-policy': 'images go by digest: one that is there is the right one',
  'container-ephemeral-storage-request-and-limit': 'root file systems are read-only',
  'container-security-context-user-group-id': 'user 1000 of the images is nobody on the nodes',
  'deployment-has-host-podantiaffinity': 'pods are spread by topologySpreadConstraints',
  'statefulset-has-host-podantiaffinity': 'pods are spread by topologySpreadConstraints',
  'statefulset-has-servicename': 'each has one pod, which is reached by the address of a Service',
} as const;

/** The part of a container that a check looks at. */
const PARTS: Readonly<Record<string, string>> = {
  'container-security-context-privileged': '/securityContext/privileged',
  'container-security-context-readonlyrootfilesystem': '/securityContext/readOnlyRootFilesystem',
  'container-seccomp-profile': '/securityContext/seccompProfile',
  'container-resources': '/resources/limits',
  'environment-variable-key-duplication': '/env',
};

/** `kube-score score --output-format=json`: https://github.com/zegl/kube-score */
export function kubeScore(text: string, rendered: readonly Rendered[]): Remark[] {
  // Of objects that it does not know, as of roles alone, it says nothing: null.
  const scored: unknown = JSON.parse(text) ?? [];
  if (!Array.isArray(scored)) throw new TypeError('a list was expected');
  return (scored as Scored[]).flatMap(({ type_meta: { kind, apiVersion }, object_meta: { name }, checks }) => {
    const about = rendered.find((one) => one.kind === kind && one.name === name && one.apiVersion === apiVersion);
    if (about === undefined) throw new TypeError(`it names ${kind} ${name}, which was not rendered`);
    const critical = checks.filter(({ grade, skipped }) => grade <= CRITICAL && !skipped);
    return critical.flatMap(({ check: { id }, comments }) =>
      (comments ?? []).map((comment): Remark => {
        const container = comment.path === '' ? undefined : containerIn(about.object, comment.path);
        return {
          rule: id,
          level: 'error',
          message: [comment.summary, comment.description].filter(Boolean).join('. '),
          about,
          ...(comment.path === '' ? {} : { container: comment.path }),
          pointer: container === undefined ? '/kind' : container + (PARTS[id] ?? ''),
          ...(comment.documentation_url ? { help: comment.documentation_url } : {}),
        };
      }),
    );
  });
}
