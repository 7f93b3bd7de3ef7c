import { describe, expect, it } from 'vitest'
import { QuietAlarms } from './quiet-alarms.ts'

const FAULT = { peer: 'QA/GOV/EGOV/gw1', code: 'LANE_ROOT', origin: 'one', detail: '' }

function make() {
  const time = { now: 1_000 }
  const alarms = new QuietAlarms(() => time.now)
  return { time, said: (name: string, detail: Parameters<QuietAlarms['take']>[1]) => alarms.take(name, detail) }
}

describe('alarms of one cause', () => {
  it('are said once a minute, with how often they came', () => {
    const { time, said } = make()
    expect(said('link-fault', FAULT)).toEqual(FAULT)
    for (let i = 0; i < 5; i++) expect(said('link-fault', FAULT)).toBeNull()
    time.now += 60_000
    expect(said('link-fault', FAULT)).toEqual({ ...FAULT, repeated: 5 })
    time.now += 60_000
    expect(said('link-fault', FAULT)).toEqual(FAULT)
  })

  it('do not hide those of another cause', () => {
    const { said } = make()
    said('link-fault', FAULT)
    for (const other of [{ peer: 'SA/GOV/EGOV/gw1' }, { code: 'FORK' }, { origin: 'two' }, { detail: 'x' }])
      expect(said('link-fault', { ...FAULT, ...other })).not.toBeNull()
    expect(said('peer-fault', FAULT)).not.toBeNull()
    expect(said('connection-refused', { detail: 'a' })).not.toBeNull()
    expect(said('connection-refused', { detail: 'a' })).toBeNull()
  })

  it('that no peer can cause are always said', () => {
    const { said } = make()
    for (let i = 0; i < 3; i++) expect(said('commit-hangs', { ms: 1 })).toEqual({ ms: 1 })
  })

  it('are said though the clock was put back', () => {
    const { time, said } = make()
    said('link-fault', FAULT)
    time.now -= 3_600_000
    expect(said('link-fault', FAULT)).not.toBeNull()
  })

  it('that a peer invents without end take no memory without end, and are counted as one', () => {
    const { time, said } = make()
    let lines = 0
    for (let i = 0; i < 10_000; i++) if (said('link-fault', { ...FAULT, origin: String(i) })) lines++
    expect(lines).toBe(1_025)
    time.now += 60_000
    expect(said('link-fault', { ...FAULT, origin: 'new' })).not.toBeNull()
  })
})
