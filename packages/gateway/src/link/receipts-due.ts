import { LIMITS, type Secret } from '@rabt/protocol'
import type { Composed } from './lane/lane-writer.ts'

/** More batches than allowed may be under way for a moment under load: only if the oldest is older than this they count. */
const OWED_BATCHES_AFTER_MS = 2_000

interface Due {
  readonly size: number
  readonly body: string
  readonly at: number
}

/** What was sent to one peer and is not receipted yet: checkpoints to check receipts against, and secrets to send again. */
export class ReceiptsDue {
  readonly #due = new Map<string, Due[]>()
  readonly #secrets = new Map<string, Map<number, readonly Secret[]>>()

  add(origin: string, batch: Composed, now: number): void {
    const item = { size: batch.size, body: batch.checkpoint, at: now }
    const due = this.#due.get(origin)
    if (due) due.push(item)
    else this.#due.set(origin, [item])
    if (batch.secrets.size === 0) return
    const kept = this.#secrets.get(origin) ?? new Map<number, readonly Secret[]>()
    for (const [at, secrets] of batch.secrets) kept.set(batch.row.first + at, secrets)
    this.#secrets.set(origin, kept)
  }

  /** The checkpoint of that size, if it waits for its receipt: its body, and when it was signed. */
  find(origin: string, size: number): { readonly body: string; readonly at: number } | undefined {
    return this.#due.get(origin)?.find((item) => item.size === size)
  }

  /** Whether something sent before `at` still waits. */
  waitsSince(at: number): boolean {
    for (const due of this.#due.values()) if (due[0] && due[0].at < at) return true
    return false
  }

  /** A receipt for `size` covers everything before it. */
  receipted(origin: string, size: number): void {
    const due = this.#due.get(origin)
    if (due)
      this.#due.set(
        origin,
        due.filter((item) => item.size > size),
      )
    const kept = this.#secrets.get(origin)
    if (kept) for (const index of kept.keys()) if (index < size) kept.delete(index)
  }

  /** A lane that the peer reads no more owes nothing. */
  forget(origin: string): void {
    this.#due.delete(origin)
    this.#secrets.delete(origin)
  }

  /** Secrets still held of the entries in [first, first + count), by their place in the batch. */
  secretsOf(origin: string, first: number, count: number): Map<number, readonly Secret[]> {
    const held = new Map<number, readonly Secret[]>()
    for (const [index, secrets] of this.#secrets.get(origin) ?? [])
      if (index >= first && index < first + count) held.set(index - first, secrets)
    return held
  }

  /** Milliseconds that the oldest unreceipted batch has waited, and how many wait. */
  owed(now: number): { ms: number; batches: number } {
    let oldest = now
    let batches = 0
    for (const due of this.#due.values()) {
      batches += due.length
      if (due[0] && due[0].at < oldest) oldest = due[0].at
    }
    return { ms: now - oldest, batches }
  }

  /** Whether the peer owes so many receipts for so long that it gets nothing more to answer (spec link-log §3). */
  tooMany(now: number): boolean {
    const { ms, batches } = this.owed(now)
    return ms > LIMITS.receiptOwedMs || (batches > LIMITS.receiptOwedBatches && ms > OWED_BATCHES_AFTER_MS)
  }
}
