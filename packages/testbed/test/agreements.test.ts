import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from './support/ask.ts'
import { CONSUMER, PROVIDER, sharedNetwork } from './support/network.ts'
import { agree, suspend } from './support/publish.ts'
import { type Registered, registerAll, startService, type TestService } from './support/service.ts'
import { until } from './support/until.ts'

// What two states agreed on, between real gateways: limits that outlive a kill, fields of the answer, suspension; and what is told of it.
const network = await sharedNetwork()
const CLOSED = { agreed: [] } as const
const QUOTA = 3

let system: TestService
let services: Readonly<Record<'counted' | 'narrow' | 'broken-off', Registered>>
let counted: string
let brokenOff: string

beforeAll(async () => {
  system = await startService(({ target }, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(target.includes('more') ? '{"plate":"1","owner":"Salem"}' : '{"plate":"1"}')
  })
  services = await registerAll(network, {
    counted: { url: system.url, ...CLOSED },
    narrow: { url: system.url, ...CLOSED },
    'broken-off': { url: system.url, ...CLOSED },
  })
  const made = await agree(
    network,
    { service: `${PROVIDER}/counted`, quota: { requests: QUOTA, per: 'day' } },
    { service: `${PROVIDER}/narrow`, responseFields: ['/plate'] },
    { service: `${PROVIDER}/broken-off` },
  )
  ;[counted = '', , brokenOff = ''] = made
})
afterAll(async () => {
  for (const one of Object.values(services)) await one.remove()
  await system.close()
})

const codeOf = (answer: Answer) => answer.header('x-rabt-error-doc')?.split('#')[1]

async function agreement(code: 'KW' | 'QA', id: string) {
  return (await network.admin(code, 'GET', `/admin/v1/agreements/${encodeURIComponent(id)}`)) as {
    readonly state: string
    readonly usedToday: Readonly<Record<'asConsumer' | 'asProvider', Readonly<Record<string, number>>>>
  }
}

describe('a quota', () => {
  it('ends at its last call, and a gateway that was killed does not begin anew', async () => {
    for (let n = 0; n < QUOTA; n++) expect((await network.call(services.counted.path)).status).toBe(200)
    const seen = system.arrived.length
    const spent = await network.call(services.counted.path)
    expect([spent.status, spent.header('x-road-error')]).toEqual([500, 'Server.ClientProxy.QuotaExceeded'])
    expect(Number(spent.header('retry-after'))).toBeGreaterThan(0)
    await until('it is in the database', async () => {
      const rows = await network.query<{ requests: string }>(
        'KW',
        "SELECT requests FROM agreement_usage WHERE agreement = $1 AND role = 'consumer'",
        [counted],
      )
      return rows[0]?.requests === String(QUOTA)
    })
    await network.control('kill', 'kw')
    await network.exchanging('KW')
    expect(codeOf(await network.call(services.counted.path))).toBe('quota_exceeded')
    expect(system.arrived.length).toBe(seen)
    expect((await agreement('KW', counted)).usedToday.asConsumer).toEqual({ [CONSUMER]: QUOTA })
    expect((await agreement('QA', counted)).usedToday.asProvider).toEqual({ [CONSUMER]: QUOTA })
  })
})

describe('response fields', () => {
  it('that are agreed pass; an answer that holds others does not leave the provider’s gateway', async () => {
    const fine = await network.call(services.narrow.path)
    expect([fine.status, fine.text()]).toEqual([200, '{"plate":"1"}'])
    const more = await network.call(`${services.narrow.path}?more`)
    expect([more.header('x-road-error'), codeOf(more)]).toEqual([
      'Server.ServerProxy.ServiceFailed',
      'fields_not_agreed',
    ])
    expect(more.header('x-rabt-error-side')).toBe('service')
    expect(more.text()).not.toContain('Salem')
  })
})

describe('a suspension', () => {
  it('counts as soon as the directory is asked', async () => {
    expect((await network.call(services['broken-off'].path)).status).toBe(200)
    await suspend(network, 'QA', brokenOff)
    for (const code of ['KW', 'QA'] as const) await network.admin(code, 'POST', '/admin/v1/directory/refresh')
    expect(codeOf(await network.call(services['broken-off'].path))).toBe('agreement_suspended')
    expect((await agreement('KW', brokenOff)).state).toBe('suspended')
  })
})

describe('what is there to call', () => {
  it('is told at the edge: who is whose counterpart, and what may be asked of it', async () => {
    const look = async (path: string) => (await network.call(`/rabt/v1/directory/${path}`)).json()
    const { counterparts } = await look('counterparts?of=KW/GOV/MOI&state=QA')
    expect(counterparts).toContainEqual(
      expect.objectContaining({ subsystem: expect.objectContaining({ id: PROVIDER }), sharedGroups: ['GCC/traffic'] }),
    )
    const { services: found, directory } = await look(
      `services?state=QA&consumer=${CONSUMER}&q=${encodeURIComponent('المخالفات المروريه')}`,
    )
    expect((found as { id: string }[]).map(({ id }) => id)).toEqual([`${PROVIDER}/violations`])
    expect(found).toMatchObject([{ agreements: expect.arrayContaining([{ id: 'GCC/2017/1', state: 'in-force' }]) }])
    expect(directory).toMatchObject({ mode: 'current' })
  })

  it('is told to operators: how current the directory is', async () => {
    const standing = await network.admin('SA', 'GET', '/admin/v1/directory')
    expect(standing).toMatchObject({ mode: 'current', lastError: null, issues: [] })
  })
})
