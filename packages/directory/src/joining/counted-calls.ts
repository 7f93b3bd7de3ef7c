import { setTimeout as delay } from 'node:timers/promises'
import type { Caller } from './caller.ts'
import type { Finding } from './observe.ts'

/** How one call of a series ended. */
export interface CountedCall {
  readonly number: number
  /** `answered` once the echo's answer came; else X-Road's fault code, or `none` when not even that came. */
  readonly outcome: string
}

/** Calls of one series: how many, how many at once, and with what pause before each, milliseconds. */
export interface Series {
  readonly name: string
  readonly calls: number
  readonly atOnce: number
  readonly pauseMs: number
}

/** Makes the calls of a series, each once, whatever comes of it. */
export async function makeCountedCalls(caller: Caller, series: Series, signal: AbortSignal): Promise<CountedCall[]> {
  const ended: CountedCall[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < series.calls && !signal.aborted) {
      const number = next++
      await delay(series.pauseMs, undefined, { signal }).catch(() => {})
      ended.push({ number, outcome: await outcomeOf(caller, `/count/${series.name}/${number}`, signal) })
    }
  }
  await Promise.all(Array.from({ length: series.atOnce }, work))
  return ended.sort((a, b) => a.number - b.number)
}

async function outcomeOf(caller: Caller, path: string, signal: AbortSignal): Promise<string> {
  try {
    const { status, fault } = await caller.call('POST', path, signal, new Uint8Array())
    return status === 200 && fault === null ? 'answered' : (fault ?? `HTTP ${status}`)
  } catch {
    return 'none'
  }
}

/** What two records, the caller's and the echo's, say together: nothing hangs, nothing is doubled, nothing answered is lost. */
export function judgeCounted(
  calls: readonly CountedCall[],
  counts: Readonly<Record<string, number>>,
  expected: number,
): Finding {
  if (calls.length !== expected) return { reason: 'CALL_HUNG', detail: `${calls.length} of ${expected} ended` }
  const hung = calls.find(({ outcome }) => outcome === 'none')
  if (hung !== undefined) return { reason: 'CALL_HUNG', detail: `call ${hung.number}` }
  const doubled = Object.entries(counts).find(([, count]) => count > 1)
  if (doubled !== undefined) return { reason: 'CALL_DOUBLED', detail: `call ${doubled[0]} ran ${doubled[1]} times` }
  const lost = calls.find(({ number, outcome }) => outcome === 'answered' && counts[number] !== 1)
  if (lost !== undefined) return { reason: 'CALL_LOST', detail: `call ${lost.number}` }
  if (calls.some(({ outcome }) => outcome === 'answered')) return null
  return { reason: 'LANES_STOPPED', detail: calls[0]?.outcome ?? 'no call' }
}
