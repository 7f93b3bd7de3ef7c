import { sameBytes } from '@rabt/protocol'
import { openEnvelope } from '../metadata/envelope.ts'
import { TIMESTAMP } from '../metadata/names.ts'
import { timestampSchema } from '../metadata/schema.ts'
import { type Fetch, fetchBytes } from './mirror.ts'

const TIMESTAMP_BYTES = 16 * 1024
/** Nobody waits long for what is only a hint. */
const CLAIM_MS = 2_000

/** What was read last: mirrors are asked again and again, and mostly show the same. */
let last: { readonly bytes: Uint8Array; readonly number: number } | null = null

/** Number of a timestamp, of which nothing is verified. Throws DIRECTORY_INVALID for what is none. */
export const timestampNumber = (bytes: Uint8Array): number => {
  if (last !== null && sameBytes(last.bytes, bytes)) return last.number
  const number = openEnvelope(bytes, timestampSchema, 'timestamp').signed.version
  last = { bytes: Uint8Array.from(bytes), number }
  return number
}

/** Number of the timestamp that a mirror shows, unverified: whether it is worth asking. 0 for a mirror that shows none soon. */
export const claimOf = async (fetch: Fetch, mirror: string): Promise<number> => {
  try {
    const url = `${mirror.replace(/\/+$/, '')}/${TIMESTAMP}`
    return timestampNumber(await fetchBytes(fetch, url, TIMESTAMP_BYTES, CLAIM_MS))
  } catch {
    return 0
  }
}
