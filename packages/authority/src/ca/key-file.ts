import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writeFileAtomic } from '../files/atomic.ts'

export type KeyKind = 'p256' | 'ed25519' | 'ml-dsa-44'

const GENERATE: Readonly<Record<KeyKind, () => KeyObject>> = {
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ed25519: () => generateKeyPairSync('ed25519').privateKey,
  'ml-dsa-44': () => generateKeyPairSync('ml-dsa-44').privateKey,
}

/** Reads a private key (PKCS#8, PEM), or makes it there with mode 0600 the first time. */
export function loadOrCreateKey(path: string, kind: KeyKind): KeyObject {
  if (existsSync(path)) return createPrivateKey(readFileSync(path))
  const key = GENERATE[kind]()
  writeFileAtomic(path, key.export({ type: 'pkcs8', format: 'pem' }))
  return key
}

/** DER SubjectPublicKeyInfo of a private key. */
export function spkiOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' })
}

const RAW_BYTES: ReadonlyMap<string | undefined, number> = new Map([
  ['ed25519', 32],
  ['ml-dsa-44', 1312],
])

/** The raw public key: 32 bytes of Ed25519, 1312 of ML-DSA-44. Both stand at the end of the SubjectPublicKeyInfo. */
export function rawPublicKey(key: KeyObject): Buffer {
  const bytes = RAW_BYTES.get(key.asymmetricKeyType)
  if (bytes === undefined) throw new RangeError(`no raw form of ${key.asymmetricKeyType}`)
  return spkiOf(key).subarray(-bytes)
}
