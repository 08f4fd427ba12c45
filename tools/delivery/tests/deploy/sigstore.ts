import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog } from '@sigstore/mock';

/** A Sigstore of its own: certificates, logs and a trusted root that nobody else knows. Signs as GitHub's attest action does. */
export interface Sigstore {
  /** TrustedRoot, as a file has it. */
  readonly trustedRoot: string;
  /** @returns a bundle in one line. */
  attest(statement: object, signer: Signer): Promise<string>;
}

export interface Signer {
  /** Workflow and branch in the certificate. */
  readonly identity: string;
  readonly issuer: string;
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** Issuer (V2): https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const ISSUER = '1.3.6.1.4.1.57264.1.8';
const LOG = 'https://rekor.example.com';
const SINCE = '2020-01-01T00:00:00Z';

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const base64 = (bytes: ArrayBufferView | Buffer) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes);

export async function sigstore(): Promise<Sigstore> {
  const ctLog = await initializeCTLog(keyPair());
  const ca = await initializeCA(keyPair(), ctLog);
  const tlog = await initializeTLog(LOG, keyPair());
  const log = (publicKey: Buffer, keyId: string) => ({
    baseUrl: LOG,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: base64(publicKey), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: { start: SINCE } },
    logId: { keyId },
  });
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [log(tlog.publicKey, sha256(tlog.publicKey).digest('base64'))],
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: 'https://fulcio.example.com',
        certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] },
        validFor: { start: SINCE },
      },
    ],
    ctlogs: [log(ctLog.publicKey, base64(ctLog.logID))],
    timestampAuthorities: [],
  };
  return {
    trustedRoot: JSON.stringify(root),
    async attest(statement, { identity, issuer }) {
      const { publicKey, privateKey } = keyPair();
      const certificate = await ca.issueCertificate({
        publicKey: publicKey.export({ format: 'der', type: 'spki' }) as Buffer<ArrayBuffer>,
        subjectAltName: identity,
        extensions: [{ oid: ISSUER, value: issuer }],
      });
      const payload = Buffer.from(JSON.stringify(statement));
      const signature = sign('sha256', encoded(payload), privateKey).toString('base64');
      const entry = {
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: { payloadHash: { algorithm: 'sha256', value: sha256(payload).digest('hex') }, signatures: [{ signature }] },
      };
      const [logged] = Object.values((await tlog.log(entry)) as Record<string, Logged>);
      if (logged === undefined) throw new Error('the log has not logged it');
      const { inclusionProof, signedEntryTimestamp } = logged.verification;
      return JSON.stringify({
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: base64(certificate) },
          tlogEntries: [
            {
              logIndex: String(logged.logIndex),
              logId: { keyId: Buffer.from(logged.logID, 'hex').toString('base64') },
              kindVersion: { kind: 'dsse', version: '0.0.1' },
              integratedTime: String(logged.integratedTime),
              inclusionPromise: { signedEntryTimestamp },
              inclusionProof: {
                logIndex: String(inclusionProof.logIndex),
                rootHash: Buffer.from(inclusionProof.rootHash, 'hex').toString('base64'),
                treeSize: String(inclusionProof.treeSize),
                hashes: [],
                checkpoint: { envelope: inclusionProof.checkpoint },
              },
              canonicalizedBody: logged.body,
            },
          ],
        },
        dsseEnvelope: { payload: payload.toString('base64'), payloadType: PAYLOAD_TYPE, signatures: [{ sig: signature }] },
      });
    },
  };
}

/** An entry of a log: https://github.com/sigstore/rekor/blob/main/openapi.yaml, LogEntry */
interface Logged {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly rootHash: string;
      readonly treeSize: number;
      readonly checkpoint: string;
    };
  };
}

/** What is signed: https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md#signature-definition */
function encoded(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}
