import { describe, expect, it } from 'vitest'
import { CLOCK_LIMIT_MS, judgeClocks, type Reading, skewOf } from './observe-clock.ts'

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
    const right = reading(0, 0)
    expect(judgeClocks(reading(CLOCK_LIMIT_MS, 0), right)).toBeNull()
    expect(judgeClocks(reading(-CLOCK_LIMIT_MS - 400, 0), right, 500)).toBeNull()
    expect(judgeClocks(reading(CLOCK_LIMIT_MS + 2, 0), right)).toEqual({ reason: 'CLOCK_OFF', detail: '3002 ms' })
    expect(judgeClocks(reading(-90_000, 0), right)).toEqual({ reason: 'CLOCK_OFF', detail: '-90000 ms' })
  })

  it('is judged by no more than the round trips can say', () => {
    expect(judgeClocks(reading(CLOCK_LIMIT_MS + 900, 0, 2_000), reading(0, 0))).toBeNull()
    expect(judgeClocks(reading(CLOCK_LIMIT_MS + 1_100, 0, 2_000), reading(0, 0))).not.toBeNull()
  })
})

describe('a clock that cannot be read', () => {
  it('does not pass for one that is right', () => {
    expect(judgeClocks(reading(Number.NaN, 0), reading(0, 0))).not.toBeNull()
  })
})
