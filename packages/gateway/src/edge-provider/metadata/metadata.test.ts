import type { AgreementRecord, DirectoryView } from '@rabt/directory'
import { parseResponseHead } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UsageMeter } from '../../agreements/usage-meter.ts'
import { agreementOf, withAgreements } from '../../authorise/testing/agreements.ts'
import { VIEW } from '../../edge-consumer/testing/directory.ts'
import type { Provide } from '../../exchange.ts'
import type { LocalRegistry, ServiceSetting } from '../../registry/local-registry.ts'
import { createProvide } from '../provide.ts'
import { createServiceCaller } from '../service/caller.ts'
import { PROVIDER_LIMITS } from '../service/limits.ts'
import { startHttp, type TestServer } from '../service/test-server.ts'
import { CONSUMER, incomingCall, PROVIDER } from '../test-call.ts'

const now = 1_800_000_000_000
const limits = { ...PROVIDER_LIMITS, descriptionBytes: 1_000 }
const caller = createServiceCaller()
let agency: TestServer
let answerNext: Parameters<typeof startHttp>[0]
let provide: Provide
let services: ServiceSetting[]
let agreements: AgreementRecord[]
let view: DirectoryView

beforeAll(async () => {
  agency = await startHttp((res, received) => answerNext(res, received))
})
afterAll(async () => {
  await caller.close()
  await agency.close()
})
beforeEach(() => {
  const service = (code: string, change: Partial<ServiceSetting> = {}): ServiceSetting => ({
    id: `${PROVIDER}/${code}`,
    type: 'REST',
    url: `${agency.origin}/v1`,
    descriptionUrl: null,
    timeoutMs: 60_000,
    disabled: null,
    verifyTls: true,
    endpoints: [],
    ...change,
  })
  services = [
    service('pets', {
      type: 'OPENAPI',
      descriptionUrl: `${agency.origin}/openapi.yaml?v=2`,
      endpoints: [
        { method: 'GET', path: '/pets/*' },
        { method: 'POST', path: '/pets' },
        { method: 'GET', path: '/pets/**' },
        { method: '*', path: '/all' },
      ],
    }),
    service('plain'),
    service('undescribed', { type: 'OPENAPI' }),
  ]
  agreements = []
  view = VIEW
  provide = createProvide({
    registry: {
      service: (id: string) => services.find((one) => one.id === id),
      services: () => services,
      servicesOf: (subsystem: string) => (subsystem === PROVIDER ? services : []),
      maintenance: () => ({ active: false, notice: null }),
      onChange: () => undefined,
    } as unknown as LocalRegistry,
    directory: () => withAgreements(view, agreements),
    mayRun: () => undefined,
    usage: new UsageMeter(),
    caller,
    clock: () => now,
    random: (n) => Buffer.alloc(n, 9),
    spelling: 'classic',
    log: { warn: () => undefined, error: () => undefined },
    limits,
  })
})

async function ask(serviceCode: string, query = '', consumer = CONSUMER, method = 'GET') {
  const draft = await provide(
    incomingCall(now, { serviceCode, consumer, method, target: `/r1/${PROVIDER}/${serviceCode}${query}` }),
  )
  return {
    ...draft,
    text: Buffer.from(draft.body as Uint8Array).toString(),
    headers: parseResponseHead(draft.head).headers,
  }
}
const onPets = (method: string, path: string, change: Partial<AgreementRecord> = {}) =>
  agreementOf({ provider: { service: `${PROVIDER}/pets` }, endpoints: [{ method, path }], ...change })

describe('listMethods and allowedMethods (X-Road PR-MREST, as its clients read it)', () => {
  it('list every REST service with its endpoints, members in their order', async () => {
    const answer = await ask('listMethods')
    expect([answer.status, answer.outcome, answer.agreement, answer.headers[0]]).toEqual([
      200,
      null,
      null,
      ['content-type', 'application/json'],
    ])
    expect(answer.text).toBe(
      '{"service":[{"member_class":"GOV","member_code":"MOI","subsystem_code":"traffic","xroad_instance":"QA","object_type":"SERVICE",' +
        '"service_code":"pets","service_type":"OPENAPI","endpoint_list":[{"method":"GET","path":"/pets/*"},{"method":"POST","path":"/pets"},' +
        '{"method":"GET","path":"/pets/**"},{"method":"*","path":"/all"}]},' +
        '{"member_class":"GOV","member_code":"MOI","subsystem_code":"traffic","xroad_instance":"QA","object_type":"SERVICE",' +
        '"service_code":"plain","service_type":"REST","endpoint_list":[]},' +
        '{"member_class":"GOV","member_code":"MOI","subsystem_code":"traffic","xroad_instance":"QA","object_type":"SERVICE",' +
        '"service_code":"undescribed","service_type":"OPENAPI","endpoint_list":[]}]}',
    )
  })

  it('list nothing as an empty array', async () => {
    services = []
    expect((await ask('listMethods')).text).toBe('{"service":[]}')
    expect((await ask('allowedMethods')).text).toBe('{"service":[]}')
  })

  it.each([
    ['a narrow one', [['GET', '/pets/*']], ['GET /pets/*']],
    ['one of another method', [['DELETE', '**']], []],
    ['a wide one of one method', [['GET', '**']], ['GET /pets/*', 'GET /pets/**']],
    ['the base endpoint', [['*', '**']], ['GET /pets/*', 'POST /pets', 'GET /pets/**', '* /all']],
    ['one below the listed path', [['GET', '/pets/1']], []],
    [
      'several together',
      [
        ['GET', '/pets/*'],
        ['POST', '/pets'],
      ],
      ['GET /pets/*', 'POST /pets'],
    ],
  ] as const)('list only what an agreement covers: %s', async (_, granted, expected) => {
    agreements = granted.map(([method, path]) => onPets(method, path))
    const { service } = JSON.parse((await ask('allowedMethods')).text)
    expect(service.map((one: { service_code: string }) => one.service_code)).toEqual(['pets'])
    expect(
      service[0].endpoint_list.map(({ method, path }: { method: string; path: string }) => `${method} ${path}`),
    ).toEqual(expected)
  })

  it('list for a consumer without agreements nothing, and answer a bare member too', async () => {
    agreements = [onPets('*', '**', { consumer: { subsystem: 'SA/GOV/MOI/traffic' } })]
    expect((await ask('allowedMethods')).text).toBe('{"service":[]}')
    expect((await ask('allowedMethods', '', 'KW/GOV/MOI')).text).toBe('{"service":[]}')
  })

  it('list nothing on which the agreement is not in force', async () => {
    agreements = [onPets('*', '**', { until: now })]
    expect((await ask('allowedMethods')).text).toBe('{"service":[]}')
    agreements = [onPets('*', '**', { until: now + 1 })]
    expect((await ask('allowedMethods')).text).toContain('"pets"')
  })

  it('answer a party that has not joined only if an agreement lets it', async () => {
    const member = { ...VIEW.members.get('KW/GOV/MOI'), stage: 'trial' } as never
    const pets = { id: `${PROVIDER}/pets`, type: 'REST', title: { ar: 'x', en: 'x' }, timeoutMs: 1 } as const
    view = {
      ...VIEW,
      members: new Map([...VIEW.members, ['KW/GOV/MOI', member]]),
      services: new Map([[pets.id, pets]]),
    }
    expect((await ask('listMethods')).outcome).toBe('ACCESS_DENIED')
    agreements = [onPets('*', '**')]
    expect((await ask('listMethods')).outcome).toBe('ACCESS_DENIED')
    agreements = [onPets('*', '**', { stage: 'trial' })]
    expect((await ask('listMethods')).outcome).toBeNull()
  })

  it('are refused to who is not registered, and only GET is treated so', async () => {
    expect((await ask('listMethods', '', 'OM/GOV/NOBODY/x')).outcome).toBe('UNKNOWN_MEMBER')
    expect((await ask('listMethods', '', CONSUMER, 'POST')).outcome).toBe('UNKNOWN_SERVICE')
    expect((await ask('LISTMETHODS')).outcome).toBe('UNKNOWN_SERVICE')
  })
})

describe('getOpenAPI', () => {
  const yaml = 'openapi: 3.0.0\nservers:\n  - url: http://inner/v1\npaths: {}\n'

  it('reads the description and hides where the service lives', async () => {
    answerNext = (res) =>
      res.writeHead(200, { 'Content-Type': 'application/yaml; charset=utf-8', 'X-Inner': 'no' }).end(yaml)
    const answer = await ask('getOpenAPI', '?serviceCode=pets')
    expect([answer.status, answer.outcome, answer.agreement]).toEqual([200, null, null])
    expect(answer.text).toBe(`openapi: 3.0.0\nservers:\n  - url: /r1/${PROVIDER}/pets\npaths: {}\n`)
    expect(answer.headers.slice(0, 2)).toEqual([
      ['content-type', 'application/yaml; charset=utf-8'],
      ['x-road-client', CONSUMER],
    ])
    expect(agency.received.at(-1)).toMatchObject({ method: 'GET', target: '/openapi.yaml?v=2' })
  })

  it('tells JSON by the type, then by the ending of the address, else takes YAML; answers text/plain where there was no type', async () => {
    const json = '{"openapi":"3.0.0","paths":{}}'
    answerNext = (res) => res.writeHead(200, { 'Content-Type': 'application/vnd.oai.openapi+json' }).end(json)
    expect((await ask('getOpenAPI', '?serviceCode=pets')).text).toBe(
      `{"openapi":"3.0.0","paths":{},"servers":[{"url":"/r1/${PROVIDER}/pets"}]}`,
    )
    answerNext = (res) => res.writeHead(200).end(json)
    services = services.map((one) => ({ ...one, descriptionUrl: `${agency.origin}/OPENAPI.JSON` }))
    const untyped = await ask('getOpenAPI', '?serviceCode=pets')
    expect(untyped.headers[0]).toEqual(['content-type', 'text/plain'])
    expect(JSON.parse(untyped.text).servers).toEqual([{ url: `/r1/${PROVIDER}/pets` }])
  })

  it('finds its parameter in any case, and the last one wins', async () => {
    answerNext = (res) => res.end(yaml)
    expect((await ask('getOpenAPI', '?serviceCode=plain&SERVICECODE=pets')).outcome).toBeNull()
    expect((await ask('getOpenAPI', '?servicecode=pets&serviceCode=plain')).outcome).toBe('SERVICE_NOT_DESCRIBED')
  })

  it.each([
    ['', 'SERVICE_CODE_MISSING', 'InvalidRequest', 'Missing serviceCode in message body'],
    ['?serviceCode=', 'SERVICE_CODE_MISSING', 'InvalidRequest', 'Missing serviceCode in message body'],
    ['?serviceCode=no', 'SERVICE_NOT_FOUND', 'InternalError', `Service not found: SERVICE:${PROVIDER}/no`],
    ['?serviceCode=%00%2F..', 'SERVICE_NOT_FOUND', 'InternalError', `Service not found: SERVICE:${PROVIDER}//..`],
    ['?serviceCode=plain', 'SERVICE_NOT_DESCRIBED', 'InternalError', 'Invalid service type: REST'],
    ['?serviceCode=undescribed', 'SERVICE_NOT_DESCRIBED', 'InternalError', 'Invalid service type: REST'],
  ])('says on %j literally what clients compare', async (query, code, xroad, message) => {
    const answer = await ask('getOpenAPI', query)
    expect(answer.outcome).toBe(code)
    expect(JSON.parse(answer.text)).toMatchObject({ type: `Server.ServerProxy.${xroad}`, message })
  })

  it.each([
    ['another status', (res: Parameters<typeof answerNext>[0]) => res.writeHead(404).end('openapi: 3.0.0')],
    ['a redirect', (res: Parameters<typeof answerNext>[0]) => res.writeHead(302, { Location: '/x' }).end()],
    ['nothing', (res: Parameters<typeof answerNext>[0]) => res.end()],
    ['no YAML', (res: Parameters<typeof answerNext>[0]) => res.end('openapi: [')],
    ['no UTF-8', (res: Parameters<typeof answerNext>[0]) => res.end(Buffer.from([0x61, 0x3a, 0xff]))],
    ['too much', (res: Parameters<typeof answerNext>[0]) => res.end(`a: ${'x'.repeat(1_000)}`)],
    ['a broken connection', (res: Parameters<typeof answerNext>[0]) => res.destroy()],
  ])('says which description could not be read when the origin gives %s', async (_, act) => {
    answerNext = act
    const answer = await ask('getOpenAPI', '?serviceCode=pets')
    expect(answer.outcome).toBe('DESCRIPTION_UNREADABLE')
    expect(JSON.parse(answer.text).message).toBe(
      `Failed reading service description from ${agency.origin}/openapi.yaml?v=2`,
    )
  })
})
