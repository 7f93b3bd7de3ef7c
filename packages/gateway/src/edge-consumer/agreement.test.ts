import type { DirectoryView } from '@rabt/directory'
import { parseRequestHead, RabtError } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptedBy, agreementOf, withAgreements } from '../authorise/testing/agreements.ts'
import { VIEW } from './testing/directory.ts'
import { NOW, startTestEdge, type TestEdge } from './testing/edge.ts'
import { answerTo } from './testing/fake-exchange.ts'
import { ask, CLIENT, header, json, request, SERVICE } from './testing/talk.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.edge.close())
beforeEach(() => {
  edge.directory = () => VIEW
  edge.exchange.calls.length = 0
})

const call = (headers: readonly string[] = [], target = SERVICE, method = 'GET') =>
  ask(edge.http, request(`${method} ${target} HTTP/1.1`, [CLIENT, ...headers]))

/** Type, side and anchor of the refusal. */
async function refused(headers: readonly string[] = [], target = SERVICE, method = 'GET') {
  const answer = await call(headers, target, method)
  expect([answer.status, edge.exchange.calls.length]).toEqual([500, 0])
  const doc = header(answer, 'x-rabt-error-doc')
  return [header(answer, 'x-road-error'), header(answer, 'x-rabt-error-side'), doc?.slice(doc.indexOf('#') + 1)]
}

describe('a call', () => {
  it('names in its entry the agreement that carries it', async () => {
    expect((await call()).status).toBe(200)
    expect(edge.exchange.last.agreement).toBe('QA/2026/1')
    const narrow = agreementOf({ id: 'KW/2026/1', endpoints: [{ method: 'GET', path: '/a/*' }] })
    edge.directory = () => withAgreements(VIEW, [narrow, agreementOf({ id: 'KW/2026/2' })])
    await call([], `${SERVICE}/a/x?y=z/..`)
    expect(edge.exchange.last.agreement).toBe('KW/2026/1')
    await call([], `${SERVICE}/a/../x`)
    expect(edge.exchange.last.agreement).toBe('KW/2026/2')
  })

  it('may name agreement and purpose, and both travel', async () => {
    const agreements = [agreementOf({ id: 'KW/2026/1' }), agreementOf({ id: 'KW/2026/2' })]
    edge.directory = () => withAgreements(VIEW, agreements)
    expect((await call(['X-Rabt-Agreement: KW/2026/2', 'X-Rabt-Purpose: traffic-violations'])).status).toBe(200)
    expect(edge.exchange.last.agreement).toBe('KW/2026/2')
    expect(parseRequestHead(edge.exchange.last.head).headers).toEqual(
      expect.arrayContaining([
        ['X-Rabt-Agreement', 'KW/2026/2'],
        ['X-Rabt-Purpose', 'traffic-violations'],
      ]),
    )
    // An empty one names nothing.
    expect((await call(['X-Rabt-Agreement:'])).status).toBe(200)
    expect(edge.exchange.last.agreement).toBe('KW/2026/1')
  })

  it('for what a gateway answers itself needs no agreement', async () => {
    edge.directory = () => withAgreements(VIEW, [])
    expect((await call([], '/r1/QA/GOV/MOI/traffic/listMethods')).status).toBe(200)
    expect(edge.exchange.last.agreement).toBeNull()
  })
})

describe('a call that no agreement carries is refused before anything is sent, in the word that clients of X-Road know', () => {
  const denied = 'Server.ServerProxy.AccessDenied'
  const with1 = (change: Parameters<typeof agreementOf>[0]): (() => DirectoryView) => {
    const view = withAgreements(VIEW, [agreementOf(change)])
    return () => view
  }

  it.each([
    ['agreement_missing', { consumer: { subsystem: 'KW/GOV/MOI/other' } }, []],
    ['agreement_missing', { endpoints: [{ method: 'POST', path: '**' }] }, []],
    ['agreement_not_accepted', { positions: acceptedBy('QA') }, []],
    ['agreement_expired', { until: NOW }, []],
    ['agreement_not_yet', { from: NOW + 1 }, []],
    ['agreement_unknown', {}, ['X-Rabt-Agreement: KW/2026/8']],
    ['purpose_mismatch', {}, ['X-Rabt-Purpose: marketing']],
  ] as const)('%s with %j and %j', async (code, change, headers) => {
    edge.directory = with1(change)
    expect(await refused(headers)).toEqual([denied, 'client', code])
  })

  it('says whose turn it is, in the caller’s language', async () => {
    edge.directory = with1({ positions: acceptedBy('QA') })
    expect(json(await call()).message).toContain(
      'KW/2026/7 covers this call but is not in force: not yet accepted by KW',
    )
    expect(json(await call(['Accept-Language: ar'])).message).toContain('لم تقبلها بعدُ KW')
  })

  it('refuses a path that could be read in two ways', async () => {
    expect(await refused([], `${SERVICE}/a/%2e%2e/%2e%2e/b`)).toEqual([denied, 'client', 'access_denied'])
  })
})

describe('what an agreement allows in a time', () => {
  const allow = (change: Parameters<typeof agreementOf>[0]): void => {
    const view = withAgreements(VIEW, [agreementOf(change)])
    edge.directory = () => view
  }

  it('is refused beyond its quota before anything is sent, and says when it opens again', async () => {
    allow({ id: 'KW/2026/21', quota: { requests: 2, per: 'day' } })
    expect([(await call()).status, (await call()).status]).toEqual([200, 200])
    edge.exchange.calls.length = 0
    expect(await refused()).toEqual(['Server.ClientProxy.QuotaExceeded', 'client', 'quota_exceeded'])
    const answer = await call(['Accept-Language: ar'])
    expect(header(answer, 'retry-after')).toBe(String(12 * 3_600))
    expect(json(answer).message).toContain('KW/2026/21')
    expect(json(answer).message).toContain('استُنفدت')
  })

  it('is refused beyond its rate', async () => {
    allow({ id: 'KW/2026/22', rate: { perSecond: 1, burst: 1 } })
    expect((await call()).status).toBe(200)
    edge.exchange.calls.length = 0
    expect(await refused()).toEqual(['Server.ClientProxy.RateExceeded', 'client', 'rate_exceeded'])
    expect(header(await call(), 'retry-after')).toBe('1')
  })

  it('is not used up by calls that were refused for something else', async () => {
    allow({ id: 'KW/2026/23', quota: { requests: 1, per: 'day' } })
    await refused(['X-Rabt-Purpose: marketing'])
    edge.exchange.down.set('QA/GOV/EGOV/gw1', new RabtError('NETWORK_ERROR'))
    await refused()
    edge.exchange.down.clear()
    expect((await call()).status).toBe(200)
  })

  it('passes on when the provider’s gateway says that it opens again', async () => {
    const told = (value: string) => {
      edge.exchange.answer = (one) =>
        answerTo(one, {
          status: 500,
          reason: 'Internal Server Error',
          outcome: 'QUOTA_EXCEEDED',
          headers: [['retry-after', value]],
          body: JSON.stringify({ type: 'Server.ServerProxy.QuotaExceeded', message: 'used up', detail: '' }),
        })
      return call()
    }
    const answer = await told('17')
    expect(header(answer, 'x-road-error')).toBe('Server.ServerProxy.QuotaExceeded')
    expect([header(answer, 'retry-after'), json(answer).message]).toEqual(['17', 'used up'])
    for (const value of ['0', '-1', 'Tue, 24 Nov 2026 00:00:00 GMT', '12345678'])
      expect(header(await told(value), 'retry-after')).toBeUndefined()
    edge.exchange.answer = null
  })
})

describe('an answer that holds more than its agreement names', () => {
  it('is not delivered, whatever the provider’s gateway let through', async () => {
    const view = withAgreements(VIEW, [agreementOf({ responseFields: ['/plate'] })])
    edge.directory = () => view
    const answers = (body: string, type = 'application/json') => {
      edge.exchange.provider = () => ({ headers: [['Content-Type', type]], body })
      return call()
    }
    const fine = await answers('{"plate":"1"}')
    expect([fine.status, fine.body.toString()]).toEqual([200, '{"plate":"1"}'])
    const more = await answers('{"plate":"1","owner":"Salem"}')
    expect(more.status).toBe(500)
    expect(header(more, 'x-road-error')).toBe('Server.ClientProxy.InconsistentResponse')
    expect(header(more, 'x-rabt-error-side')).toBe('provider')
    expect(header(more, 'x-rabt-error-doc')).toContain('#answer_exceeds_agreement')
    expect(more.body.toString()).not.toContain('Salem')
    const other = await answers('owner=Salem', 'text/plain')
    expect(header(other, 'x-rabt-error-doc')).toContain('#answer_not_judged')
    expect(other.body.toString()).not.toContain('Salem')
    edge.exchange.provider = () => ({ body: '{"ok":true}' })
  })
})

describe('what is not there is told apart', () => {
  const suspend = (part: 'states' | 'members', id: string): DirectoryView => {
    const record = { ...VIEW[part].get(id), stage: 'suspended' } as never
    const subsystems = new Map([...VIEW.subsystems].filter(([one]) => !one.startsWith(`${id}/`)))
    return {
      ...VIEW,
      subsystems,
      [part]: new Map<string, never>([...(VIEW[part] as Map<string, never>), [id, record]]),
    }
  }
  const unknown = 'Server.ClientProxy.UnknownMember'

  it.each([
    ['/r1/QA/GOV/NOBODY/traffic/x', unknown, 'client', 'unknown_member'],
    ['/r1/XX/GOV/MOI/traffic/x', unknown, 'client', 'unknown_member'],
    ['/r1/QA/GOV/MOI/passports/x', unknown, 'client', 'unknown_subsystem'],
    ['/r1/SA/GOV/MOI/nowhere/x', unknown, 'provider', 'no_gateway'],
    ['/r1/QA/GOV/MOI/traffic/other', 'Server.ServerProxy.UnknownService', 'client', 'unknown_service'],
    ['/r1/QA/GOV/MOI/traffic/listmethods', 'Server.ServerProxy.UnknownService', 'client', 'unknown_service'],
  ])('%s is %s', async (target, type, side, code) => {
    expect(await refused([], target)).toEqual([type, side, code])
  })

  it('a suspended member or state is said to be suspended', async () => {
    for (const view of [suspend('members', 'QA/GOV/MOI'), suspend('states', 'QA')]) {
      edge.directory = () => view
      expect(await refused()).toEqual([unknown, 'provider', 'member_suspended'])
    }
  })

  it('planned maintenance of a system is told with its end and notice, while it lasts', async () => {
    const planned = (from: number, until: number): DirectoryView => ({
      ...VIEW,
      maintenance: [
        {
          gateway: null,
          subsystem: 'QA/GOV/MOI/traffic',
          from,
          until,
          notice: { ar: 'ترقية النظام', en: 'System upgrade' },
        },
      ],
    })
    edge.directory = () => planned(NOW, NOW + 3_600_000)
    expect(await refused()).toEqual(['Server.ClientProxy.MaintenanceMode', 'provider', 'maintenance_planned'])
    expect(json(await call()).message).toContain('until 2026-11-24T13:00:00Z')
    const arabic = await call(['Accept-Language: ar'])
    expect(json(arabic).message).toContain('ترقية النظام')
    expect(header(arabic, 'retry-after')).toBe('3600')
    for (const view of [planned(NOW + 1, NOW + 2), planned(NOW - 2, NOW)]) {
      edge.directory = () => view
      expect((await call()).status).toBe(200)
    }
  })
})
