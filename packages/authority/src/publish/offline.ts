import { createPublicKey, verify } from 'node:crypto'
import type { Signer } from '@rabt/directory'
import { RabtError, sameBytes } from '@rabt/protocol'

/** The state's offline key. With `sign` it is at hand (a token in the machine, a sample key); else only its public half is known. */
export type OfflineKey = Omit<Signer, 'sign'> & Partial<Pick<Signer, 'sign'>>

export const isAtHand = (key: OfflineKey): key is Signer => key.sign !== undefined

/** A signer that keeps the exact bytes that it is asked to sign. What it answers is no signature. */
export function bytesToSign(key: OfflineKey): { readonly signer: Signer; readonly message: () => Uint8Array } {
  let kept: Uint8Array = new Uint8Array()
  const signer: Signer = {
    keyId: key.keyId,
    publicKey: key.publicKey,
    sign: (bytes) => {
      kept = Uint8Array.from(bytes)
      throw new Captured()
    },
  }
  return { signer, message: () => kept }
}

/** Stops the making of a version where its bytes are known and the signature is still to come. */
export class Captured extends Error {
  override readonly name = 'Captured'
}

/** A signer that brings a signature made elsewhere, good for these bytes alone. Throws CONFLICT when other bytes are asked for. */
export function broughtSignature(key: OfflineKey, message: Uint8Array, signature: Uint8Array): Signer {
  return {
    keyId: key.keyId,
    publicKey: key.publicKey,
    sign: (bytes) => {
      if (!sameBytes(bytes, message)) throw new RabtError('CONFLICT', { what: key.keyId })
      return signature
    },
  }
}

/** RFC 8410 §4, RFC 5480 §2: heads of a SubjectPublicKeyInfo before the raw public bytes, with the hash that is signed. */
const FORMS: Readonly<Record<string, readonly [head: string, hash: string | null]>> = {
  ed25519: ['302a300506032b6570032100', null],
  'ecdsa-sha2-nistp256': ['3059301306072a8648ce3d020106082a8648ce3d030107034200', 'sha256'],
  'ecdsa-sha2-nistp384': ['3076301006072a8648ce3d020106052b81040022036200', 'sha384'],
}

export function isSignatureOf(key: OfflineKey, message: Uint8Array, signature: Uint8Array): boolean {
  const form = FORMS[key.publicKey.scheme]
  if (form === undefined) return false
  const [head, hash] = form
  try {
    const der = Buffer.from(head + key.publicKey.keyval.public, 'hex')
    return verify(hash, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
  } catch {
    return false
  }
}
