import { describe, expect, it } from 'vitest'
import { CLOCK_LIMIT_MS, judgeSkew, type Reading, skewOf } from './observe-clock.ts'

/** A clock that is `ahead` ms of the true time, read at `at` by a call that takes `trip` ms. */
const reading = (ahead: number, at: number, trip = 0): Reading => ({
  said: at + trip / 2 + ahead,
  asked: at,
  answered: at + trip,
})

describe('the difference of two clocks', () => {
  it('is seen whenever and however slowly each was asked', () => {
    expect(skewOf(reading(0, 10), reading(0, 5_000, 900))).toBe(0)
    expect(skewOf(reading(250, 10, 40), reading(-50, 9_000, 2_000))).toBe(300)
    expect(skewOf(reading(-60_000, 0), reading(0, 0))).toBe(-60_000)
  })

  it('may be three seconds either way, and what a coarse clock cannot say', () => {
    expect(judgeSkew(CLOCK_LIMIT_MS)).toBeNull()
    expect(judgeSkew(-CLOCK_LIMIT_MS - 400, 500)).toBeNull()
    expect(judgeSkew(CLOCK_LIMIT_MS + 2)).toEqual({ reason: 'CLOCK_OFF', detail: '3002 ms' })
    expect(judgeSkew(-90_000)).toEqual({ reason: 'CLOCK_OFF', detail: '-90000 ms' })
  })
})

describe('a clock that cannot be read', () => {
  it('does not pass for one that is right', () => {
    expect(judgeSkew(Number.NaN)).not.toBeNull()
  })
})
