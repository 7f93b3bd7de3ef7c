import { RabtError } from '@rabt/protocol'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Allowance, dayOf, UsageMeter } from './usage-meter.ts'

const NOON = Date.UTC(2026, 10, 24, 12)
const DAY = dayOf(NOON)
const A = 'KW/GOV/MOI/traffic'
const B = 'KW/GOV/MOI/other'

const allowing = (change: Partial<Allowance> = {}): Allowance => ({
  id: 'KW/2026/7',
  quota: null,
  rate: null,
  ...change,
})
const quota = (requests: number): Allowance => allowing({ quota: { requests, per: 'day' } })
const rate = (perSecond: number, burst: number): Allowance => allowing({ rate: { perSecond, burst } })

let meter: UsageMeter
beforeEach(() => {
  meter = new UsageMeter()
})

/** null: it may go. */
function refusal(allowance: Allowance, consumer: string, time: number): [string, Record<string, string>] | null {
  try {
    meter.take(allowance, consumer, time)
    return null
  } catch (error) {
    if (!(error instanceof RabtError)) throw error
    return [error.code, error.params]
  }
}

const taken = (allowance: Allowance, times: number, time = NOON, consumer = A): number =>
  Array.from({ length: times }, () => refusal(allowance, consumer, time)).filter((one) => one === null).length

describe('a quota a day', () => {
  it('is used up by so many calls, and the refusal says when the next day begins', () => {
    expect(taken(quota(3), 5)).toBe(3)
    const later = NOON + 1_500
    expect(refusal(quota(3), A, later)).toEqual([
      'QUOTA_EXCEEDED',
      { agreement: 'KW/2026/7', limit: '3', seconds: String(12 * 3_600 - 1) },
    ])
    expect(refusal(quota(3), A, (DAY + 1) * 86_400_000 - 1)?.[1].seconds).toBe('1')
    expect(refusal(quota(3), A, (DAY + 1) * 86_400_000)).toBeNull()
  })

  it('is of each consumer and each agreement', () => {
    expect(taken(quota(1), 2, NOON, A)).toBe(1)
    expect(taken(quota(1), 2, NOON, B)).toBe(1)
    expect(taken({ ...quota(1), id: 'KW/2026/8' }, 2, NOON, A)).toBe(1)
    expect(meter.usedToday('KW/2026/7', NOON)).toEqual({ [A]: 1, [B]: 1 })
  })

  it('is the one that the directory says now', () => {
    expect(taken(quota(2), 3)).toBe(2)
    expect(taken(quota(5), 9)).toBe(3)
    expect(taken(quota(4), 1)).toBe(0)
  })

  it('does not begin anew when the clock is put back', () => {
    expect(taken(quota(2), 2)).toBe(2)
    expect(taken(quota(2), 1, NOON - 86_400_000)).toBe(0)
  })

  it('counts calls without any limit too', () => {
    expect(taken(allowing(), 7)).toBe(7)
    expect(meter.usedToday('KW/2026/7', NOON)).toEqual({ [A]: 7 })
    expect(meter.usedToday('KW/2026/7', NOON + 86_400_000)).toEqual({})
  })
})

describe('a rate', () => {
  it('lets a burst through, then so many a second, and says how long to wait', () => {
    expect(taken(rate(2, 5), 9)).toBe(5)
    expect(refusal(rate(2, 5), A, NOON)).toEqual([
      'RATE_EXCEEDED',
      { agreement: 'KW/2026/7', limit: '2', seconds: '1' },
    ])
    expect(taken(rate(2, 5), 9, NOON + 499)).toBe(0)
    expect(taken(rate(2, 5), 9, NOON + 500)).toBe(1)
    expect(taken(rate(2, 5), 9, NOON + 60_000)).toBe(5)
  })

  it('never lets more through than burst and rate together, at whatever times', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: -200, max: 400 }), { minLength: 1, maxLength: 200 }),
        (perSecond, burst, steps) => {
          meter = new UsageMeter()
          const first = NOON + (steps[0] as number)
          let time = NOON
          let latest = first
          let through = 0
          for (const step of steps) {
            time += step
            latest = Math.max(latest, time)
            through += taken(rate(perSecond, burst), 3, time)
          }
          expect(through).toBeLessThanOrEqual(burst + ((latest - first) * perSecond) / 1_000)
        },
      ),
    )
  })

  it('refuses without using up the quota', () => {
    const both = allowing({ quota: { requests: 10, per: 'day' }, rate: { perSecond: 1, burst: 2 } })
    expect(taken(both, 9)).toBe(2)
    expect(meter.usedToday(both.id, NOON)).toEqual({ [A]: 2 })
  })

  it('holds the burst at once for what was counted before the start', () => {
    meter.restore([{ agreement: 'KW/2026/7', consumer: A, day: DAY, requests: 40 }], NOON)
    expect(taken(rate(1, 3), 9, NOON)).toBe(3)
  })
})

describe('what is carried to a table', () => {
  const row = (requests: number, consumer = A) => ({ agreement: 'KW/2026/7', consumer, day: DAY, requests })

  it('is what came since the last time, and comes again if it could not be stored', () => {
    taken(quota(9), 2)
    expect(meter.drain(NOON)).toEqual([row(2)])
    taken(quota(9), 1)
    meter.notStored([row(2)])
    expect(meter.usedToday('KW/2026/7', NOON)).toEqual({ [A]: 3 })
    expect(meter.drain(NOON)).toEqual([row(3)])
    meter.stored([row(3)])
    expect(meter.drain(NOON)).toEqual([])
    expect(meter.usedToday('KW/2026/7', NOON)).toEqual({ [A]: 3 })
  })

  it('counts while it is under way', () => {
    taken(quota(3), 2)
    meter.drain(NOON)
    expect(taken(quota(3), 5)).toBe(1)
  })

  it('brings back what others counted', () => {
    taken(quota(10), 2)
    meter.drain(NOON)
    meter.stored([row(9)])
    expect(taken(quota(10), 5)).toBe(1)
  })

  it('begins a new day with the day', () => {
    taken(quota(2), 2)
    const rows = meter.drain(NOON)
    expect(taken(quota(2), 1, NOON + 86_400_000)).toBe(1)
    meter.stored(rows)
    expect(meter.usedToday('KW/2026/7', NOON + 86_400_000)).toEqual({ [A]: 1 })
  })

  it('forgets who has not called for days', () => {
    taken(quota(2), 1)
    meter.stored(meter.drain(NOON))
    meter.drain(NOON + 3 * 86_400_000)
    expect(meter.usedToday('KW/2026/7', NOON)).toEqual({})
  })
})
