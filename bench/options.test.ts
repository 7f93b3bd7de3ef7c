import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

describe('the options', () => {
  it('without any measure c = 1, 32 and 128 three times', () => {
    const { plan, profile, portBase } = readOptions([], {})
    expect(plan).toMatchObject({ quick: false, connections: [1, 32, 128], rounds: 3 })
    expect(profile).toBe(false)
    expect(portBase).toBe(18_000)
  })
  it('quick measures the same rows in whole seconds, so that all of it, a first start included, takes less than 90 s', () => {
    const { plan } = readOptions(['--quick'], {})
    expect(plan.quick).toBe(true)
    const chains = 3
    const pauses = 0.3
    const load = plan.connections.reduce(
      (sum, c) => sum + chains * (plan.warmUpSeconds + plan.rounds * (plan.seconds(c) + pauses)),
      plan.firstWarmUpSeconds,
    )
    expect(plan.connections.every((c) => Number.isInteger(plan.seconds(c)))).toBe(true)
    expect(load).toBeLessThan(60)
  })
  it('refuse what cannot be measured', () => {
    for (const only of ['0', '1.5', 'many', '', '1000', '32,'])
      expect(() => readOptions(['--only', only], {})).toThrow(/--only/)
    expect(() => readOptions([], { RABT_BENCH_PORT_BASE: '80' })).toThrow(/RABT_BENCH_PORT_BASE/)
    expect(() => readOptions(['--fast'], {})).toThrow()
  })
})
