import { RabtError, sameBytes } from '@rabt/protocol'
import { ED25519_KEY_BYTES, ML_DSA_44_KEY_BYTES } from '../crypto.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isKeyName, noteKeyId, SIGNATURE_TYPE, type SignatureType } from './line.ts'

/** A public key as Go's note package and C2SP write it: `<name>+<key id, hex>+<base64(type || key)>`. */
export interface VerifierKey {
  readonly name: string
  readonly type: SignatureType
  readonly publicKey: Buffer
}

const KEY_BYTES = new Map<number, number>([
  [SIGNATURE_TYPE.ed25519, ED25519_KEY_BYTES],
  [SIGNATURE_TYPE.cosignature, ED25519_KEY_BYTES],
  [SIGNATURE_TYPE.mlDsa44, ML_DSA_44_KEY_BYTES],
])

export function formatVerifierKey(name: string, type: SignatureType, publicKey: Uint8Array): string {
  const material = encodeBase64(Buffer.concat([Buffer.of(type), publicKey]))
  return `${name}+${noteKeyId(name, type, publicKey).toString('hex')}+${material}`
}

/** Reads a verifier key whose type Rabt knows. @throws RabtError NOTE_INVALID */
export function parseVerifierKey(text: string): VerifierKey {
  // The name holds no plus; base64 may.
  const first = text.indexOf('+')
  const second = text.indexOf('+', first + 1)
  if (first < 0 || second < 0) refuse('verifier key without its three parts')
  const name = text.slice(0, first)
  if (!isKeyName(name)) refuse('key name')
  const material = decodeBase64(text.slice(second + 1))
  if (material === null || material.length === 0) refuse('verifier key is not canonical base64')
  const type = material[0] as SignatureType
  const publicKey = material.subarray(1)
  if (KEY_BYTES.get(type) !== publicKey.length) refuse('key type or length')
  const keyId = text.slice(first + 1, second)
  if (!/^[0-9a-f]{8}$/.test(keyId) || !sameBytes(Buffer.from(keyId, 'hex'), noteKeyId(name, type, publicKey))) {
    refuse('key id is of another key')
  }
  return { name, type, publicKey }
}

function refuse(detail: string): never {
  throw new RabtError('NOTE_INVALID', {}, { detail })
}
