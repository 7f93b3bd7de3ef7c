import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { type Holder, holderOf, keySigner, type Signer } from '../publish/signer.ts'
import { refuse } from './rules.ts'

/** A key file is a few hundred bytes. */
const MAX_PEM_BYTES = 16 * 1024

const ENCRYPTED = /-----BEGIN (?:ENCRYPTED PRIVATE KEY|(?:EC|RSA) PRIVATE KEY-----\s+Proc-Type: 4,ENCRYPTED)/

/** RFC 7468 §13 */
const PUBLIC = /-----BEGIN PUBLIC KEY-----/

const load = (pem: Uint8Array, place: string, read: (text: string) => KeyObject): KeyObject => {
  try {
    if (pem.length > MAX_PEM_BYTES) throw new RangeError('too large')
    return read(Buffer.from(pem).toString('utf8'))
  } catch {
    // Neither the file's text nor OpenSSL's words about it go on.
    throw refuse('key-unreadable', place)
  }
}

/**
 * An officer's private key: PKCS#8 in PEM, encrypted (RFC 5958 §3) or not; Ed25519, P-256 or P-384. Throws
 * CEREMONY_SIGNATURE, CEREMONY_REFUSED for another kind of key. `place` is what an error names: the file.
 */
export const readSigner = (pem: Uint8Array, passphrase: string | undefined, place: string): Signer => {
  const text = Buffer.from(pem).toString('latin1')
  if (passphrase === undefined && ENCRYPTED.test(text)) throw refuse('passphrase-needed', place)
  return usable(place, () => keySigner(load(pem, place, (key) => createPrivateKey({ key, passphrase }))))
}

/** A public key (SubjectPublicKeyInfo in PEM), as a ceremony takes it in. A private key is refused: it has no place there. */
export const readHolder = (pem: Uint8Array, place: string): Holder => {
  if (!PUBLIC.test(Buffer.from(pem).toString('latin1'))) throw refuse('key-unreadable', place)
  return usable(place, () => holderOf(load(pem, place, (key) => createPublicKey(key))))
}

const usable = <T extends Holder>(place: string, make: () => T): T => {
  try {
    return make()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'DIRECTORY_INVALID') {
      throw refuse('key-unusable', place, { key: place }, error)
    }
    throw error
  }
}
