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

interface KeyType {
  readonly head: string
  readonly hash: string | null
  load(text: string): KeyObject
}

/** Raw public bytes in hexadecimal behind a fixed SubjectPublicKeyInfo head; no other spelling of the same key. */
const rawKey = (head: string, form: RegExp, hash: string | null): KeyType => ({
  head,
  hash,
  load: (text) => {
    if (!form.test(text)) throw new Error('not the raw public bytes in hexadecimal')
    return createPublicKey({ key: Buffer.from(head + text, 'hex'), format: 'der', type: 'spki' })
  },
})

// RFC 8410 §4; RFC 5480 §2 with secp256r1 and secp384r1, uncompressed points.
const ED25519 = rawKey('302a300506032b6570032100', /^[0-9a-f]{64}$/, null)
const P256 = rawKey('3059301306072a8648ce3d020106082a8648ce3d030107034200', /^04[0-9a-f]{128}$/, 'sha256')
const P384 = rawKey('3076301006072a8648ce3d020106052b81040022036200', /^04[0-9a-f]{192}$/, 'sha384')

/** By `keytype scheme`. tuf-js also knows the older names of ECDSA, under which one key would have a second id. */
const KEY_TYPES: Readonly<Record<string, KeyType>> = {
  'ed25519 ed25519': ED25519,
  'ecdsa ecdsa-sha2-nistp256': P256,
  'ecdsa ecdsa-sha2-nistp384': P384,
  'ecdsa-sha2-nistp256 ecdsa-sha2-nistp256': P256,
  'ecdsa-sha2-nistp384 ecdsa-sha2-nistp384': P384,
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
  const { object, spki } = readKey(type, key.keyval.public, `key ${id}`, place)
  return {
    id,
    spki,
    verify: (message, signature) => {
      try {
        return verify(type.hash, message, object, signature)
      } catch {
        return false
      }
    },
  }
}

interface ReadKey {
  readonly object: KeyObject
  readonly spki: string
}

/**
 * Keys that were read before, by type and public bytes: a client reads the same few dozen at every look. Whoever fills it with others
 * only makes it begin anew.
 */
const READ = new Map<string, ReadKey>()
const READ_MAX = 512

const readKey = (type: KeyType, text: string, name: string, place: string): ReadKey => {
  const known = READ.get(type.head + text)
  if (known !== undefined) return known
  let object: KeyObject
  try {
    object = type.load(text)
  } catch (cause) {
    throw refusal(place, `${name} is unreadable`, cause)
  }
  const read = { object, spki: sha256Hex(object.export({ type: 'spki', format: 'der' })) }
  if (READ.size >= READ_MAX) READ.clear()
  READ.set(type.head + text, read)
  return read
}
