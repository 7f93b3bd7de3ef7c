import { createPublicKey } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import { sha256Hex } from '../codec/digest.ts'

/**
 * Every public key of a directory version with the place that publishes it. One key, one purpose, one place: a key that
 * is published twice could be used to answer for another (docs/spec/directory.md §5).
 */
export interface DistinctKeys {
  /** `spki`: SHA-256 (hex) of the DER SubjectPublicKeyInfo. Throws DIRECTORY_INVALID naming both places. */
  add(spki: string, place: string): void
}

export const distinctKeys = (): DistinctKeys => {
  const places = new Map<string, string>()
  return {
    add: (spki, place) => {
      const first = places.get(spki)
      if (first !== undefined) {
        const reason = `the same public key is published at ${first} and at ${place}`
        throw new RabtError('DIRECTORY_INVALID', { place, first, second: place, reason }, { detail: reason })
      }
      places.set(spki, place)
    },
  }
}

/** DER SubjectPublicKeyInfo of raw public bytes: RFC 8410 §4 and RFC 9881 §4. */
const SPKI_HEAD = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  'ml-dsa-44': Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
} as const

export type RawAlgorithm = keyof typeof SPKI_HEAD

export const spkiOf = (algorithm: RawAlgorithm, raw: Uint8Array): Buffer => Buffer.concat([SPKI_HEAD[algorithm], raw])

export const spkiDigest = (spki: Uint8Array): string => sha256Hex(spki)

export const keyOf = (spki: Buffer): ReturnType<typeof createPublicKey> =>
  createPublicKey({ key: spki, format: 'der', type: 'spki' })
