import { withMemberAt, withoutMember } from '../json-text.ts';
import type { Names } from './names.ts';
import { withLines, withoutLines, withoutSection, withoutWord, withSection, withWord } from './text.ts';

/** A file that names every service or library, and how one more gets into it and out again. */
export interface Place {
  readonly file: string;
  readonly add: (text: string) => string;
  readonly remove: (text: string) => string;
}

export interface Service extends Names {
  readonly lang: 'go' | 'python';
  readonly http: boolean;
  readonly grpc: boolean;
  readonly queue: boolean;
  /** Of this machine, through which the local environment is reached. */
  readonly nodePort: number;
}

const ENVIRONMENTS = 'deployments/environments.json';
const VALUES = 'deployments/helm/kerp';

/** Where the module of a Go project is named. */
export const goWork = (folder: string): Place => line('go.work', 'use (', `\t./${folder}`);

/** Where an application in Python is named. Libraries are members by their folder. */
export function uvMember(folder: string): Place {
  const word = `"${folder}"`;
  return { file: 'pyproject.toml', add: (text) => withWord(text, '\nmembers = [', word), remove: (text) => withoutWord(text, word) };
}

/** Where a library in Python is named, so that others can depend on it. */
export const uvSource = (distribution: string): Place =>
  line('pyproject.toml', '[tool.uv.sources]', `${distribution} = { workspace = true }`);

/** Everywhere that a service is named beside its own files. */
export function servicePlaces(service: Service, environments: readonly string[]): Place[] {
  const { name, camel, lang, http, queue, nodePort } = service;
  const values = { file: `${VALUES}/values.yaml`, add: (text: string) => withSection(text, valuesOf(service)) };
  const local = http ? `\n  service:\n    type: NodePort\n    nodePort: ${nodePort}` : '';
  const localValues = {
    file: `${VALUES}/values-local.yaml`,
    add: (text: string) => withSection(text, `${camel}:\n  replicaCount: 1${local}`),
  };
  return [
    lang === 'go' ? goWork(`apps/${name}`) : uvMember(`apps/${name}`),
    member(ENVIRONMENTS, ['services'], `"${name}"`),
    ...environments.map((one) => member(ENVIRONMENTS, ['environments', one, 'strategies'], `"${name}": "rolling"`)),
    line('deployments/k8s/base/kustomization.yaml', 'resources:', `  - ${name}.yaml`),
    component('deployments/k8s/overlays/local/kustomization.yaml', name),
    { ...values, remove: (text) => withoutSection(text, camel) },
    ...(queue ? [line(localValues.file, 'secrets:', `  ${name}:\n    NATS_URL: nats://nats:4222`)] : []),
    { ...localValues, remove: (text) => withoutSection(text, camel) },
    member(`${VALUES}/values.schema.json`, ['properties'], `"${camel}": { "$ref": "#/definitions/workload" }`),
    ...(http ? [member('apps/e2e/project.json', ['implicitDependencies'], `"${name}"`)] : []),
  ];
}

function valuesOf({ name, camel, http }: Service): string {
  return `${camel}:
  replicaCount: 2
  image:
    repository: kerp/${name}
    tag: latest
    digest: ""
  resources:
    requests: { cpu: 100m, memory: 128Mi }
    limits: { cpu: 500m, memory: 512Mi }${http ? '\n  service:\n    type: ClusterIP\n    # Only for NodePort.\n    nodePort: null' : ''}`;
}

function line(file: string, header: string, added: string): Place {
  return { file, add: (text) => withLines(text, header, added), remove: (text) => withoutLines(text, added) };
}

function member(file: string, path: string[], added: string): Place {
  return { file, add: (text) => withMemberAt(text, path, added), remove: (text) => withoutMember(text, path, added) };
}

/** A list that is there only while it has something in it. */
function component(file: string, name: string): Place {
  const header = 'components:';
  const added = `  - ${name}`;
  return {
    file,
    add: (text) => (text.includes(`\n${header}\n`) ? withLines(text, header, added) : withSection(text, `${header}\n${added}`)),
    remove: (text) => withoutLines(text, added).replace(/\n\ncomponents:\n(?! )/, '\n'),
  };
}
