import { z } from 'zod'
import { canonicalBytes, type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { refusal } from '../refuse.ts'
import type { LoadedKey } from './key.ts'
import { envelopeSchema, type RoleKeys } from './schema.ts'

/** Signed metadata, shape checked, signatures not yet. */
export interface Envelope<T> {
  readonly signed: T
  /** The bytes that were signed. */
  readonly message: Uint8Array
  readonly signatures: ReadonlyMap<string, Uint8Array>
}

/** Throws DIRECTORY_INVALID with the path of the first thing that does not fit. */
export const checkShape = <T>(schema: z.ZodType<T>, value: unknown, place: string): T => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw refusal(place, issue === undefined ? 'unexpected shape' : `${z.core.toDotPath(issue.path)} ${issue.message}`)
}

export const openEnvelope = <T>(bytes: Uint8Array, schema: z.ZodType<T>, place: string): Envelope<T> => {
  const outer = checkShape(envelopeSchema, parseCanonicalJson(bytes, place), place)
  const signatures = new Map<string, Uint8Array>()
  for (const { keyid, sig } of outer.signatures) {
    if (signatures.has(keyid)) throw refusal(place, `two signatures of key ${keyid}`)
    signatures.set(keyid, Buffer.from(sig, 'hex'))
  }
  return {
    signed: checkShape(schema, outer.signed, place),
    message: canonicalBytes(outer.signed as Json),
    signatures,
  }
}

/**
 * TUF 1.0.31 §5.3.4, §5.4.2, §5.5.3, §5.6.3: signed by a threshold of the role's keys. Stricter than TUF: a signature
 * by one of them that does not verify is refused even if enough others do, so that no byte of a file can be changed.
 * Returns the key ids that belong to the role.
 */
export const checkSignatures = (
  envelope: Envelope<unknown>,
  keys: ReadonlyMap<string, LoadedKey>,
  role: RoleKeys,
  place: string,
): ReadonlySet<string> => {
  const ids = new Set(role.keyids)
  if (ids.size !== role.keyids.length) throw refusal(place, 'a key id is listed twice')
  let valid = 0
  for (const [id, signature] of envelope.signatures) {
    const key = ids.has(id) ? keys.get(id) : undefined
    if (key === undefined) continue
    if (!key.verify(envelope.message, signature)) throw refusal(place, `the signature of key ${id} is wrong`)
    valid += 1
  }
  if (valid < role.threshold) throw refusal(place, `signed by ${valid} of ${role.threshold} keys`)
  return ids
}

/** Refuses signatures of keys that no role concerned lists. */
export const refuseStrangers = (envelope: Envelope<unknown>, known: ReadonlySet<string>, place: string): void => {
  for (const id of envelope.signatures.keys()) {
    if (!known.has(id)) throw refusal(place, `signed by key ${id}, which is not of this role`)
  }
}
