import type { AgreementRecord } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'

const DAY_MS = 86_400_000
/** A bucket counts in thousandths of a call, so that its arithmetic on milliseconds is exact. */
const CALL = 1_000
/** What a bucket holds before its first call, which cuts it down to the burst. */
const FULL = Number.MAX_SAFE_INTEGER
/** Counters that nobody used for so long are forgotten once their day is over; the largest bucket fills within it. */
const IDLE_MS = 2 * DAY_MS

export type Allowance = Pick<AgreementRecord, 'id' | 'quota' | 'rate'>

/** Calls of one consumer under one agreement on one day. */
export interface UsageRow {
  readonly agreement: string
  readonly consumer: string
  /** Days since 1970-01-01. */
  readonly day: number
  readonly requests: number
}

interface Counter {
  day: number
  /** Known to be stored, on their way there, and neither: together what was used of the day's quota. */
  stored: number
  storing: number
  unstored: number
  /** Thousandths of a call that may go at once, as of `filled` (Unix ms). */
  tokens: number
  filled: number
}

export const dayOf = (time: number): number => Math.floor(time / DAY_MS)

const usedOf = ({ stored, storing, unstored }: Counter): number => stored + storing + unstored

/**
 * Counts what each consumer uses of each agreement: a quota a day (UTC) and a rate with a burst (a token bucket). In memory, so that no call
 * waits; exact for this process. `drain` and `stored` carry the days' counts to a table and bring back what other processes counted there
 * (usage-store.ts says how far off that can be). A clock that is put back begins no new day and fills no bucket.
 */
export class UsageMeter {
  readonly #counters = new Map<string, Map<string, Counter>>()

  /**
   * Takes one call from what the agreement allows a consumer at `time` (Unix ms), if both quota and rate do; one refused takes nothing.
   * @throws RabtError QUOTA_EXCEEDED, RATE_EXCEEDED with the seconds to wait
   */
  take(allowance: Allowance, consumer: string, time: number): void {
    const { quota, rate } = allowance
    const counter = this.#counter(allowance.id, consumer, time)
    if (quota !== null && usedOf(counter) >= quota.requests) throw quotaExceeded(allowance, counter, time)
    if (rate !== null) {
      const passed = Math.max(0, time - counter.filled)
      // The least of the two also where the directory has lowered the burst.
      counter.tokens = Math.min(counter.tokens + passed * rate.perSecond, rate.burst * CALL)
      counter.filled += passed
      if (counter.tokens < CALL) throw rateExceeded(allowance, counter, time)
      counter.tokens -= CALL
    }
    counter.unstored++
  }

  /** Calls under an agreement on the day of `time`, by consumer. */
  usedToday(agreement: string, time: number): Readonly<Record<string, number>> {
    const used: Record<string, number> = {}
    for (const [consumer, counter] of this.#counters.get(agreement) ?? [])
      if (counter.day === dayOf(time) && usedOf(counter) > 0) used[consumer] = usedOf(counter)
    return used
  }

  /** Takes over what the table holds, at start. */
  restore(rows: readonly UsageRow[], time: number): void {
    for (const { agreement, consumer, day, requests } of rows) {
      if (day < dayOf(time)) continue
      const counter = this.#counter(agreement, consumer, time)
      counter.day = day
      counter.stored = requests
    }
  }

  /** What has not been stored; it counts as being stored until `stored` or `notStored` is called, before the next `drain`. */
  drain(time: number): readonly UsageRow[] {
    const rows: UsageRow[] = []
    for (const [agreement, consumers] of this.#counters) {
      for (const [consumer, counter] of consumers) {
        if (counter.unstored > 0) {
          rows.push({ agreement, consumer, day: counter.day, requests: counter.unstored })
          counter.storing = counter.unstored
          counter.unstored = 0
        } else if (counter.day < dayOf(time) && time - counter.filled > IDLE_MS) consumers.delete(consumer)
      }
      if (consumers.size === 0) this.#counters.delete(agreement)
    }
    return rows
  }

  /** The table's totals after a drain: they hold what other processes on this database counted too. */
  stored(totals: readonly UsageRow[]): void {
    for (const { agreement, consumer, day, requests } of totals) {
      const counter = this.#counters.get(agreement)?.get(consumer)
      if (counter === undefined || counter.day !== day) continue
      counter.stored = requests
      counter.storing = 0
    }
  }

  /** A drain could not be stored: it comes again with the next. */
  notStored(rows: readonly UsageRow[]): void {
    for (const { agreement, consumer, day, requests } of rows) {
      const counter = this.#counters.get(agreement)?.get(consumer)
      if (counter === undefined || counter.day !== day) continue
      counter.unstored += requests
      counter.storing = 0
    }
  }

  #counter(id: string, consumer: string, time: number): Counter {
    let consumers = this.#counters.get(id)
    if (consumers === undefined) {
      consumers = new Map()
      this.#counters.set(id, consumers)
    }
    let counter = consumers.get(consumer)
    const day = dayOf(time)
    if (counter === undefined) {
      counter = { day, stored: 0, storing: 0, unstored: 0, tokens: FULL, filled: time }
      consumers.set(consumer, counter)
    } else if (day > counter.day) {
      // What was not stored of the day before is lost to the table; its quota is over.
      counter.day = day
      counter.stored = 0
      counter.storing = 0
      counter.unstored = 0
    }
    return counter
  }
}

function quotaExceeded({ id, quota }: Allowance, { day }: Counter, time: number): RabtError {
  const seconds = Math.max(1, Math.ceil(((day + 1) * DAY_MS - time) / 1_000))
  return new RabtError('QUOTA_EXCEEDED', {
    agreement: id,
    limit: String(quota?.requests),
    seconds: String(seconds),
  })
}

function rateExceeded({ id, rate }: Allowance, { tokens, filled }: Counter, time: number): RabtError {
  const perSecond = rate?.perSecond ?? 1
  const seconds = Math.max(1, Math.ceil(((CALL - tokens) / perSecond + filled - time) / 1_000))
  return new RabtError('RATE_EXCEEDED', { agreement: id, limit: String(perSecond), seconds: String(seconds) })
}
