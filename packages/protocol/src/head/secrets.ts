import { blobDigest } from '../blob.ts'
import { RabtError } from '../error/rabt-error.ts'
import type { Secret } from '../frame/frame.ts'
import { type Header, isHeaderValue } from './header.ts'

export type Direction = 'request' | 'response'

/** Lower-case names of headers whose values never stand in a stored head (docs/spec/heads.md). */
const SECRET_HEADERS: Readonly<Record<Direction, ReadonlySet<string>>> = {
  request: new Set(['authorization', 'proxy-authorization', 'cookie']),
  response: new Set(['set-cookie']),
}
const STAND_IN = 'rabt-digest='

/** Whether the value of this header travels beside the head. Compared without case. */
export const isSecret = (name: string, direction: Direction): boolean =>
  SECRET_HEADERS[direction].has(name.toLowerCase())

const standsIn = (name: string, value: string): boolean =>
  value.startsWith(STAND_IN) && (isSecret(name, 'request') || isSecret(name, 'response'))

// The head's own salt keeps a guessable value (a short password) from being found by its digest.
const standIn = (value: Uint8Array, headSalt: Uint8Array): string =>
  STAND_IN + blobDigest(headSalt, value).toString('base64')

/**
 * Replaces secret values by `rabt-digest=<base64 of SHA-256(headSalt32 || value)>` and returns them in the order of their
 * lines. Throws MALFORMED_REQUEST for a line of the other direction that only looks replaced.
 */
export const extractSecrets = (
  headers: readonly Header[],
  direction: Direction,
  headSalt: Uint8Array,
): { readonly headers: Header[]; readonly secrets: Secret[] } => {
  const secrets: Secret[] = []
  const replaced = headers.map(([name, value]): Header => {
    if (!isSecret(name, direction)) {
      if (standsIn(name, value)) throw new RabtError('MALFORMED_REQUEST', {}, { detail: 'forged stand-in of a secret' })
      return [name, value]
    }
    const bytes = Buffer.from(value, 'latin1')
    secrets.push({ name, value: bytes })
    return [name, standIn(bytes, headSalt)]
  })
  return { headers: replaced, secrets }
}

/**
 * Puts secret values back into their lines. Throws SECRET_LOST if one is missing, left over, of another name or digest, or no
 * header value: a peer made the digest too, and a line feed in a value would begin another line.
 */
export const restoreSecrets = (
  headers: readonly Header[],
  secrets: readonly Secret[],
  headSalt: Uint8Array,
): Header[] => {
  let next = 0
  const lines = headers.map(([name, value]): Header => {
    if (!standsIn(name, value)) return [name, value]
    const secret = secrets[next++]
    if (secret === undefined || secret.name !== name || standIn(secret.value, headSalt) !== value) throw lost()
    const restored = Buffer.from(secret.value).toString('latin1')
    if (!isHeaderValue(restored)) throw lost()
    return [name, restored]
  })
  if (next !== secrets.length) throw lost()
  return lines
}

const lost = (): RabtError => new RabtError('SECRET_LOST')
