/** The failures a user can cause, each with the one line that says what kind of failure it is. */
export const ERRORS = {
  E_TOOL_MISSING: 'a tool that this step needs is not installed',
  E_TOOL_VERSION: 'a tool is installed in another version than the one that is locked',
  E_CHECK_FAILED: 'a check found problems',
  E_SCANNER: 'a tool that looks for problems has not done its work',
  E_COMMAND_FAILED: 'a command failed',
  E_INTERRUPTED: 'the step was interrupted',
  E_MANIFEST_INVALID: 'a project file cannot be read',
  E_SOURCE_UNREADABLE: 'a source file cannot be read',
  E_OPTION_INVALID: 'an option has a value that is not accepted',
  E_BASE_UNKNOWN: 'the base of the comparison is not in this clone',
  E_BASE_UNCHECKED: 'the base of the comparison cannot be checked here',
  E_NOT_CACHED: 'a result that is wanted from the cache only is not there',
  E_CLONE_SHALLOW: 'this clone lacks the history that the step needs',
  E_EVENT: 'this run is of no event that is known',
  E_GITHUB: 'GitHub refused or did not answer',
  E_GATE: 'a job that this change needs did not succeed',
  E_SECRET_MISSING: 'a secret is not set',
  E_POLICY: 'the repository on GitHub is not as its policy says',
  E_NOT_A_CLONE: 'this folder is not a git clone',
  E_ENGINE_MISSING: 'no container engine works here',
  E_BASE_IMAGE: 'a base image cannot be had',
  E_IMAGE_RECORD: 'an image record is missing or does not fit',
  E_SETTINGS_INVALID: 'a settings file says what cannot be',
  E_ENVIRONMENT_UNKNOWN: 'there is no such environment',
  E_RELEASE: 'a release cannot be put together or read',
  E_VERSION_UNKNOWN: 'there is no such version to go to',
  E_VERSION_TAKEN: 'a version of this name has other images',
  E_SCHEMA_CONTRACTED: 'the database has left this version behind',
  E_MANIFESTS: 'the manifests cannot be rendered or do not fit',
  E_PROVENANCE: 'an image cannot show where it comes from',
  E_APPROVAL: 'nobody has approved this plan',
  E_PLAN_INVALID: 'a plan is not what was approved',
  E_CONTEXT_UNKNOWN: 'the kubeconfig has no such context',
  E_LOCKED: 'another run works on this environment',
  E_LOCK_LOST: 'another run has taken over',
  E_CLUSTER: 'the cluster does not answer',
  E_CLUSTER_WRONG: 'this cluster belongs to another environment',
  E_ROLLOUT: 'the new version does not come up',
  E_SMOKE: 'the new version does not answer as it should',
  E_TRAFFIC: 'connections do not reach the new version',
  E_VERIFY: 'the environment does not work after the switch',
  E_SWITCHED: 'somebody else has moved live traffic',
  E_OBJECT_REFUSED: 'the cluster refuses a manifest',
  E_CLUSTER_FORBIDDEN: 'the cluster does not allow it',
  E_REGISTRY: 'the registry refused or did not answer',
  E_NAME_INVALID: 'a name has characters or words that cannot be used',
  E_NAME_TAKEN: 'something has this name already',
  E_NAME_UNKNOWN: 'nothing has this name',
  E_STILL_USED: 'other projects use it',
  E_UNCOMMITTED: 'there are changes that no commit has',
  E_LAYOUT: 'this workspace has not the layout that the generator knows',
  E_DISK_FULL: 'the disk is full',
} as const;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetail {
  /** What was wrong, with the value that was wrong. */
  readonly what: string;
  /** The file, project or command, relative to the workspace. */
  readonly where?: string;
  /** What the user can do; a command where there is one. */
  readonly fix: string;
}

/** A failure with a known cause and remedy: shown without a stack trace. Anything else that is thrown is a bug. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail) {
    super(detail.what);
    this.code = code;
    this.detail = detail;
  }
}

/** The message as a terminal shows it: code and cause, then place, then remedy. */
export function formatError(error: DeliveryError): string {
  const { what, where, fix } = error.detail;
  const lines = [`${error.code}: ${what}`];
  if (where !== undefined) lines.push(`  where  ${indented(where)}`);
  lines.push(`  fix    ${indented(fix)}`);
  return lines.join('\n');
}

/** Nx prints message and stack of what a plugin throws: a user's mistake shows its cause and remedy once. */
export function forNx(...errors: readonly Error[]): Error {
  if (!errors.every((error) => error instanceof DeliveryError)) return errors[0] ?? new Error();
  const shown = new Error(errors.map(formatError).join('\n'));
  shown.stack = '';
  return shown;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n         ');
}
