import type { CheckedView } from '@rabt/directory'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import type { Link } from '../link/link.ts'
import { readiness, wantedLinks } from './health.ts'

const OWN = 'KW/GOV/EGOV/gw1'
const STANDS = 'SA/GOV/EGOV/gw1'
const BROKEN = 'QA/GOV/EGOV/gw1'
const TAKEN_OUT = 'BH/GOV/EGOV/gw1'

const viewOf = (...gateways: readonly string[]): CheckedView =>
  ({
    gateways: new Map(gateways.map((id) => [id, { id, state: id.slice(0, 2) }])),
    states: new Map(gateways.map((id) => [id.slice(0, 2), { stage: 'live' }])),
  }) as unknown as CheckedView

const link = {
  peers: () => [STANDS, BROKEN, TAKEN_OUT].map((peer) => ({ peer, ready: peer === STANDS })),
} as unknown as Pick<Link, 'peers'>

const reasons = async (view: CheckedView | null) => {
  const directory = {
    view: () => view ?? expect.unreachable(),
    status: () => ({ mode: view === null ? 'expired' : 'current', lastError: null, lastRefresh: 0 }),
  } as unknown as Parameters<typeof readiness>[3]
  const pool = { query: async () => ({ rows: [] }) } as unknown as pg.Pool
  return readiness(OWN, pool, link, directory, { hangs: false }, { silent: new Map() })
}

describe('whether a gateway can exchange', () => {
  it('names the links that are down, and not those that the directory took away for good', async () => {
    expect(await reasons(viewOf(OWN, STANDS, BROKEN))).toEqual({
      ready: true,
      joined: true,
      reasons: [`no link with ${BROKEN}`],
    })
  })

  it('names no link of one that links with nobody: the reason is said already', async () => {
    const absent = `not yet joined, or taken out: the directory does not list ${OWN}`
    expect(await reasons(viewOf(STANDS, BROKEN))).toEqual({ ready: false, joined: false, reasons: [absent] })
    expect(await reasons(null)).toEqual({ ready: false, joined: true, reasons: ['directory has expired'] })
  })
})

it('links that ought to stand are those of the directory', () => {
  const peers = [...wantedLinks(OWN, link, viewOf(OWN, STANDS, BROKEN))].map(({ peer }) => peer)
  expect(peers).toEqual([STANDS, BROKEN])
})
