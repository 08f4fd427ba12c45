import { type Bundle, bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { PolicyError, toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { DeliveryError } from '../errors.ts';
import type { Release, ReleasedImage } from './releases.ts';
import type { Environment, Signers } from './settings.ts';

/** https://slsa.dev/spec/v1.0/provenance, in an in-toto statement: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const STATEMENT = 'https://in-toto.io/Statement/v1';
const PROVENANCE = 'https://slsa.dev/provenance/v1';

interface Statement {
  readonly _type?: string;
  readonly predicateType?: string;
  readonly subject?: readonly { readonly digest?: Readonly<Record<string, string>> }[];
}

/** Where the attestations are kept that were brought along. */
export interface Attestations {
  /** Of an image digest: the lines of `gh attestation download`, a Sigstore bundle each; undefined when there are none. */
  of(digest: string): Promise<string | undefined>;
  /** TrustedRoot of Sigstore, as `gh attestation trusted-root` writes it. */
  trustedRoot(file: string): Promise<string>;
}

/**
 * Every image of the release must have a signed statement, by one of the signers that the environment trusts, that it built these bytes.
 * Nobody is asked: what proves it is in the bundle, and who may sign in the trusted root.
 * @throws E_PROVENANCE naming every image that cannot show where it comes from.
 */
export async function refuseUnproven({ images }: Release, environment: Environment, attestations: Attestations): Promise<void> {
  const { provenance } = environment;
  if (provenance === 'unsigned') return;
  const verifier = verifierOf(await attestations.trustedRoot(provenance.trustedRoot), provenance.trustedRoot);
  const refusals = await Promise.all(
    Object.values(images).map(async (image) => {
      const lines = (await attestations.of(image.digest))?.split('\n').filter((line) => line.trim() !== '') ?? [];
      return refusalOf(image, lines, provenance, verifier);
    }),
  );
  const found = refusals.filter((refusal) => refusal !== undefined);
  if (found.length === 0) return;
  throw new DeliveryError('E_PROVENANCE', {
    what: found.map(({ what }) => what).join('\n'),
    where: environment.name,
    fix: [...new Set(found.map(({ fix }) => fix))].join('\n'),
  });
}

interface Refusal {
  readonly what: string;
  readonly fix: string;
}

/** One statement that holds is enough. @returns why the last one does not. */
function refusalOf(image: ReleasedImage, lines: readonly string[], signers: Signers, verifier: Verifier): Refusal | undefined {
  const reference = `${image.repository}@${image.digest}`;
  let refusal: Refusal = {
    what: `${reference} has no attestation`,
    fix: `have it asked of GitHub: GITHUB_REPOSITORY=<owner>/<name>, and a GITHUB_TOKEN with attestations: read; what has none there was not built by build.yml`,
  };
  for (const line of lines) {
    const why = reasonAgainst(line, image.digest, signers, verifier);
    if (why === undefined) return undefined;
    refusal = {
      what: `${reference} ${why}`,
      fix: `do not deploy it: have build.yml build its commit anew, and find out who made this one`,
    };
  }
  return refusal;
}

function reasonAgainst(line: string, digest: string, { issuer, identities }: Signers, verifier: Verifier): string | undefined {
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(JSON.parse(line));
  } catch (error) {
    return `has an attestation that cannot be read: ${firstLine(error)}`;
  }
  if (!isBundleWithDsseEnvelope(bundle)) return 'has a signature without a statement';
  try {
    const identity = verifier.verify(toSignedEntity(bundle), { extensions: { issuer } }).identity?.subjectAlternativeName ?? 'nobody';
    if (!identities.some((pattern) => fits(identity, pattern))) return `was built by ${identity}, which this environment does not trust`;
  } catch (error) {
    if (error instanceof PolicyError) return `is signed with the word of another issuer: ${firstLine(error)}`;
    return `has an attestation that was changed, or signed by somebody unknown: ${firstLine(error)}`;
  }
  const statement = JSON.parse(bundle.content.dsseEnvelope.payload.toString()) as Statement;
  if (statement._type !== STATEMENT || statement.predicateType !== PROVENANCE)
    return `has a statement of ${statement.predicateType}, which says nothing of its build`;
  const built = (statement.subject ?? []).map((subject) => `sha256:${subject.digest?.['sha256']}`);
  return built.includes(digest) ? undefined : `has the attestation of another image: ${built.join(', ')}`;
}

/** `*` stands for anything but a slash, as in the patterns of branches. */
function fits(identity: string, pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]+')}$`).test(identity);
}

function verifierOf(text: string, file: string): Verifier {
  try {
    // A file of gh has one root a line: Sigstore's own, and GitHub's for private repositories.
    const root = TrustedRoot.fromJSON(JSON.parse(text));
    return new Verifier(toTrustMaterial(root), {
      ctlogThreshold: Math.min(root.ctlogs.length, 1),
      tlogThreshold: Math.min(root.tlogs.length, 1),
      timestampThreshold: 1,
    });
  } catch (error) {
    throw new DeliveryError('E_SETTINGS_INVALID', {
      what: `this is no trusted root of Sigstore: ${firstLine(error)}`,
      where: file,
      fix: `gh attestation trusted-root > ${file}`,
    });
  }
}

function firstLine(error: unknown): string {
  return String((error as Error).message).split('\n', 1)[0] ?? '';
}
