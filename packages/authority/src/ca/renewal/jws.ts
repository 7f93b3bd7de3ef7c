import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import { z } from 'zod'

/** A renewal request whose signature holds; nothing else of it is judged yet. */
export interface SignedRenewal {
  readonly current: X509Certificate
  readonly gateway: string
  readonly nonce: string
  /** DER. */
  readonly csr: Uint8Array
}

/** docs/spec/renewal.md §2. */
export const RENEWAL_BYTES = 16_384

const base64url = z
  .string()
  .min(1)
  .max(RENEWAL_BYTES)
  .regex(/^[A-Za-z0-9_-]+$/)

const jws = z.strictObject({ protected: base64url, payload: base64url, signature: base64url })
const header = z.strictObject({
  alg: z.enum(['ES256', 'EdDSA']),
  typ: z.literal('rabt-renewal+jws'),
  x5c: z.tuple([z.base64().max(8_192)]),
})
const payload = z.strictObject({
  gateway: z.string().min(1).max(512),
  nonce: base64url.max(128),
  csr: base64url.max(8_192),
})

/** Reads the body and verifies the signature by the key of the certificate in it. Throws INVALID_REQUEST. */
export function readSignedRenewal(body: Uint8Array): SignedRenewal {
  const outer = parse(jws, body)
  const { alg, x5c } = parse(header, decode(outer.protected))
  const content = parse(payload, decode(outer.payload))
  const current = readX509(Buffer.from(x5c[0], 'base64'))
  // RFC 7515 §5.2 step 8: over the text as it came.
  const input = Buffer.from(`${outer.protected}.${outer.payload}`, 'ascii')
  if (!isSigned(alg, current.publicKey, input, decode(outer.signature))) throw invalid('the signature does not hold')
  return { current, gateway: content.gateway, nonce: content.nonce, csr: decode(content.csr) }
}

/** RFC 7518 §3.4 (r‖s), RFC 8037 §3.1. The algorithm is the key's, never the sender's choice. */
function isSigned(alg: 'ES256' | 'EdDSA', key: KeyObject, input: Uint8Array, signature: Uint8Array): boolean {
  if (alg === 'EdDSA') return key.asymmetricKeyType === 'ed25519' && verify(null, input, key, signature)
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  return isP256 && signature.length === 64 && verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

/** Strict: other text of the same bytes would be another request (RFC 7515 §2). */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw invalid('not base64url without padding')
  return bytes
}

function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw invalid('no JSON', cause)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error))
  return parsed.data
}

function readX509(der: Uint8Array): X509Certificate {
  try {
    const certificate = new X509Certificate(der)
    // Trailing bytes would be part of what the register is not asked about.
    if (certificate.raw.length === der.length) return certificate
  } catch (cause) {
    throw invalid('x5c is no certificate', cause)
  }
  throw invalid('x5c is no certificate')
}

const invalid = (detail: string, cause?: unknown): RabtError =>
  new RabtError('INVALID_REQUEST', {}, { detail, ...(cause === undefined ? {} : { cause }) })
