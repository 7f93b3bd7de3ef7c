import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { canonicalBytes } from '../codec/canonical-json.ts'
import { sha256Hex } from '../codec/digest.ts'
import { refusal } from '../refuse.ts'

/** A public key as TUF metadata carries it (TUF 1.0.31 §4.2). */
export interface TufKey {
  readonly keytype: string
  readonly scheme: string
  readonly keyval: { readonly public: string }
}

/** A key that can verify. `spki` is SHA-256 (hex) of its DER SubjectPublicKeyInfo: what tells two keys apart. */
export interface LoadedKey {
  readonly id: string
  readonly spki: string
  verify(message: Uint8Array, signature: Uint8Array): boolean
}

/** TUF 1.0.31 §4.2: KEYID is the hexadecimal SHA-256 of the canonical JSON form of the key. */
export const keyIdOf = (key: TufKey): string =>
  sha256Hex(canonicalBytes({ keytype: key.keytype, scheme: key.scheme, keyval: { public: key.keyval.public } }))

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

interface KeyType {
  readonly hash: string | null
  load(text: string): KeyObject
}

const ecdsa = (hash: string, curve: string): KeyType => ({
  hash,
  load: (text) => {
    const key = createPublicKey(text)
    if (key.asymmetricKeyDetails?.namedCurve !== curve) throw new Error('another curve')
    if (key.export({ type: 'spki', format: 'pem' }).toString().trim() !== text.trim()) throw new Error('another form')
    return key
  },
})

const KEY_TYPES: Readonly<Record<string, KeyType>> = {
  'ed25519 ed25519': {
    hash: null,
    load: (text) => {
      if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('not 32 bytes in hexadecimal')
      return createPublicKey({
        key: Buffer.concat([ED25519_SPKI, Buffer.from(text, 'hex')]),
        format: 'der',
        type: 'spki',
      })
    },
  },
  'ecdsa ecdsa-sha2-nistp256': ecdsa('sha256', 'prime256v1'),
  'ecdsa ecdsa-sha2-nistp384': ecdsa('sha384', 'secp384r1'),
}

/**
 * Loads the keys that one role's metadata lists. tuf-js checks neither the id nor that keys differ, so that one key
 * under two ids would count twice toward a threshold: both are refused here. A key of a type that this version does
 * not know is tolerated and never counts.
 */
export const loadKeys = (keys: Readonly<Record<string, TufKey>>, place: string): ReadonlyMap<string, LoadedKey> => {
  const loaded = new Map<string, LoadedKey>()
  const seen = new Map<string, string>()
  for (const [id, key] of Object.entries(keys)) {
    if (keyIdOf(key) !== id) throw refusal(place, `key id ${id} is not the digest of its key`)
    const ready = loadKey(id, key, place)
    if (ready === null) continue
    const twin = seen.get(ready.spki)
    if (twin !== undefined) throw refusal(place, `keys ${twin} and ${id} are the same key`)
    seen.set(ready.spki, id)
    loaded.set(id, ready)
  }
  return loaded
}

const loadKey = (id: string, key: TufKey, place: string): LoadedKey | null => {
  const type = KEY_TYPES[`${key.keytype} ${key.scheme}`]
  if (type === undefined) return null
  let object: KeyObject
  try {
    object = type.load(key.keyval.public)
  } catch (cause) {
    throw refusal(place, `key ${id} is unreadable`, cause)
  }
  return {
    id,
    spki: sha256Hex(object.export({ type: 'spki', format: 'der' })),
    verify: (message, signature) => {
      try {
        return verify(type.hash, message, object, signature)
      } catch {
        return false
      }
    },
  }
}
