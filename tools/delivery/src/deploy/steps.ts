import type { Labels } from './objects.ts';

/** One thing to do, as data. Each can be done again: it looks at what is there first. */
export type Step =
  | { readonly do: 'apply-shared'; readonly objects: readonly string[] }
  | { readonly do: 'await-shared'; readonly object: string }
  | { readonly do: 'migrate'; readonly job: string }
  | { readonly do: 'apply-service'; readonly service: string }
  | ({ readonly do: 'apply' } & OfInstance)
  /** Brings the instance to `replicas`, or to as many as `like` has if that is more. */
  | ({ readonly do: 'scale'; readonly replicas: number; readonly like?: string } & OfInstance)
  | ({ readonly do: 'await' } & OfInstance)
  /** Asks the instance through its preview Service. */
  | ({ readonly do: 'smoke' } & OfInstance)
  /** Moves the Service from what it selects to the instance; `from` is null while it selects nothing. */
  | ({ readonly do: 'switch'; readonly from: Labels | null } & OfInstance)
  /** Waits until new connections reach the instance and nothing else. */
  | ({ readonly do: 'traffic' } & OfInstance)
  | { readonly do: 'check'; readonly command: readonly string[]; readonly url: string }
  /** Watches the new instances. */
  | { readonly do: 'soak'; readonly seconds: number; readonly instances: readonly OfInstance[] }
  /** Keeps a replaced instance for a while, so that a rollback is instant. */
  | ({ readonly do: 'retain'; readonly seconds: number } & OfInstance)
  /** Stops the pods of an instance that is not live. */
  | ({ readonly do: 'park' } & OfInstance)
  /** Deletes an instance that is not live and belongs to another strategy. */
  | ({ readonly do: 'remove' } & OfInstance);

export interface OfInstance {
  readonly service: string;
  readonly instance: string;
}

/** What a step does, in a line. */
export function describeStep(step: Step): string {
  switch (step.do) {
    case 'apply-shared':
      return `apply ${step.objects.join(', ')}`;
    case 'await-shared':
      return `wait until ${step.object} is ready`;
    case 'migrate':
      return `bring the database up to date with Job/${step.job}`;
    case 'apply-service':
      return `apply Service/${step.service}, without its selector`;
    case 'apply':
      return `apply Deployment/${step.instance}`;
    case 'scale':
      return `scale ${step.instance} to ${step.replicas}${step.like === undefined ? '' : `, or as many as ${step.like} has`}`;
    case 'await':
      return `wait until ${step.instance} is ready`;
    case 'smoke':
      return `ask ${step.instance} through its preview`;
    case 'switch':
      return `switch Service/${step.service} to ${step.instance}`;
    case 'traffic':
      return `wait until new connections reach ${step.instance} only`;
    case 'check':
      return `check ${step.url}: ${step.command.join(' ')}`;
    case 'soak':
      return `watch ${step.instances.map(({ instance }) => instance).join(', ')} for ${step.seconds} s`;
    case 'retain':
      return `keep ${step.instance} for ${step.seconds} s`;
    case 'park':
      return `stop ${step.instance}`;
    case 'remove':
      return `delete ${step.instance}`;
  }
}
