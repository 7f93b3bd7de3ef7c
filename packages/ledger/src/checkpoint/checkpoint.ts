import { RabtError } from '@rabt/protocol'
import { decodeBase64, encodeBase64 } from '../note/base64.ts'
import { HASH_BYTES } from '../tree/hash.ts'

/** What a checkpoint says: the log, how many leaves it has and their RFC 6962 root. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

const DECIMAL = /^(0|[1-9][0-9]{0,15})$/

/** The note body of a checkpoint: three lines (C2SP tlog-checkpoint, "Note text"). */
export const formatCheckpoint = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${encodeBase64(root)}\n`

/**
 * Reads the note body of a checkpoint. Rabt's logs have no extension lines: they would be signed by the lane line, not by
 * the ML-DSA line, and nobody audits them. `extensions` lets those of other logs pass.
 * @throws RabtError NOTE_INVALID
 */
export function parseCheckpoint(
  body: string,
  { extensions = false }: { readonly extensions?: boolean } = {},
): Checkpoint {
  if (!body.endsWith('\n')) refuse('checkpoint does not end in a newline')
  const lines = body.slice(0, -1).split('\n')
  if (lines.includes('')) refuse('empty line in a checkpoint')
  const [origin, decimal, base64, ...rest] = lines
  if (origin === undefined || decimal === undefined || base64 === undefined)
    refuse('checkpoint of fewer than three lines')
  if (rest.length > 0 && !extensions) refuse('checkpoint with an extension line')
  // "the ASCII decimal representation of the number of leaves in the tree, with no leading zeroes"
  const size = DECIMAL.test(decimal) ? Number(decimal) : Number.NaN
  if (!Number.isSafeInteger(size)) refuse('tree size')
  const root = decodeBase64(base64)
  if (root === null || root.length !== HASH_BYTES) refuse('root hash')
  return { origin, size, root }
}

function refuse(detail: string): never {
  throw new RabtError('NOTE_INVALID', {}, { detail })
}
