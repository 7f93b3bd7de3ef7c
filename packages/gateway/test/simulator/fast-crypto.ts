import crypto, { createPublicKey, hash, type KeyObject } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Signatures of the simulator's own keys as digests with a secret: the same bytes in every replay, and hundreds of times faster. Nobody in a
 * history can make one without the key, as with the real ones; one history in sixteen runs with the real ones. Other keys are not touched.
 */
const macs = new WeakMap<KeyObject, { secret: Buffer; bytes: number }>()
const SIGNATURE_BYTES: Readonly<Record<string, number>> = { ed25519: 64, 'ml-dsa-44': 2420, ec: 70 }
const real = { sign: crypto.sign, verify: crypto.verify }

/** Lets a key's signatures be made fast. */
export function registerKey(key: KeyObject): void {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  const bytes = SIGNATURE_BYTES[key.asymmetricKeyType ?? '']
  if (bytes === undefined) throw new Error(`no fast form of ${key.asymmetricKeyType}`)
  macs.set(key, { secret: publicKey.export({ format: 'der', type: 'spki' }), bytes })
}

function mac(known: { secret: Buffer; bytes: number }, message: Uint8Array): Buffer {
  const digest = hash('sha512', Buffer.concat([known.secret, message]), 'buffer')
  return known.bytes <= digest.length ? digest : Buffer.alloc(known.bytes, digest)
}

export function useFastSignatures(fast: boolean): void {
  const sign = (algorithm: string | null, message: Uint8Array, key: KeyObject) => {
    const known = macs.get(key)
    return known ? mac(known, message) : real.sign(algorithm, message, key)
  }
  const verify = (algorithm: string | null, message: Uint8Array, key: KeyObject, signature: Uint8Array) => {
    const known = macs.get(key)
    return known ? mac(known, message).equals(signature) : real.verify(algorithm, message, key, signature)
  }
  Object.assign(crypto, fast ? { sign, verify } : real)
  syncBuiltinESMExports()
}
