import { createHash } from 'node:crypto'

/** One act. `details` carries no secret and no personal data but who acted: identifiers, states, digests. */
export interface AuditAct {
  /** A person's identifier, or `authority` for what the clock and the register do by themselves. */
  readonly actor: string
  /** Dotted verb, e.g. `request.approve`. */
  readonly action: string
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
}

export interface AuditRecord extends AuditAct {
  /** 1, 2, 3, ... without a gap. */
  readonly id: number
  /** Unix ms. */
  readonly at: number
}

/** A row as stored: the record verbatim, and the hash that binds it to all before it. */
export interface AuditRow {
  readonly record: string
  /** 32 bytes. */
  readonly hash: Uint8Array
}

/** What stands before the first row. */
export const GENESIS: Uint8Array = new Uint8Array(32)

// Domain separation: no other hash of ours begins with these bytes.
const LABEL = Buffer.from('rabt-audit/1\0', 'latin1')

export function chainHash(before: Uint8Array, record: string): Buffer {
  return createHash('sha256').update(LABEL).update(before).update(record, 'utf8').digest()
}

/** Checks rows that follow `before` (id and hash): the first id at fault, or null when the chain holds. */
export function brokenAt(
  before: { readonly id: number; readonly hash: Uint8Array },
  rows: readonly AuditRow[],
): number | null {
  let { id, hash } = before
  for (const row of rows) {
    id++
    if (idOf(row.record) !== id || !chainHash(hash, row.record).equals(row.hash)) return id
    hash = row.hash
  }
  return null
}

function idOf(record: string): number | null {
  try {
    const { id } = JSON.parse(record) as { readonly id?: unknown }
    return typeof id === 'number' ? id : null
  } catch {
    return null
  }
}
