import type { AgreementRecord, DirectoryView } from '@rabt/directory'
import {
  type Header,
  messageOf,
  parseResponseHead,
  RabtError,
  requestHash,
  restoreSecrets,
  uuidToString,
} from '@rabt/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UsageMeter } from '../agreements/usage-meter.ts'
import { acceptedBy, agreementOf, withAgreements } from '../authorise/testing/agreements.ts'
import { VIEW } from '../edge-consumer/testing/directory.ts'
import type { AnswerDraft, IncomingCall, Provide } from '../exchange.ts'
import type { LocalRegistry, Maintenance, ServiceSetting } from '../registry/local-registry.ts'
import type { ProvideDeps } from './deps.ts'
import { createProvide } from './provide.ts'
import { createServiceCaller } from './service/caller.ts'
import { PROVIDER_LIMITS } from './service/limits.ts'
import { startHttp, type TestServer } from './service/test-server.ts'
import { CONSUMER, incomingCall, PROVIDER, XROAD_ID } from './test-call.ts'

const now = 1_800_000_000_000
const serviceId = `${PROVIDER}/violations`
let agency: TestServer
let answerNext: Parameters<typeof startHttp>[0]
let services: Map<string, ServiceSetting>
let agreements: AgreementRecord[]
let maintenance: Maintenance
let logged: { readonly detail?: string; readonly reason?: string; readonly code?: string }[]
let deps: ProvideDeps
let provide: Provide
const caller = createServiceCaller()

const consumer = { ...VIEW.subsystems.get(CONSUMER), groups: ['GCC/traffic'] } as never
const view: DirectoryView = {
  ...VIEW,
  version: { number: 1, hash: Buffer.alloc(32) },
  subsystems: new Map([...VIEW.subsystems, [CONSUMER, consumer]]),
}

const setting = (change: Partial<ServiceSetting> = {}): ServiceSetting => ({
  id: serviceId,
  type: 'REST',
  url: `${agency.origin}/api`,
  descriptionUrl: null,
  timeoutMs: 60_000,
  disabled: null,
  verifyTls: true,
  endpoints: [{ method: 'GET', path: '/a/*' }],
  ...change,
})

beforeAll(async () => {
  agency = await startHttp((res, received) => answerNext(res, received))
})
afterAll(async () => {
  await caller.close()
  await agency.close()
})
beforeEach(() => {
  agency.received.length = 0
  answerNext = (res) => res.end('ok')
  services = new Map([[serviceId, setting()]])
  agreements = [agreementOf({ consumer: { group: 'GCC/traffic' } })]
  maintenance = { active: false, notice: null }
  logged = []
  const registry = {
    service: (id: string) => services.get(id),
    services: () => [...services.values()],
    servicesOf: (subsystem: string) => [...services.values()].filter(({ id }) => id.startsWith(`${subsystem}/`)),
    maintenance: () => maintenance,
    onChange: () => undefined,
  } as unknown as LocalRegistry
  deps = {
    registry,
    directory: () => withAgreements(view, agreements),
    mayRun: () => undefined,
    usage: new UsageMeter(),
    caller,
    clock: () => now,
    random: (n) => Buffer.alloc(n, 9),
    spelling: 'classic',
    log: { warn: (fields) => logged.push(fields), error: (fields) => logged.push(fields) },
  }
  provide = createProvide(deps)
})

const date = 'Tue, 24 Nov 2026 00:00:00 GMT'
const forged = (name: string) => [name, 'forged']
const headersOf = (draft: AnswerDraft) => parseResponseHead(draft.head).headers
const valuesOf = (draft: AnswerDraft, name: string) =>
  headersOf(draft)
    .filter(([each]) => each.toLowerCase() === name)
    .map(([, value]) => value)
const echoes = (call: IncomingCall): Header[] => [
  ['x-road-client', CONSUMER],
  ['x-road-service', `${PROVIDER}/${call.serviceCode}`],
  ['x-road-id', XROAD_ID],
  ['x-road-request-id', uuidToString(call.id)],
  ['x-road-request-hash', requestHash(call.head, call.body)],
]
/** Checks everything that all faults have in common, and gives the message. */
function faultOf(draft: AnswerDraft, code: string, xroad: string): string {
  expect(draft.outcome).toBe(code)
  expect(draft.status).toBe(500)
  const head = parseResponseHead(draft.head)
  expect(head.status).toBe(500)
  expect(valuesOf(draft, 'x-road-error')).toEqual([`Server.ServerProxy.${xroad}`])
  expect(valuesOf(draft, 'content-type')).toEqual(['application/json'])
  expect(valuesOf(draft, 'x-road-request-id')).toHaveLength(1)
  const body = JSON.parse(Buffer.from(draft.body as Uint8Array).toString())
  expect(Object.keys(body)).toEqual(['type', 'message', 'detail'])
  expect(body.type).toBe(`Server.ServerProxy.${xroad}`)
  expect(body.detail).toMatch(/^[0-9a-f-]{36}$/)
  expect(logged.map(({ detail }) => detail)).toEqual([body.detail])
  return body.message
}

describe('a directory that is too old for a method', () => {
  it("is said, and the agency's system is not asked", async () => {
    let asked = 0
    const counting = { ...caller, call: () => Promise.reject(new Error(`asked ${++asked}`)) }
    const mayRun = (method: string) => {
      if (method === 'POST') throw new RabtError('DIRECTORY_READ_ONLY', { since: 'then', until: 'later' })
    }
    const old = createProvide({ ...deps, caller: counting as typeof caller, mayRun })
    const draft = await old(incomingCall(now, { method: 'POST' }))
    expect(faultOf(draft, 'DIRECTORY_READ_ONLY', 'OutdatedGlobalConf')).toContain('until later')
    expect(asked).toBe(0)
  })
})

describe("the provider's side answers a call", () => {
  it("with what the agency's system says, tied to the question", async () => {
    answerNext = (res) =>
      res
        .writeHead(404, 'Not Here', [
          ...[
            'X-Road-Service',
            'x-road-id',
            'X-Road-Error',
            'X-ROAD-CLIENT',
            'X-Road-Request-Id',
            'x-road-request-hash',
          ].flatMap(forged),
          ...['Server', 'Keep-Alive'].flatMap(forged),
          ...[
            ['X-Road-Other', 'kept'],
            ['X-B', '1'],
            ['x-a', '2'],
            ['X-B', '3'],
            ['Date', date],
            ['Content-Length', '7'],
          ].flat(),
        ])
        .end('missing')
    const call = incomingCall(now, { target: `/r1/${serviceId}/a//b/%2e?x=%20&x=1` })
    const draft = await provide(call)
    expect(draft).toMatchObject({ status: 404, outcome: null, agreement: 'KW/2026/7', secrets: [] })
    expect(draft.headSalt).toHaveLength(32)
    expect(Buffer.from(draft.body as Uint8Array).toString()).toBe('missing')
    expect(parseResponseHead(draft.head)).toMatchObject({ status: 404, reason: 'Not Here' })
    expect(headersOf(draft)).toEqual([
      ['X-Road-Other', 'kept'],
      ['X-B', '1'],
      ['x-a', '2'],
      ['X-B', '3'],
      ['Date', date],
      ...echoes(call),
    ])
    expect(agency.received[0]?.target).toBe('/api/a//b/%2e?x=%20&x=1')
    expect(logged).toEqual([])
  })

  it("after the system got the caller's headers, secrets put back and hop-by-hop ones gone", async () => {
    const call = incomingCall(now, {
      method: 'POST',
      body: Buffer.from('{"a":1}'),
      headers: [
        ['Authorization', 'Bearer s3cret'],
        ['Transfer-Encoding', 'chunked'],
        ['Content-Length', '999'],
        ['Host', 'evil'],
        ['Expect', '100-continue'],
        ['X-Road-UserId', 'KW123'],
        ['cookie', 'a=b'],
        ['X-Road-Service', 'x'],
        ['Content-Type', 'application/json'],
      ],
    })
    expect(Buffer.from(call.head).includes('s3cret')).toBe(false)
    expect((await provide(call)).outcome).toBeNull()
    const [received] = agency.received
    expect(received?.body.toString()).toBe('{"a":1}')
    expect(received?.headers).toEqual([
      ['host', agency.origin.slice(7)],
      ['connection', 'keep-alive'],
      ['X-Road-Client', CONSUMER],
      ['Authorization', 'Bearer s3cret'],
      ['X-Road-UserId', 'KW123'],
      ['cookie', 'a=b'],
      ['Content-Type', 'application/json'],
      ['x-road-request-id', uuidToString(call.id)],
      ['x-road-id', XROAD_ID],
      ['content-length', '7'],
    ])
  })

  it.each([
    ['POST', 'x'],
    ['PUT', 'x'],
    ['PATCH', 'x'],
    ['GET', ''],
    ['DELETE', ''],
    ['OPTIONS', ''],
    ['HEAD', ''],
  ])('and forwards the body of %s as %j', async (method, expected) => {
    await provide(incomingCall(now, { method, body: Buffer.from('x') }))
    expect([agency.received[0]?.method, agency.received[0]?.body.toString()]).toEqual([method, expected])
  })

  it('with cookies of the answer kept beside the head', async () => {
    answerNext = (res) =>
      res.writeHead(200, ['Set-Cookie', 'session=s3cret', 'set-cookie', 'b=2', 'Content-Length', '0']).end()
    const draft = await provide(incomingCall(now))
    expect(Buffer.from(draft.head).includes('s3cret')).toBe(false)
    expect(draft.secrets.map(({ name, value }) => [name, Buffer.from(value).toString()])).toEqual([
      ['Set-Cookie', 'session=s3cret'],
      ['set-cookie', 'b=2'],
    ])
    expect(restoreSecrets(headersOf(draft), draft.secrets, draft.headSalt).slice(0, 2)).toEqual([
      ['Set-Cookie', 'session=s3cret'],
      ['set-cookie', 'b=2'],
    ])
    expect(draft.body).toBeNull()
  })

  it('whose service code is written encoded', async () => {
    const id = `${PROVIDER}/a%20b`
    services.set(id, setting({ id }))
    agreements.push(agreementOf({ id: 'KW/2026/8', provider: { service: id } }))
    const wish = { target: `/r1/${PROVIDER}/%61%20b/x`, agreement: 'KW/2026/8' }
    const draft = await provide({ ...incomingCall(now, wish), serviceCode: 'a b' })
    expect([draft.outcome, draft.agreement]).toEqual([null, 'KW/2026/8'])
    expect(valuesOf(draft, 'x-road-service')).toEqual([id])
  })
})

describe("the provider's side refuses", () => {
  it('a service that it does not have', async () => {
    const draft = await provide(incomingCall(now, { serviceCode: 'nothing' }))
    faultOf(draft, 'UNKNOWN_SERVICE', 'UnknownService')
    expect(headersOf(draft).slice(1, 6)).toEqual(echoes(incomingCall(now, { serviceCode: 'nothing' })))
  })

  it.each([
    ['another consumer', { target: `/r1/${serviceId}/a/b`, consumer: 'SA/GOV/MOI/traffic' }],
    ['another method', { target: `/r1/${serviceId}/a/b`, method: 'POST' }],
    ['another path', { target: `/r1/${serviceId}/a/b/c` }],
    ['an encoded climb', { target: `/r1/${serviceId}/a/%2e%2e/z` }],
    ['no agreement named', { target: `/r1/${serviceId}/a/b`, agreement: null }],
    ['another agreement named', { target: `/r1/${serviceId}/a/b`, agreement: 'KW/2026/9' }],
    ['an agreement about another service', { target: `/r1/${serviceId}/a/b`, agreement: 'KW/2026/8' }],
  ])('a call that its agreement does not cover: %s', async (_, wish) => {
    agreements = [
      agreementOf({ endpoints: [{ method: 'GET', path: '/a/*' }] }),
      agreementOf({ id: 'KW/2026/8', provider: { service: `${PROVIDER}/other` } }),
    ]
    expect((await provide(incomingCall(now, { target: `/r1/${serviceId}/a/b` }))).outcome).toBeNull()
    agency.received.length = 0
    faultOf(await provide(incomingCall(now, wish)), 'ACCESS_DENIED', 'AccessDenied')
    expect(agency.received).toEqual([])
  })

  it("a service that is switched off, with its notice in the caller's language", async () => {
    services.set(serviceId, setting({ disabled: { notice: { ar: 'حتى الأحد', en: 'until Sunday' } } }))
    expect(faultOf(await provide(incomingCall(now)), 'SERVICE_DISABLED', 'ServiceDisabled')).toContain('until Sunday')
    logged.length = 0
    const arabic = await provide(incomingCall(now, { headers: [['Accept-Language', 'ar, en;q=0.5']] }))
    expect(faultOf(arabic, 'SERVICE_DISABLED', 'ServiceDisabled')).toContain('حتى الأحد')
    agreements = []
    logged.length = 0
    faultOf(await provide(incomingCall(now)), 'ACCESS_DENIED', 'AccessDenied')
  })

  it.each([
    ['AGREEMENT_EXPIRED', { until: now }, /expired on 2027-01-15T08:00:00Z/],
    ['AGREEMENT_NOT_YET', { from: now + 1 }, /not in force before/],
    ['AGREEMENT_NOT_ACCEPTED', { positions: acceptedBy('KW') }, /not yet accepted by QA/],
    ['AGREEMENT_STAGE', { stage: 'live' }, null],
  ] as const)('an agreement that is not in force by its own directory: %s', async (code, change, says) => {
    agreements = [agreementOf(change)]
    if (says === null) {
      const member = { ...VIEW.members.get('KW/GOV/MOI'), stage: 'trial' } as never
      const trial = { ...view, members: new Map([...VIEW.members, ['KW/GOV/MOI', member]]) }
      provide = createProvide({ ...deps, directory: () => withAgreements(trial, agreements) })
    }
    const message = faultOf(await provide(incomingCall(now)), code, 'AccessDenied')
    expect(message).toMatch(says ?? /KW\/GOV\/MOI is at "trial"/)
    expect(agency.received).toEqual([])
  })

  it('and says that the directories differ when the call was made under another one', async () => {
    agreements = [agreementOf({ until: now })]
    const call = { ...incomingCall(now), directory: { number: 6, hash: Buffer.alloc(32) } }
    const message = faultOf(await provide(call), 'AGREEMENT_DIFFERS', 'AccessDenied')
    expect(message).toMatch(/in version 6, .*AGREEMENT_EXPIRED in version 1/)
  })

  it('a purpose that is not that of the agreement, and a header that names another one', async () => {
    const named = (name: string, value: string) => incomingCall(now, { headers: [[name, value]] })
    expect((await provide(named('X-Rabt-Purpose', 'traffic-violations'))).outcome).toBeNull()
    faultOf(await provide(named('X-Rabt-Purpose', 'marketing')), 'PURPOSE_MISMATCH', 'AccessDenied')
    logged.length = 0
    expect((await provide(named('X-Rabt-Agreement', 'KW/2026/7'))).outcome).toBeNull()
    faultOf(await provide(named('X-Rabt-Agreement', 'KW/2026/8')), 'MALFORMED_REQUEST', 'InternalError')
  })

  it('is beyond the quota or rate of its agreement, whatever the consumer’s gateway let through', async () => {
    agreements = [agreementOf({ quota: { requests: 1, per: 'day' } })]
    expect((await provide(incomingCall(now))).outcome).toBeNull()
    const spent = await provide(incomingCall(now))
    expect(faultOf(spent, 'QUOTA_EXCEEDED', 'QuotaExceeded')).toContain('KW/2026/7 allows 1 calls a day')
    expect(valuesOf(spent, 'retry-after')).toEqual([String(86_400 - (now % 86_400_000) / 1_000)])
    logged.length = 0
    agreements = [agreementOf({ rate: { perSecond: 1, burst: 1 } })]
    expect((await provide(incomingCall(now))).outcome).toBeNull()
    const fast = await provide(incomingCall(now))
    faultOf(fast, 'RATE_EXCEEDED', 'RateExceeded')
    expect(valuesOf(fast, 'retry-after')).toEqual(['1'])
    expect(agency.received).toHaveLength(2)
  })

  describe('to pass on what its agreement does not name', () => {
    const answers = (
      body: string | Buffer,
      headers: readonly string[] = ['Content-Type', 'application/json'],
      status = 200,
    ) => {
      answerNext = (res) => res.writeHead(status, [...headers]).end(body)
      return provide(incomingCall(now))
    }
    beforeEach(() => {
      agreements = [agreementOf({ responseFields: ['/plate', '/fines/*/amount'] })]
    })

    it('while what it names is passed on as it is', async () => {
      const body = '{ "plate":"1", "fines":[ {"amount":2} ] }'
      for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.gcc+json']) {
        const draft = await answers(body, ['Content-Type', type])
        expect([draft.outcome, Buffer.from(draft.body as Uint8Array).toString()]).toEqual([null, body])
      }
      expect((await answers('', [], 404)).outcome).toBeNull()
    })

    it('when the answer holds other fields, and says where but not what', async () => {
      const draft = await answers('{"plate":"1","fines":[{"amount":2,"owner":"Salem"}]}')
      const message = faultOf(draft, 'FIELDS_NOT_AGREED', 'ServiceFailed')
      expect(message).toContain('under /fines/*')
      expect(Buffer.from(draft.body as Uint8Array).toString()).not.toMatch(/owner|Salem/)
      expect(JSON.stringify(logged)).not.toMatch(/owner|Salem/)
      expect(draft.agreement).toBe('KW/2026/7')
    })

    it.each([
      ['another type', 'plate: 1', ['Content-Type', 'text/plain'], /Content-Type/],
      ['no type', '{"plate":"1"}', [], /Content-Type/],
      ['two types', '{"plate":"1"}', ['Content-Type', 'application/json', 'content-type', 'text/html'], /Content-Type/],
      [
        'an encoding',
        '{"plate":"1"}',
        ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'],
        /Content-Encoding/,
      ],
      ['another form', '{"plate":"1"', ['Content-Type', 'application/json'], /not JSON/],
    ])('when the answer cannot be judged: %s', async (_, body, headers, says) => {
      const message = faultOf(await answers(body, headers), 'ANSWER_NOT_JUDGED', 'ServiceFailed')
      expect(message).toMatch(says)
      expect(message).toContain('status 200')
    })

    it('except what went wrong, said as RFC 9457 does', async () => {
      const problem = ['Content-Type', 'application/problem+json']
      const body = '{"type":"about:blank","title":"Not found","status":404,"detail":"no such plate"}'
      expect((await answers(body, problem, 404)).status).toBe(404)
      faultOf(await answers(body, problem, 200), 'FIELDS_NOT_AGREED', 'ServiceFailed')
      logged.length = 0
      faultOf(await answers('{"title":"x","owner":"Salem"}', problem, 404), 'FIELDS_NOT_AGREED', 'ServiceFailed')
    })
  })

  it('everything in maintenance, with its notice', async () => {
    maintenance = { active: true, notice: { ar: 'صيانة', en: 'upgrade' } }
    expect(faultOf(await provide(incomingCall(now)), 'MAINTENANCE_MODE', 'MaintenanceMode')).toContain('upgrade')
    maintenance = { active: true, notice: null }
    logged.length = 0
    faultOf(await provide(incomingCall(now, { serviceCode: 'listMethods' })), 'MAINTENANCE_MODE', 'MaintenanceMode')
  })

  it('a call whose secret is no longer held: it was not run', async () => {
    const call = incomingCall(now, { headers: [['Authorization', 'Bearer s3cret']] })
    for (const secrets of [
      [],
      [{ name: 'Authorization', value: Buffer.from('other') }],
      [...call.secrets, ...call.secrets],
    ]) {
      logged.length = 0
      faultOf(await provide({ ...call, secrets }), 'NOT_RUN', 'IOError')
    }
    expect(agency.received).toEqual([])
  })

  it('a head that is not what its entry says', async () => {
    faultOf(await provide({ ...incomingCall(now), method: 'POST' }), 'MALFORMED_REQUEST', 'InternalError')
    logged.length = 0
    faultOf(await provide({ ...incomingCall(now), head: Buffer.alloc(0) }), 'MALFORMED_REQUEST', 'InternalError')
    expect(agency.received).toEqual([])
  })

  it('any bytes at all, and never rejects', async () => {
    const call = incomingCall(now, { serviceCode: 'nothing' })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(call.head.length), async (bytes, at) => {
        const head = Buffer.concat([call.head.subarray(0, at), bytes, call.head.subarray(at + bytes.length)])
        const draft = await provide({ ...call, head })
        expect(draft.outcome).not.toBeNull()
        expect(draft.outcome).not.toBe('INTERNAL_ERROR')
        expect(parseResponseHead(draft.head).status).toBe(500)
      }),
      { numRuns: 500 },
    )
    expect(agency.received).toEqual([])
  })

  it('a call whose answer could not be back in time', async () => {
    faultOf(await provide(incomingCall(now, { deadline: now + 2_000 })), 'DEADLINE_PASSED', 'IOError')
    expect(agency.received).toEqual([])
  })

  it('a service without a usable address', async () => {
    services.set(serviceId, setting({ url: '' }))
    faultOf(await provide(incomingCall(now)), 'SERVICE_MISSING_URL', 'ServiceMissingUrl')
    logged.length = 0
    services.set(serviceId, setting({ url: 'http://h/?x' }))
    faultOf(await provide(incomingCall(now)), 'SERVICE_MALFORMED_URL', 'ServiceMalformedUrl')
  })

  it('to say more than a code when something inside fails', async () => {
    provide = createProvide({
      ...deps,
      directory: () => {
        throw new Error('password=hunter2')
      },
    })
    const message = faultOf(await provide(incomingCall(now)), 'INTERNAL_ERROR', 'InternalError')
    expect(message).toBe(messageOf({ code: 'INTERNAL_ERROR', params: {} }, 'en'))
  })
})

describe("a failure of the agency's system becomes an answer", () => {
  it('when it breaks off: the agreement that carried the call stays named', async () => {
    answerNext = (res) => res.writeHead(200, { 'Content-Length': 10 }).write('abc', () => res.destroy())
    const draft = await provide(incomingCall(now))
    faultOf(draft, 'SERVICE_BROKE_OFF', 'IOError')
    expect(draft.agreement).toBe('KW/2026/7')
  })

  it('when it is slower than its own timeout, or than the caller can wait', async () => {
    answerNext = () => undefined
    services.set(serviceId, setting({ timeoutMs: 50 }))
    faultOf(await provide(incomingCall(now)), 'SERVICE_TIMEOUT', 'IOError')
    logged.length = 0
    services.set(serviceId, setting())
    faultOf(
      await provide(incomingCall(now, { deadline: now + PROVIDER_LIMITS.returnMs + 50 })),
      'SERVICE_TIMEOUT',
      'IOError',
    )
  })

  it('when its answer is too large, or a header looks like one of ours', async () => {
    answerNext = (res) => res.writeHead(200, { 'Content-Length': PROVIDER_LIMITS.bodyBytes + 1 }).end()
    faultOf(await provide(incomingCall(now)), 'SERVICE_ANSWER_TOO_LARGE', 'LoggingFailed')
    logged.length = 0
    answerNext = (res) => res.writeHead(200, { Authorization: 'rabt-digest=AAAA' }).end()
    faultOf(await provide(incomingCall(now)), 'SERVICE_GARBAGE', 'IOError')
  })

  it('in the newer spelling where the node says so', async () => {
    provide = createProvide({ ...deps, spelling: 'modern' })
    const draft = await provide(incomingCall(now, { serviceCode: 'nothing' }))
    expect([draft.status, valuesOf(draft, 'x-road-error')]).toEqual([500, ['server.serverproxy.unknown_service']])
  })

  it('whose log names neither path nor secret', async () => {
    answerNext = (res) => res.destroy()
    await provide(
      incomingCall(now, { target: `/r1/${serviceId}/a?plate=12345`, headers: [['Authorization', 'Bearer s3cret']] }),
    )
    expect(logged).toHaveLength(1)
    expect(JSON.stringify(logged)).not.toMatch(/12345|s3cret/)
  })
})
