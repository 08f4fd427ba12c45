import { parseArgs } from 'node:util';
import { gitHubToken } from '../../adapters/github-token.ts';
import { DeliveryError } from '../../errors.ts';
import { main } from '../entry.ts';

/** A token is not used any more when it has less than this left, in milliseconds. */
const RENEW_MS = 60_000;

/**
 * Lets a job of GitHub Actions into a cluster that takes its word, as an exec credential plugin of a kubeconfig:
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
await main(async () => {
  const { audience = '' } = parseArgs({ options: { audience: { type: 'string' } } }).values;
  const given = await gitHubToken(process.env, audience);
  if (given === undefined)
    throw new DeliveryError('E_SECRET_MISSING', {
      what: `no token for ${audience} can be had: this is no job of GitHub Actions that may say who it is`,
      fix: 'give the job `permissions: id-token: write`; elsewhere use a kubeconfig of your own',
    });
  const status = { token: given.token, expirationTimestamp: new Date(given.expiresAt - RENEW_MS).toISOString() };
  console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));
  return 0;
});
