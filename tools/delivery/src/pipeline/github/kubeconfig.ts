import { DeliveryError } from '../../errors.ts';

/** The secret of a GitHub environment that holds the kubeconfig of its cluster. */
export const KUBECONFIG_SECRET = 'KUBE_CONFIG';

/** @throws E_SECRET_MISSING saying where it is set. */
export function kubeconfigIn(env: NodeJS.ProcessEnv, environment: string): string {
  const text = env[KUBECONFIG_SECRET];
  if (text?.trim()) return text;
  throw new DeliveryError('E_SECRET_MISSING', {
    what: `the GitHub environment '${environment}' has no secret ${KUBECONFIG_SECRET}`,
    fix:
      `gh secret set ${KUBECONFIG_SECRET} --env ${environment} < kubeconfig\n` +
      `or in the browser: Settings > Environments > ${environment} > Environment secrets`,
  });
}
