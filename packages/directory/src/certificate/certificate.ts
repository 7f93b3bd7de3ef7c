import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { type Element, readElements, readOid } from './der.ts'

/** What the directory judges of a certificate, beside its signature. */
export interface Certificate {
  readonly x509: X509Certificate
  /** SHA-256 input of key comparisons: DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  /** Object identifier. */
  readonly signatureAlgorithm: string
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

/**
 * Reads a certificate in DER. Throws an Error that says what is wrong with it. Subject and extensions are read here:
 * Node's `toLegacyObject` ends the process when the public key's algorithm is unknown (24.21).
 */
export const readCertificate = (der: Uint8Array): Certificate => {
  const x509 = parse(der)
  const fields = tbsOf(der)
  const extensions = readExtensions(fields)
  for (const [oid, extension] of extensions) {
    if (extension.critical && !RECOGNISED.has(oid)) throw new Error(`critical extension ${oid} is not known`)
  }
  const eku = extensions.get(EXTENSION.extendedKeyUsage)
  const keyUsage = extensions.get(EXTENSION.keyUsage)
  return {
    x509,
    spki: spkiOf(x509, fields),
    signatureAlgorithm: readOid(elementsOf(fields[2]?.content ?? new Uint8Array())[0]?.content ?? new Uint8Array()),
    commonName: readCommonName(fields),
    notBefore: timeOf(x509.validFromDate),
    notAfter: timeOf(x509.validToDate),
    usages: eku === undefined ? null : inner(eku.value, SEQUENCE).map((element) => readOid(element.content)),
    usagesCritical: eku?.critical ?? false,
    keyUsage: keyUsage === undefined ? null : (readElements(keyUsage.value)?.[0]?.content[1] ?? 0),
  }
}

/** SubjectPublicKeyInfo of an uncompressed point on P-256 (RFC 5480 §2), up to the point: it has this one form. */
const P256_HEAD = Buffer.from('301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')

/** Whether a SubjectPublicKeyInfo holds a P-256 key. */
export const isP256 = (spki: Uint8Array): boolean =>
  spki.length === 91 && Buffer.compare(spki.subarray(2, 2 + P256_HEAD.length), P256_HEAD) === 0

/** As OpenSSL writes it, so that a key has one digest however its certificate spells it; of P-256 the bytes are those. */
const spkiOf = (x509: X509Certificate, fields: readonly Element[]): Uint8Array => {
  const { publicKey } = x509
  const field = fields[6]
  if (field?.content.length === 89) {
    const spki = Buffer.concat([Buffer.from([SEQUENCE, field.content.length]), field.content])
    if (isP256(spki)) return spki
  }
  return publicKey.export({ type: 'spki', format: 'der' })
}

const SEQUENCE = 0x30
const VERSION_3 = Buffer.from([0x02, 0x01, 0x02])

const parse = (der: Uint8Array): X509Certificate => {
  const x509 = new X509Certificate(der)
  // OpenSSL also takes PEM and bytes that follow the certificate.
  if (Buffer.compare(x509.raw, der) !== 0) throw new Error('not exactly one certificate in DER')
  return x509
}

const timeOf = (date: Date): number => {
  const time = date.getTime()
  if (Number.isNaN(time)) throw new Error('a time is unreadable')
  return time
}

const elementsOf = (bytes: Uint8Array): readonly Element[] => {
  const elements = readElements(bytes)
  if (elements === null) throw new Error('unexpected DER')
  return elements
}

const inner = (bytes: Uint8Array, tag: number): readonly Element[] => {
  const elements = elementsOf(bytes)
  const only = elements[0]
  if (elements.length !== 1 || only?.tag !== tag) throw new Error('unexpected DER')
  return elementsOf(only.content)
}

/** RFC 5280 §4.1: version, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, ..., extensions. */
const tbsOf = (der: Uint8Array): readonly Element[] => {
  const tbs = inner(der, SEQUENCE)[0]
  const fields = elementsOf(tbs?.content ?? new Uint8Array())
  const version = fields[0]
  if (version?.tag !== 0xa0 || Buffer.compare(version.content, VERSION_3) !== 0) throw new Error('not of version 3')
  return fields
}

const COMMON_NAME = '2.5.4.3'
const TEXT_TAGS: ReadonlySet<number> = new Set([0x0c, 0x13])
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The one common name of the subject; null if there is none, or several. */
const readCommonName = (fields: readonly Element[]): string | null => {
  const names: string[] = []
  for (const relative of elementsOf(fields[5]?.content ?? new Uint8Array())) {
    for (const attribute of elementsOf(relative.content)) {
      const [type, value] = elementsOf(attribute.content)
      if (type === undefined || value === undefined || readOid(type.content) !== COMMON_NAME) continue
      if (!TEXT_TAGS.has(value.tag)) throw new Error('the common name has an unusual type')
      names.push(utf8.decode(value.content))
    }
  }
  return names.length === 1 ? (names[0] ?? null) : null
}

const readExtensions = (fields: readonly Element[]): ReadonlyMap<string, Extension> => {
  const tagged = fields.find((field) => field.tag === 0xa3)
  const found = new Map<string, Extension>()
  if (tagged === undefined) return found
  for (const extension of inner(tagged.content, SEQUENCE)) {
    const parts = elementsOf(extension.content)
    const oid = parts[0]
    const value = parts.at(-1)
    if (oid?.tag !== 0x06 || value?.tag !== 0x04) throw new Error('unexpected DER')
    const id = readOid(oid.content)
    // RFC 5280 §4.2: no more than one instance of an extension.
    if (found.has(id)) throw new Error(`extension ${id} occurs twice`)
    found.set(id, { critical: parts.length === 3 && parts[1]?.content[0] === 0xff, value: value.content })
  }
  return found
}
