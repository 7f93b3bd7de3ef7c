import { describe, expect, it } from 'vitest'
import { BackOff } from './back-off.ts'

const LONGEST = 5_000

function make(random = () => 1) {
  const time = { now: 0 }
  return { time, backOff: new BackOff(() => time.now, random) }
}

describe('the wait before a gateway is dialled again', () => {
  it('doubles up to five seconds', () => {
    const { backOff } = make()
    expect(Array.from({ length: 9 }, () => backOff.ended())).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000,
    ])
  })

  it('is spread over its upper half', () => {
    expect(make(() => 0).backOff.ended()).toBe(50)
  })

  it('grows though each connection comes about, greets and is ended: the peer refuses what is said', () => {
    const { backOff, time } = make()
    const waits = Array.from({ length: 9 }, () => {
      backOff.greeted()
      time.now += LONGEST - 1
      return backOff.ended()
    })
    expect(waits.slice(-2)).toEqual([LONGEST, LONGEST])
  })

  it('grows though connections last, if no hello ever comes', () => {
    const { backOff, time } = make()
    const waits = Array.from({ length: 9 }, () => {
      time.now += 60_000
      return backOff.ended()
    })
    expect(waits.at(-1)).toBe(LONGEST)
  })

  it('is short again after a connection that greeted and lasted', () => {
    const { backOff, time } = make()
    for (let i = 0; i < 9; i++) backOff.ended()
    backOff.greeted()
    time.now += LONGEST - 1
    // A peer that greets again and again does not make its connection younger.
    backOff.greeted()
    time.now += 1
    expect([backOff.ended(), backOff.well]).toEqual([100, false])
  })
})
