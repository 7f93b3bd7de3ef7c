import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { type Element, readElements, readOid } from './der.ts'

/** What the directory judges of a certificate, beside its signature. */
export interface Certificate {
  readonly x509: X509Certificate
  /** SHA-256 input of key comparisons: DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly commonName: string | null
  readonly notBefore: number
  readonly notAfter: number
  /** Object identifiers of the extended key usages; null without the extension. */
  readonly usages: readonly string[] | null
  readonly usagesCritical: boolean
  /** First byte of the key usage bits (RFC 5280 §4.2.1.3); null without the extension. */
  readonly keyUsage: number | null
}

const EXTENSION = { keyUsage: '2.5.29.15', extendedKeyUsage: '2.5.29.37' }

/** Critical extensions that are judged here or by OpenSSL. RFC 5280 §4.2: reject one that is not recognised. */
const RECOGNISED: ReadonlySet<string> = new Set(['2.5.29.15', '2.5.29.19', '2.5.29.37'])

interface Extension {
  readonly critical: boolean
  readonly value: Uint8Array
}

/** Reads a certificate in DER. Throws an Error that says what is wrong with it. */
export const readCertificate = (der: Uint8Array): Certificate => {
  const x509 = parse(der)
  const extensions = readExtensions(der)
  for (const [oid, extension] of extensions) {
    if (extension.critical && !RECOGNISED.has(oid)) throw new Error(`critical extension ${oid} is not known`)
  }
  const eku = extensions.get(EXTENSION.extendedKeyUsage)
  const keyUsage = extensions.get(EXTENSION.keyUsage)
  const name: unknown = x509.toLegacyObject().subject.CN
  return {
    x509,
    spki: x509.publicKey.export({ type: 'spki', format: 'der' }),
    commonName: typeof name === 'string' ? name : null,
    notBefore: x509.validFromDate.getTime(),
    notAfter: x509.validToDate.getTime(),
    usages: eku === undefined ? null : inner(eku.value, 0x30).map((element) => readOid(element.content)),
    usagesCritical: eku?.critical ?? false,
    keyUsage: keyUsage === undefined ? null : (readElements(keyUsage.value)?.[0]?.content[1] ?? 0),
  }
}

const parse = (der: Uint8Array): X509Certificate => {
  const x509 = new X509Certificate(der)
  // OpenSSL also takes PEM and bytes that follow the certificate.
  if (Buffer.compare(x509.raw, der) !== 0) throw new Error('not exactly one certificate in DER')
  return x509
}

const inner = (bytes: Uint8Array, tag: number): readonly Element[] => {
  const elements = readElements(bytes)
  const only = elements?.[0]
  if (elements?.length !== 1 || only?.tag !== tag) throw new Error('unexpected DER')
  const contents = readElements(only.content)
  if (contents === null) throw new Error('unexpected DER')
  return contents
}

/** RFC 5280 §4.1: Certificate { tbsCertificate { ..., extensions [3] }, ... }. */
const readExtensions = (der: Uint8Array): ReadonlyMap<string, Extension> => {
  const tbs = inner(der, 0x30)[0]
  const fields = tbs === undefined ? null : readElements(tbs.content)
  const tagged = fields?.find((field) => field.tag === 0xa3)
  const found = new Map<string, Extension>()
  if (tagged === undefined) return found
  for (const extension of inner(tagged.content, 0x30)) {
    const parts = readElements(extension.content)
    const oid = parts?.[0]
    const value = parts?.at(-1)
    if (oid?.tag !== 0x06 || value?.tag !== 0x04) throw new Error('unexpected DER')
    const id = readOid(oid.content)
    // RFC 5280 §4.2: no more than one instance of an extension.
    if (found.has(id)) throw new Error(`extension ${id} occurs twice`)
    found.set(id, { critical: parts?.length === 3 && parts[1]?.content[0] === 0xff, value: value.content })
  }
  return found
}
