import { RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { VIEW } from '../edge-consumer/testing/directory.ts'
import { pickGateway, type RouteQuestion } from './pick-gateway.ts'
import { makeRouter } from './router.ts'

const GW1 = 'SA/GOV/EGOV/gw1'
const GW2 = 'SA/GOV/EGOV/gw2'
const MAINTENANCE = new RabtError('MAINTENANCE_PLANNED', { notice: 'until noon' })
const DOWN = new RabtError('NETWORK_ERROR')

/** Zero bytes make the shuffle swap every place with the first: [gw2, gw1]. Bytes of 255 leave two gateways as they are. */
const SWAP = (n: number) => new Uint8Array(n)
const KEEP = (n: number) => new Uint8Array(n).fill(255)

function ask(change: Partial<RouteQuestion>, states: Readonly<Record<string, RabtError>> = {}): string {
  const reachable = (gateway: string) => states[gateway] ?? true
  try {
    return pickGateway(VIEW, { subsystem: 'SA/GOV/MOI/traffic', wanted: null, random: KEEP, reachable, ...change })
  } catch (error) {
    if (error instanceof RabtError) return error.code
    throw error
  }
}

describe('pickGateway', () => {
  it('does not know a subsystem that is not in the directory or has no gateway', () => {
    expect(ask({ subsystem: 'SA/GOV/MOI/other' })).toBe('UNKNOWN_MEMBER')
    expect(ask({ subsystem: 'SA/GOV/MOI/nowhere' })).toBe('UNKNOWN_MEMBER')
    expect(ask({ subsystem: 'SA/GOV/MOI/nowhere', wanted: GW1 })).toBe('UNKNOWN_MEMBER')
  })

  it('takes the gateway that is named, if it exists, hosts the subsystem and takes requests', () => {
    expect(ask({ wanted: GW2 })).toBe(GW2)
    expect(ask({ wanted: 'SA/GOV/EGOV/gw9' })).toBe('INVALID_SECURITY_SERVER')
    expect(ask({ wanted: 'QA/GOV/EGOV/gw1' })).toBe('INVALID_SECURITY_SERVER')
    expect(ask({ wanted: GW2 }, { [GW2]: MAINTENANCE })).toBe('MAINTENANCE_PLANNED')
    expect(ask({ wanted: GW2 }, { [GW2]: DOWN })).toBe('NETWORK_ERROR')
  })

  it('shuffles several gateways', () => {
    expect(ask({ random: KEEP })).toBe(GW1)
    expect(ask({ random: SWAP })).toBe(GW2)
  })

  it('takes the one that takes requests, whatever the others are', () => {
    expect(ask({ random: KEEP }, { [GW1]: DOWN })).toBe(GW2)
    expect(ask({ random: SWAP }, { [GW2]: MAINTENANCE })).toBe(GW1)
  })

  it('reports maintenance, with its note, only when all are in maintenance', () => {
    expect(ask({}, { [GW1]: MAINTENANCE, [GW2]: MAINTENANCE })).toBe('MAINTENANCE_PLANNED')
    expect(ask({}, { [GW1]: MAINTENANCE, [GW2]: DOWN })).toBe('NETWORK_ERROR')
    expect(ask({}, { [GW1]: DOWN, [GW2]: MAINTENANCE })).toBe('NETWORK_ERROR')
    const all = { subsystem: 'SA/GOV/MOI/traffic', wanted: null, random: KEEP, reachable: () => MAINTENANCE }
    expect(() => pickGateway(VIEW, all)).toThrow(MAINTENANCE)
  })

  it('stays with the last good one while it hosts the subsystem and takes requests', () => {
    expect(ask({ random: KEEP, lastGood: GW2 })).toBe(GW2)
    expect(ask({ random: KEEP, lastGood: GW2 }, { [GW2]: DOWN })).toBe(GW1)
    expect(ask({ random: KEEP, lastGood: 'QA/GOV/EGOV/gw1' })).toBe(GW1)
  })
})

describe('a router', () => {
  it('remembers what it picked, but not what a caller asked for', () => {
    const down = new Set<string>()
    let random = KEEP
    const router = makeRouter({ reachable: (gateway) => (down.has(gateway) ? DOWN : true), random: (n) => random(n) })
    const pick = (wanted: string | null = null) => router.pick(VIEW, 'SA/GOV/MOI/traffic', wanted)
    expect(pick()).toBe(GW1)
    random = SWAP
    expect(pick()).toBe(GW1)
    expect(pick(GW2)).toBe(GW2)
    expect(pick()).toBe(GW1)
    down.add(GW1)
    expect(pick()).toBe(GW2)
    down.clear()
    random = KEEP
    expect(pick()).toBe(GW2)
  })
})
