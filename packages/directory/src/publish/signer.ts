import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { canonicalBytes, type Json } from '../codec/canonical-json.ts'
import { keyIdOf, type TufKey } from '../metadata/key.ts'
import { refusal } from '../refuse.ts'

/** Whoever signs metadata: a key file, a token, or an officer at an offline machine who is shown the exact bytes. */
export interface Signer {
  readonly keyId: string
  readonly publicKey: TufKey
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** The signer of an Ed25519 private key held in this process. */
export const ed25519Signer = (privateKey: KeyObject): Signer => {
  const raw = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  const publicKey: TufKey = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: Buffer.from(raw, 'base64url').toString('hex') },
  }
  return { keyId: keyIdOf(publicKey), publicKey, sign: (bytes) => sign(null, bytes, privateKey) }
}

/** Signs `signed` by all signers, in the order of their key ids, so that the same act gives the same bytes. */
export const signMetadata = async (signed: Json, signers: readonly Signer[]): Promise<Uint8Array> => {
  const message = canonicalBytes(signed)
  const ordered = [...signers].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))
  const signatures = []
  for (const signer of ordered) {
    const sig = Buffer.from(await signer.sign(message)).toString('hex')
    signatures.push({ keyid: signer.keyId, sig })
  }
  return canonicalBytes({ signatures, signed })
}

/** The `keys` object of signers. Throws DIRECTORY_INVALID for a key given twice, also under two ids. */
export const keysOf = (signers: readonly Pick<Signer, 'keyId' | 'publicKey'>[]): Record<string, TufKey> => {
  const keys: Record<string, TufKey> = {}
  for (const { keyId, publicKey } of signers) {
    if (keyIdOf(publicKey) !== keyId) throw refusal('keys', `key id ${keyId} is not the digest of its key`)
    if (keys[keyId] !== undefined) throw refusal('keys', `key ${keyId} is given twice`)
    keys[keyId] = publicKey
  }
  return keys
}
