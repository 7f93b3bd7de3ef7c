import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import { RabtError } from '@rabt/protocol'

// The only file of this package that touches node:crypto, so that another engine (a browser's, an HSM's) has one place.

/** SHA-256 of the bytes; through a latin1 string, which costs a third of what `crypto.hash` takes to make a Buffer (Node 24). */
export const sha256 = (data: Uint8Array): Buffer => Buffer.from(hash('sha256', data, 'binary'), 'latin1')

/** Ed25519 (RFC 8032), 64 bytes. */
export const signEd25519 = (message: Uint8Array, key: KeyObject): Buffer => sign(null, message, key)

export const verifyEd25519 = (message: Uint8Array, key: KeyObject, signature: Uint8Array): boolean =>
  key.asymmetricKeyType === 'ed25519' && verify(null, message, key, signature)

/** ML-DSA-44 (FIPS 204) with empty context, 2420 bytes. */
export const signMlDsa44 = (message: Uint8Array, key: KeyObject): Buffer => sign(null, message, key)

export const verifyMlDsa44 = (message: Uint8Array, key: KeyObject, signature: Uint8Array): boolean =>
  (key.asymmetricKeyType as string) === 'ml-dsa-44' && verify(null, message, key, signature)

/** ECDSA P-256 with SHA-256, DER. */
export const signP256 = (message: Uint8Array, key: KeyObject): Buffer => sign('sha256', message, key)

export const verifyP256 = (message: Uint8Array, key: KeyObject, signature: Uint8Array): boolean =>
  isP256(key) && verify('sha256', message, key, signature)

const isP256 = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'

// DER SubjectPublicKeyInfo up to the key bits. RFC 8410 §4 (id-Ed25519 1.3.101.112);
// RFC 9881 §4 (id-ml-dsa-44 2.16.840.1.101.3.4.3.17).
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const ML_DSA_44_SPKI = Buffer.from('30820532300b06096086480165030403110382052100', 'hex')

/** Lengths of raw public keys, bytes. */
export const ED25519_KEY_BYTES = 32
export const ML_DSA_44_KEY_BYTES = 1312

/** KeyObject of a raw 32-byte Ed25519 public key. @throws RabtError NOTE_INVALID */
export const ed25519PublicKey = (raw: Uint8Array): KeyObject => fromRaw(ED25519_SPKI, ED25519_KEY_BYTES, raw)

/** KeyObject of a raw 1312-byte ML-DSA-44 public key. @throws RabtError NOTE_INVALID */
export const mlDsa44PublicKey = (raw: Uint8Array): KeyObject => fromRaw(ML_DSA_44_SPKI, ML_DSA_44_KEY_BYTES, raw)

function fromRaw(prefix: Buffer, length: number, raw: Uint8Array): KeyObject {
  if (raw.length !== length) throw new RabtError('NOTE_INVALID', {}, { detail: `public key of ${raw.length} bytes` })
  try {
    return createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' })
  } catch (cause) {
    throw new RabtError('NOTE_INVALID', {}, { detail: 'public key', cause })
  }
}

/** Raw bytes of an Ed25519 or ML-DSA-44 key's public half. @throws RabtError NOTE_INVALID for another kind of key */
export function rawPublicKey(key: KeyObject): Buffer {
  const der = publicKeyDer(key)
  for (const prefix of [ED25519_SPKI, ML_DSA_44_SPKI]) {
    if (der.subarray(0, prefix.length).equals(prefix)) return der.subarray(prefix.length)
  }
  throw new RabtError('NOTE_INVALID', {}, { detail: `no raw form of ${key.asymmetricKeyType}` })
}

/** DER SubjectPublicKeyInfo of a key's public half. */
export const publicKeyDer = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' })

const digests = new WeakMap<KeyObject, Buffer>()

/** SHA-256 of the DER SubjectPublicKeyInfo: `key` of a seal record. Remembered, as exporting costs what a signature does. */
export function publicKeyDigest(key: KeyObject): Buffer {
  let digest = digests.get(key)
  if (digest === undefined) {
    digest = sha256(publicKeyDer(key))
    digests.set(key, digest)
  }
  return digest
}
