import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { publicKeyDigest, rawPublicKey } from '@rabt/ledger'
import { RabtError, sha256 } from '@rabt/protocol'

/** Keys of the gateway itself; the directory lists the first three by their bytes, `tls` by the digest of its SubjectPublicKeyInfo. */
export const GATEWAY_KEYS = ['lane', 'lane-pq', 'receipt', 'tls'] as const
/** File name in the folder of keys without `.pem`: one of the gateway's, or `members/<encodeURIComponent of the member>` for a seal. */
export type KeyName = (typeof GATEWAY_KEYS)[number] | `members/${string}`

export type KeyAlgorithm = 'ed25519' | 'ml-dsa-44' | 'p256'

export function algorithmOf(name: KeyName): KeyAlgorithm {
  if (name === 'lane-pq') return 'ml-dsa-44'
  return name === 'lane' || name === 'receipt' ? 'ed25519' : 'p256'
}

/** Whether a key can stand at this place at all. */
export function isFor(name: KeyName, key: KeyObject): boolean {
  const algorithm = algorithmOf(name)
  if (algorithm !== 'p256') return (key.asymmetricKeyType as string) === algorithm
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
}

/** Whether a file name, without what follows the first dot, is the encoded form of some identifier. */
export function isMemberFile(name: string): boolean {
  try {
    return encodeURIComponent(decodeURIComponent(name)) === name
  } catch {
    return false
  }
}

/** Public bytes as a directory document or a request for a certificate carries them: raw; of P-256 the SubjectPublicKeyInfo in DER. */
export function publicBytes(name: KeyName, key: KeyObject): Buffer {
  return algorithmOf(name) === 'p256' ? key.export({ type: 'spki', format: 'der' }) : Buffer.from(rawPublicKey(key))
}

/** What the directory knows a key by: SHA-256 of its public bytes. */
export function digestOf(name: KeyName, key: KeyObject): Buffer {
  return name.startsWith('members/') ? publicKeyDigest(key) : sha256(publicBytes(name, key))
}

/** A private key file; null when there is none or it is no key. */
export async function readKey(file: string): Promise<KeyObject | null> {
  try {
    return createPrivateKey(await readFile(file))
  } catch {
    return null
  }
}

/**
 * The next key of a name, made if it is not there: `<name>.next.pem`, PKCS #8, for its owner alone. Of two that ask at once both get the same one.
 * @returns the private key, and whether it was made now.
 * @throws RabtError CONFLICT for a file that is no key; what writing files throws.
 */
export async function ensureNextKey(
  folder: string,
  name: KeyName,
): Promise<{ readonly key: KeyObject; readonly made: boolean }> {
  const file = join(folder, `${name}.next.pem`)
  const before = await readKey(file)
  if (before !== null) return { key: before, made: false }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = generate(algorithmOf(name))
  const staged = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(staged, 'wx', 0o600)
  try {
    await handle.writeFile(fresh.export({ type: 'pkcs8', format: 'pem' }))
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    // Unlike a rename, a link never takes the place of a file that is there.
    await link(staged, file)
    return { key: fresh, made: true }
  } catch (error) {
    const other = await readKey(file)
    if (other !== null) return { key: other, made: false }
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    // Somebody put there what is no key; it is his to take away.
    throw new RabtError('CONFLICT', { what: `${name}.next.pem` })
  } finally {
    await unlink(staged)
  }
}

function generate(algorithm: KeyAlgorithm): KeyObject {
  if (algorithm === 'p256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  // Overloads of @types/node name each algorithm apart.
  return algorithm === 'ed25519'
    ? generateKeyPairSync('ed25519').privateKey
    : generateKeyPairSync('ml-dsa-44').privateKey
}

export const publicHalf = (key: KeyObject): KeyObject => createPublicKey(key)
