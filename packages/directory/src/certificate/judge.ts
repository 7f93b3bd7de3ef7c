import { EKU } from '../oid.ts'
import { type Certificate, isP256, readCertificate } from './certificate.ts'

/** Bits of the first byte of KeyUsage (RFC 5280 §4.2.1.3). */
const DIGITAL_SIGNATURE = 0x80
const NON_REPUDIATION = 0x40

const has = (keyUsage: number, bit: number): boolean => Math.floor(keyUsage / bit) % 2 === 1

/** A state's CA: RFC 5280 §4.2.1.9 and, which `ca` also holds, §4.2.1.3 keyCertSign. Throws an Error that says what is wrong. */
export const judgeCa = (der: Uint8Array): Certificate => {
  const certificate = readCertificate(der)
  if (!certificate.x509.ca) throw new Error('not a CA')
  return certificate
}

/** Signature algorithms of certificates: ECDSA and RSA with SHA-2, RSASSA-PSS, Ed25519. No SHA-1. */
const SIGNATURES: ReadonlySet<string> = new Set([
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.2.840.113549.1.1.10',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.3.101.112',
])

/** RFC 5280 §6.1 for a path of one: a listed CA is the anchor and issued the certificate itself. */
const judgeIssuer = (certificate: Certificate, cas: readonly Certificate[]): void => {
  if (!SIGNATURES.has(certificate.signatureAlgorithm)) throw new Error('signed by an algorithm that is not accepted')
  const issued = cas.some(({ x509 }) => certificate.x509.checkIssued(x509) && certificate.x509.verify(x509.publicKey))
  if (!issued) throw new Error('no CA of the state issued it')
}

const judgeLeaf = (der: Uint8Array, cas: readonly Certificate[], usage: string): Certificate => {
  const certificate = readCertificate(der)
  if (certificate.x509.ca) throw new Error('is a CA')
  // One certificate, one purpose: no second usage beside ours, and not anyExtendedKeyUsage.
  if (certificate.usages?.length !== 1 || certificate.usages[0] !== usage) throw new Error(`is not for usage ${usage}`)
  const bits = certificate.keyUsage
  if (bits !== null && !has(bits, DIGITAL_SIGNATURE) && !has(bits, NON_REPUDIATION)) throw new Error('may not sign')
  judgeIssuer(certificate, cas)
  return certificate
}

/**
 * A member's seal certificate (docs/spec/directory.md §4): of a listed CA, usage member-seal alone, P-256, and exactly
 * one common name, the member's canonical identifier. Validity is kept and judged at each entry's `created`.
 */
export const judgeSealCertificate = (der: Uint8Array, member: string, cas: readonly Certificate[]): Certificate => {
  const certificate = judgeLeaf(der, cas, EKU.memberSeal)
  if (!isP256(certificate.spki)) throw new Error('not P-256')
  if (certificate.commonName !== member) throw new Error('names another member')
  return certificate
}

/** RFC 6960 §4.2.2.2: a delegated responder, certified by the CA itself. */
export const judgeOcspCertificate = (der: Uint8Array, cas: readonly Certificate[]): Certificate =>
  judgeLeaf(der, cas, EKU.ocspSigning)

/** RFC 3161 §2.3: one extended key usage, time stamping, marked critical. */
export const judgeTsaCertificate = (der: Uint8Array, cas: readonly Certificate[]): Certificate => {
  const certificate = judgeLeaf(der, cas, EKU.timeStamping)
  if (!certificate.usagesCritical) throw new Error('the usage is not critical')
  return certificate
}
