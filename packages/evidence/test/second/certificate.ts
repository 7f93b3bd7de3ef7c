import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import { type Der, oidOf, readAll, readDer, timeOf, within } from './der.ts'
import { sha256 } from './merkle.ts'
import { demand, refuse } from './refuse.ts'

/** A member's seal certificate (docs/spec/directory.md §4). */

export interface SealCertificate {
  readonly spki: Buffer
  /** SHA-256 of the SubjectPublicKeyInfo: the `key` of seal records. */
  readonly digest: Buffer
  readonly notBefore: number
  readonly notAfter: number
}

const BAD = 'CERTIFICATE'
const MEMBER_SEAL = '1.3.6.1.4.1.58888.1.1'
const P256 = '06072a8648ce3d020106082a8648ce3d030107'
const OID = { commonName: '2.5.4.3', keyUsage: '2.5.29.15', basicConstraints: '2.5.29.19', extKeyUsage: '2.5.29.37' }
const KNOWN_CRITICAL: readonly string[] = [OID.keyUsage, OID.basicConstraints, OID.extKeyUsage]
/** Signature algorithms: ECDSA and RSA (PKCS #1) with SHA-2, Ed25519. */
const SIGNED_BY: ReadonlyMap<string, string | null> = new Map([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.3.101.112', null],
])

export function x509Of(der: Buffer, code: string): X509Certificate {
  readDer(der, code)
  try {
    return new X509Certificate(der)
  } catch {
    return refuse(code, 'not a certificate')
  }
}

/** directory.md §4: an authority's own certificate says that it is one. */
export const isCa = (der: Buffer): boolean =>
  partsOf(der, BAD).version?.value.toString('hex') === '020102' && x509Of(der, BAD).ca

export const spkiOfCertificate = (der: Buffer, code: string): Buffer => partsOf(der, code).spki.whole

function partsOf(der: Buffer, code: string) {
  const [tbs, algorithm, signature, ...more] = within(readDer(der, code), 0x30, code)
  demand(tbs !== undefined && more.length === 0, code, 'not the form of a certificate')
  const fields = [...within(tbs, 0x30, code)]
  const version = fields[0]?.tag === 0xa0 ? fields.shift() : undefined
  const [, signedBy, issuer, validity, subject, spki, ...rest] = fields
  demand(spki !== undefined && issuer !== undefined, code, 'not the form of a certificate')
  return { tbs, algorithm, signature, version, signedBy, issuer, validity, subject, spki, rest }
}

const subjectOf = (der: Buffer, code: string): Buffer => partsOf(der, code).subject?.whole ?? Buffer.alloc(0)

/** The certificate of `member` if it is one, issued by one of `cas` (DER). */
export function readSealCertificate(der: Buffer, member: string, cas: readonly Buffer[]): SealCertificate {
  const parts = partsOf(der, BAD)
  const { tbs, algorithm, signature, version, signedBy, issuer, validity, subject, spki, rest } = parts
  demand(version?.value.toString('hex') === '020102', BAD, 'not X.509 version 3')
  x509Of(der, BAD)
  demand(algorithm !== undefined && signedBy?.whole.equals(algorithm.whole) === true, BAD, 'two signature algorithms')
  demand(spki.whole.toString('hex').includes(P256), BAD, 'no P-256 key')
  demand(commonNames(subject).join('\n') === member, BAD, 'common name is not the member')
  demandExtensions(rest)
  const [notBefore, notAfter] = within(validity, 0x30, BAD)
  const issued = cas
    .filter((ca) => subjectOf(ca, BAD).equals(issuer.whole))
    .some((ca) =>
      isSignedBy(tbs.whole, oidOf(within(algorithm, 0x30, BAD)[0], BAD), signature, x509Of(ca, BAD).publicKey),
    )
  demand(issued, BAD, 'not issued by a listed authority')
  return {
    spki: spki.whole,
    digest: sha256(spki.whole),
    notBefore: timeOf(notBefore, BAD),
    notAfter: timeOf(notAfter, BAD),
  }
}

function isSignedBy(tbs: Buffer, algorithm: string, signature: Der | undefined, key: KeyObject): boolean {
  const hash = SIGNED_BY.get(algorithm)
  if (hash === undefined || signature?.tag !== 0x03 || signature.value[0] !== 0) return false
  const ofKey = key.asymmetricKeyType
  const family = hash === null ? 'ed25519' : algorithm.startsWith('1.2.840.10045') ? 'ec' : 'rsa'
  return ofKey === family && verify(hash, tbs, key, signature.value.subarray(1))
}

function commonNames(subject: Der | undefined): readonly string[] {
  const attributes = within(subject, 0x30, BAD).flatMap((set) => within(set, 0x31, BAD))
  const own = attributes.map((one) => within(one, 0x30, BAD)).filter(([type]) => oidOf(type, BAD) === OID.commonName)
  return own.map(([, value]) => {
    demand(value?.tag === 0x0c || value?.tag === 0x13, BAD, 'common name is neither UTF8String nor PrintableString')
    return value.value.toString('utf8')
  })
}

function demandExtensions(rest: readonly Der[]): void {
  const block = rest.find(({ tag }) => tag === 0xa3)
  const list = block === undefined ? [] : within(readAll(block.value, BAD)[0], 0x30, BAD)
  const seen = new Map<string, Der>()
  for (const one of list) {
    const fields = within(one, 0x30, BAD)
    const oid = oidOf(fields[0], BAD)
    const critical = fields[1]?.tag === 0x01 && fields[1].value[0] !== 0
    demand(!seen.has(oid), BAD, 'an extension twice')
    demand(!critical || KNOWN_CRITICAL.includes(oid), BAD, 'critical extension')
    const value = fields.at(-1)
    demand(value?.tag === 0x04, BAD, 'extension without a value')
    seen.set(oid, readDer(value.value, BAD))
  }
  const usages = within(seen.get(OID.extKeyUsage), 0x30, BAD).map((one) => oidOf(one, BAD))
  demand(usages.length === 1 && usages[0] === MEMBER_SEAL, BAD, 'not the member-seal usage alone')
  const keyUsage = seen.get(OID.keyUsage)
  // RFC 5280 §4.2.1.3: bit 0 digitalSignature, bit 1 nonRepudiation.
  demand(keyUsage === undefined || ((keyUsage.value[1] ?? 0) & 0xc0) !== 0, BAD, 'key usage does not allow signing')
  const constraints = seen.get(OID.basicConstraints)
  const isCa =
    constraints !== undefined && within(constraints, 0x30, BAD).some(({ tag, value }) => tag === 1 && value[0] !== 0)
  demand(!isCa, BAD, 'of an authority')
}
