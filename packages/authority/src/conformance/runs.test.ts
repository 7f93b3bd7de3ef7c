import { describe, expect, it } from 'vitest'
import { RUN_LIMITS, Runs } from './runs.ts'

const REFUSED = expect.objectContaining({ code: 'RUN_REFUSED' })
const UNKNOWN = expect.objectContaining({ code: 'UNAUTHENTICATED' })

function open() {
  const time = { now: 1_000_000 }
  const runs = new Runs(() => time.now)
  const begin = (state = 'AE') => runs.begin({ state, challenge: runs.challenge() })
  return { time, runs, begin }
}

describe('the runs of a partner', () => {
  it('begin by a challenge that was given out lately, once', () => {
    const { time, runs } = open()
    const challenge = runs.challenge()
    runs.end(runs.begin({ state: 'AE', challenge }))
    expect(() => runs.begin({ state: 'AE', challenge })).toThrow(REFUSED)
    expect(() => runs.begin({ state: 'AE', challenge: 'x' })).toThrow(REFUSED)
    const late = runs.challenge()
    time.now += RUN_LIMITS.challengeMs + 1
    expect(() => runs.begin({ state: 'AE', challenge: late })).toThrow(REFUSED)
  })

  it('keep a bounded number of challenges', () => {
    const { runs } = open()
    const first = runs.challenge()
    for (let given = 0; given < RUN_LIMITS.challenges; given++) runs.challenge()
    expect(() => runs.begin({ state: 'AE', challenge: first })).toThrow(REFUSED)
  })

  it('are one of a state at a time, and a forgotten one ends by itself', () => {
    const { time, runs, begin } = open()
    const run = begin()
    expect(() => begin()).toThrow(REFUSED)
    begin('OM')
    time.now += RUN_LIMITS.runMs
    expect(() => runs.of(run.id, `Bearer ${run.token}`)).toThrow(UNKNOWN)
    begin()
  })

  it('are twelve in ten minutes', () => {
    const { time, runs, begin } = open()
    for (let made = 0; made < RUN_LIMITS.runs; made++) runs.end(begin())
    expect(() => begin()).toThrow(REFUSED)
    time.now += RUN_LIMITS.windowMs
    begin()
  })

  it('belong to who holds their token', () => {
    const { runs, begin } = open()
    const [run, other] = [begin(), begin('OM')]
    expect(runs.of(run.id, `Bearer ${run.token}`)).toBe(run)
    for (const token of [undefined, '', run.token, `Bearer ${other.token}`, 'Bearer é']) {
      expect(() => runs.of(run.id, token)).toThrow(UNKNOWN)
    }
    runs.end(run)
    expect(() => runs.of(run.id, `Bearer ${run.token}`)).toThrow(UNKNOWN)
  })
})
