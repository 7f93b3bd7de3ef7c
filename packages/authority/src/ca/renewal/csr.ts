import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import { type BaseBlock, Sequence } from 'asn1js'
import { CertificationRequest, Extensions, type GeneralName, GeneralNames } from 'pkijs'
import { OID } from '../oid.ts'

/** A certification request that its own key signed. */
export interface Csr {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly subject: readonly (readonly [oid: string, value: string])[]
  /** As `nameKey` writes them. */
  readonly names: readonly string[]
}

const SIGNED_BY: Readonly<Record<string, { readonly hash: string | null; readonly key: (key: KeyObject) => boolean }>> =
  {
    // RFC 5758 §3.2 ecdsa-with-SHA256
    '1.2.840.10045.4.3.2': {
      hash: 'sha256',
      key: (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
    },
    // RFC 8410 §3
    '1.3.101.112': { hash: null, key: (key) => key.asymmetricKeyType === 'ed25519' },
  }

/** RFC 2985 §5.4.2 */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'

/** Reads a PKCS #10 request (RFC 2986) and verifies its signature. Throws CSR_INVALID, also for any extension but names. */
export function readCsr(der: Uint8Array): Csr {
  try {
    return readRequest(der)
  } catch (error) {
    throw error instanceof RabtError ? error : new RabtError('CSR_INVALID', {}, { cause: error })
  }
}

function readRequest(der: Uint8Array): Csr {
  const request = CertificationRequest.fromBER(Uint8Array.from(der))
  if (!Buffer.from(request.toSchema(false).toBER(false)).equals(der))
    throw refuse('not DER, or followed by other bytes')
  const spki = new Uint8Array(request.subjectPublicKeyInfo.toSchema().toBER(false))
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  const way = SIGNED_BY[request.signatureAlgorithm.algorithmId]
  if (way?.key(key) !== true) throw refuse('its key is neither P-256 nor Ed25519')
  const signature = request.signatureValue.valueBlock.valueHexView
  if (!verify(way.hash, request.tbsView, key, signature)) throw refuse('its own key did not sign it')
  return {
    spki,
    subject: request.subject.typesAndValues.map(({ type, value }) => [type, String(value.valueBlock.value)]),
    names: namesOf(request),
  }
}

function namesOf({ attributes = [] }: CertificationRequest): readonly string[] {
  const names: string[] = []
  for (const { type, values } of attributes) {
    if (type !== EXTENSION_REQUEST) throw refuse(`it has the attribute ${type}`)
    for (const value of values) {
      // pkijs does not read an empty list, and a request that asks for no extension may say so with one.
      if (value instanceof Sequence && value.valueBlock.value.length === 0) continue
      for (const { extnID, extnValue } of new Extensions({ schema: value }).extensions) {
        if (extnID !== OID.subjectAltName) throw refuse(`it asks for the extension ${extnID}`)
        names.push(...GeneralNames.fromBER(extnValue.valueBlock.valueHexView).names.map(nameKey))
      }
    }
  }
  return names
}

/** A GeneralName (RFC 5280 §4.2.1.6) as text that is equal when the names are. */
export function nameKey(name: GeneralName): string {
  // pkijs gives the wide type of asn1js; every kind of GeneralName encodes itself.
  return Buffer.from((name.toSchema() as BaseBlock).toBER(false)).toString('hex')
}

const refuse = (detail: string): RabtError => new RabtError('CSR_INVALID', {}, { detail })
