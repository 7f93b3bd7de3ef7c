import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { canonicalBytes, type Json } from '../codec/canonical-json.ts'
import { keyIdOf, type TufKey } from '../metadata/key.ts'
import { refusal } from '../refuse.ts'

/** A public key that a role can list. */
export interface Holder {
  readonly keyId: string
  readonly publicKey: TufKey
}

/** Whoever signs metadata: a key file, a token, or an officer at an offline machine who is shown the exact bytes. */
export interface Signer extends Holder {
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

interface KeyKind {
  readonly keytype: string
  readonly scheme: string
  readonly hash: string | null
  /** Raw public bytes stand at the end of the SubjectPublicKeyInfo (RFC 8410 §4, RFC 5480 §2.2). */
  readonly rawBytes: number
}

/** By Node's name of the type or curve. */
const KINDS: Readonly<Record<string, KeyKind>> = {
  ed25519: { keytype: 'ed25519', scheme: 'ed25519', hash: null, rawBytes: 32 },
  prime256v1: { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256', hash: 'sha256', rawBytes: 65 },
  secp384r1: { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp384', hash: 'sha384', rawBytes: 97 },
}

const kindOf = (key: KeyObject): KeyKind => {
  const kind = KINDS[key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? '']
  if (kind === undefined) throw refusal('key', 'only Ed25519, P-256 and P-384 can sign metadata')
  return kind
}

/** The public half of an Ed25519, P-256 or P-384 key. Throws DIRECTORY_INVALID for any other. */
export const holderOf = (key: KeyObject): Holder => {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' })
  const { keytype, scheme, rawBytes } = kindOf(key)
  const publicKey: TufKey = { keytype, scheme, keyval: { public: spki.subarray(-rawBytes).toString('hex') } }
  return { keyId: keyIdOf(publicKey), publicKey }
}

/** The signer of an Ed25519, P-256 or P-384 private key held in this process. Throws DIRECTORY_INVALID for any other. */
export const keySigner = (privateKey: KeyObject): Signer => {
  const { hash } = kindOf(privateKey)
  return { ...holderOf(privateKey), sign: (bytes) => sign(hash, bytes, privateKey) }
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
export const keysOf = (signers: readonly Holder[]): Record<string, TufKey> => {
  const keys: Record<string, TufKey> = {}
  for (const { keyId, publicKey } of signers) {
    if (keyIdOf(publicKey) !== keyId) throw refusal('keys', `key id ${keyId} is not the digest of its key`)
    if (keys[keyId] !== undefined) throw refusal('keys', `key ${keyId} is given twice`)
    keys[keyId] = publicKey
  }
  return keys
}
