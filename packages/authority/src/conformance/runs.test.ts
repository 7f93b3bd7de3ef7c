import { describe, expect, it } from 'vitest'
import { CHALLENGE_LIFE_MS, RUN_LIMITS, Runs } from './runs.ts'

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
    time.now += CHALLENGE_LIFE_MS + 1
    expect(() => runs.begin({ state: 'AE', challenge: late })).toThrow(REFUSED)
  })

  it('begin whatever number of challenges others ask for, and by none that was made elsewhere', () => {
    const { runs } = open()
    const first = runs.challenge()
    expect(Buffer.from(first, 'base64url')).toHaveLength(32)
    for (let given = 0; given < 1_000; given++) runs.challenge()
    for (const challenge of [
      open().runs.challenge(),
      `${first.slice(0, -1)}_`,
      Buffer.alloc(32).toString('base64url'),
    ]) {
      expect(() => runs.begin({ state: 'AE', challenge })).toThrow(REFUSED)
    }
    runs.begin({ state: 'AE', challenge: first })
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
