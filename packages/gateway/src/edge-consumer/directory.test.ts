import type { DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptedBy, agreementOf, withAgreements } from '../authorise/testing/agreements.ts'
import { VIEW } from './testing/directory.ts'
import { NOW, startTestEdge, type TestEdge } from './testing/edge.ts'
import { ask, CLIENT, header, json, request, SERVICE } from './testing/talk.ts'

const KW = 'KW/GOV/MOI/traffic'
const QA = 'QA/GOV/MOI/traffic'
const SA = 'SA/GOV/MOI/traffic'
const grouped = (id: string, groups: readonly string[]) =>
  [id, { ...VIEW.subsystems.get(id), groups }] as [string, never]
const VIEW_OF_GROUPS: DirectoryView = withAgreements(
  {
    ...VIEW,
    subsystems: new Map([
      ...VIEW.subsystems,
      grouped(KW, ['GCC/traffic', 'GCC/fines']),
      grouped(QA, ['GCC/traffic', 'GCC/fines']),
      grouped(SA, ['GCC/traffic']),
    ]),
  },
  [
    agreementOf({ id: 'KW/2026/1', positions: acceptedBy('KW', 'QA') }),
    agreementOf({
      id: 'GCC/2017/1',
      author: 'GCC',
      consumer: { group: 'GCC/traffic' },
      provider: { group: 'GCC/traffic', service: 'violations' },
      positions: acceptedBy('KW', 'QA'),
    }),
  ],
)

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.edge.close())
beforeEach(() => {
  edge.directory = () => VIEW_OF_GROUPS
  edge.exchange.calls.length = 0
  edge.exchange.down.clear()
  edge.exchange.answer = null
})

async function look(path: string, headers: readonly string[] = []) {
  const answer = await ask(edge.http, request(`GET /rabt/v1/directory/${path} HTTP/1.1`, headers))
  return { status: answer.status, body: JSON.parse(answer.body.toString()) as Record<string, unknown>, answer }
}
const idsOf = (list: unknown) => (list as { readonly id: string }[]).map(({ id }) => id)

describe('what is there', () => {
  it('is found by words in either language, as people write them, in pages', async () => {
    for (const q of ['الحكومة', 'الحُكُومَه', 'حكومه الكترونيه', 'EGOVERNMENT', 'kw/gov/egov'])
      expect(idsOf((await look(`members?state=KW&q=${encodeURIComponent(q)}`)).body.members), q).toEqual([
        'KW/GOV/EGOV',
      ])
    expect(idsOf((await look('members?q=nobody%20at%20all')).body.members)).toEqual([])
    const first = (await look('members?limit=4')).body
    expect([idsOf(first.members).length, first.next]).toEqual([4, 'QA/GOV/MOI'])
    expect(idsOf((await look(`members?limit=4&after=${first.next}`)).body.members)).toEqual([
      'SA/GOV/EGOV',
      'SA/GOV/MOI',
    ])
  })

  it('is told without a client, with the version that it was read from', async () => {
    const { body, answer } = await look('services?state=QA')
    expect(header(answer, 'content-type')).toBe('application/json;charset=utf-8')
    expect(body.directory).toMatchObject({ version: 7, mode: 'current' })
    expect(idsOf(body.services)).toEqual([`${QA}/violations`])
    expect(edge.exchange.calls).toEqual([])
  })
})

describe('what may be asked of whom', () => {
  const agreementsOf = (body: Record<string, unknown>) =>
    (body.services as { id: string; agreements: unknown }[]).map(({ id, agreements }) => [id, agreements])

  it('is said for a consumer: each service that an agreement names, and whether it is in force', async () => {
    expect(agreementsOf((await look(`services?consumer=${KW}`)).body)).toEqual([
      [
        `${QA}/violations`,
        [
          { id: 'GCC/2017/1', state: 'in-force' },
          { id: 'KW/2026/1', state: 'in-force' },
        ],
      ],
      [`${SA}/violations`, [{ id: 'GCC/2017/1', state: 'not-accepted' }]],
    ])
    expect(agreementsOf((await look('services?consumer=KW/GOV/MOI/elsewhere')).body)).toEqual([])
  })

  it('is said for an agreement', async () => {
    const ids = async (id: string) => idsOf((await look(`services?agreement=${id}`)).body.services)
    expect(await ids('KW/2026/1')).toEqual([`${QA}/violations`])
    expect(await ids('GCC/2017/1')).toEqual([`${QA}/violations`, `${SA}/violations`])
    expect(idsOf((await look(`agreements?consumer=${KW}&service=${SA}/violations`)).body.agreements)).toEqual([
      'GCC/2017/1',
    ])
    expect(idsOf((await look('agreements?state=SA')).body.agreements)).toEqual(['GCC/2017/1'])
  })

  it('the counterpart in another state is named with what it offers', async () => {
    const { body } = await look(`counterparts?of=${KW}&state=QA`)
    expect(body.counterparts).toMatchObject([
      {
        member: { id: 'QA/GOV/MOI' },
        subsystem: { id: QA, services: [{ id: `${QA}/violations` }] },
        sharedGroups: ['GCC/traffic', 'GCC/fines'],
        agreements: [
          { consumer: KW, service: `${QA}/violations`, agreement: { id: 'KW/2026/1', state: 'in-force' } },
          { consumer: KW, service: `${QA}/violations`, agreement: { id: 'GCC/2017/1', state: 'in-force' } },
        ],
      },
    ])
    expect(idsOf((await look('counterparts?of=KW/GOV/MOI&state=OM')).body.counterparts)).toEqual([])
  })

  it('planned maintenance stands beside the service, before it begins', async () => {
    const notice = { ar: 'ترقية', en: 'Upgrade' }
    const plan = (from: number, until: number) => ({ gateway: null, subsystem: QA, from, until, notice })
    edge.directory = () => ({
      ...VIEW_OF_GROUPS,
      maintenance: [plan(NOW + 9, NOW + 10), plan(NOW + 5, NOW + 6), plan(0, NOW)],
    })
    const { body } = await look('services?state=QA')
    expect((body.services as { maintenance: unknown }[])[0]?.maintenance).toEqual([
      { from: NOW + 5, until: NOW + 6, notice },
      { from: NOW + 9, until: NOW + 10, notice },
    ])
  })
})

describe('a question that is none is refused', () => {
  it.each([
    ['nothing', 404],
    ['members/KW', 404],
    ['constructor', 404],
    ['', 404],
    ['members?service=x', 400],
    ['members?q=a&q=b', 400],
    [`members?q=${'x'.repeat(101)}`, 400],
    [`members?after=${'x'.repeat(513)}`, 400],
    ['members?limit=0', 400],
    ['members?limit=1e3', 400],
    ['members?limit=-1', 400],
    ['counterparts', 400],
    [`counterparts?of=${KW}`, 400],
    [`counterparts?of=${KW}&state=XX`, 404],
    ['services?state=XX', 404],
    ['members?state=kw', 404],
    ['counterparts?of=KW/GOV/NOBODY&state=QA', 404],
  ])('%s', async (path, status) => {
    const found = await look(path)
    expect(found.status).toBe(status)
    expect(Object.keys(found.body)).toEqual(['type', 'message', 'detail'])
  })

  it('another method is a call that is none', async () => {
    const answer = await ask(edge.http, request('POST /rabt/v1/directory/members HTTP/1.1'))
    expect(header(answer, 'x-rabt-error-doc')).toContain('#malformed_url')
  })
})

describe('what stands in the way of a call is told apart, with who must act and what to do, in two languages', () => {
  const call = (language: string) =>
    ask(edge.http, request(`GET ${SERVICE} HTTP/1.1`, [CLIENT, `Accept-Language: ${language}`]))
  const maintenance = [
    { gateway: null, subsystem: QA, from: 0, until: NOW + 60_000, notice: { ar: 'ترقية', en: 'Upgrade' } },
  ]
  const cases: readonly (readonly [string, string, string, () => void])[] = [
    [
      'unknown',
      'unknown_subsystem',
      'client',
      () => {
        const subsystems = new Map([...VIEW.subsystems].filter(([id]) => id !== QA))
        edge.directory = () => ({ ...VIEW_OF_GROUPS, subsystems })
      },
    ],
    [
      'not reachable',
      'network_error',
      'network',
      () => {
        edge.exchange.down.set('QA/GOV/EGOV/gw1', new RabtError('NETWORK_ERROR', { gateway: 'QA/GOV/EGOV/gw1' }))
      },
    ],
    [
      'stale',
      'directory_outdated',
      'consumer',
      () => {
        edge.directory = () => {
          throw new RabtError('DIRECTORY_OUTDATED', { expires: '2026-11-01T00:00:00Z' })
        }
      },
    ],
    [
      'in maintenance',
      'maintenance_planned',
      'provider',
      () => {
        edge.directory = () => ({ ...VIEW_OF_GROUPS, maintenance })
      },
    ],
    [
      'not allowed',
      'agreement_missing',
      'client',
      () => {
        edge.directory = () => withAgreements(VIEW_OF_GROUPS, [])
      },
    ],
  ]

  it.each(cases)('%s', async (_, code, side, arrange) => {
    arrange()
    const [english, arabic] = [await call('en'), await call('ar')]
    expect(edge.exchange.calls).toEqual([])
    expect(header(english, 'x-rabt-error-doc')).toBe(`docs/reference/errors.md#${code}`)
    expect(header(english, 'x-rabt-error-side')).toBe(side)
    expect(json(english).message).not.toContain('?')
    expect(json(arabic).message).toMatch(/[\u0621-\u064a]/)
    expect(json(arabic).message).not.toContain('?')
    expect(json(english).type).toBe(json(arabic).type)
  })

  it('each in a word of its own that clients of X-Road know', async () => {
    const types = new Set<string>()
    for (const [, , , arrange] of cases) {
      edge.directory = () => VIEW_OF_GROUPS
      edge.exchange.down.clear()
      arrange()
      types.add(json(await call('en')).type as string)
    }
    expect(types.size).toBe(cases.length)
  })
})

describe('a service behind several gateways', () => {
  const call = () => ask(edge.http, request(`GET /r1/${SA}/violations HTTP/1.1`, [CLIENT]))
  const [GW1, GW2] = ['SA/GOV/EGOV/gw1', 'SA/GOV/EGOV/gw2'] as const
  const down = (gateway: string) => edge.exchange.down.set(gateway, new RabtError('NETWORK_ERROR', { gateway }))
  beforeEach(() => {
    edge.directory = () => VIEW
  })

  it('is reached through the second while the first is down, each call once', async () => {
    for (const [off, on] of [
      [GW1, GW2],
      [GW2, GW1],
    ] as const) {
      edge.exchange.down.clear()
      edge.exchange.calls.length = 0
      down(off)
      for (let n = 0; n < 5; n++) expect((await call()).status).toBe(200)
      expect(edge.exchange.calls.map(({ gateway }) => gateway)).toEqual(Array(5).fill(on))
    }
  })

  it('is not reached when all are down', async () => {
    down(GW1)
    down(GW2)
    expect(header(await call(), 'x-rabt-error-doc')).toContain('#network_error')
    expect(edge.exchange.calls).toEqual([])
  })

  it('is reached through the one that is not in planned maintenance', async () => {
    const notice = { ar: 'ترقية', en: 'Upgrade' }
    const plan = (gateway: string) => ({ gateway, subsystem: null, from: 0, until: NOW + 60_000, notice })
    edge.directory = () => ({ ...VIEW, maintenance: [plan(GW1)] })
    expect((await call()).status).toBe(200)
    expect(edge.exchange.last.gateway).toBe(GW2)
    edge.directory = () => ({ ...VIEW, maintenance: [plan(GW1), plan(GW2)] })
    const answer = await call()
    expect(header(answer, 'x-rabt-error-doc')).toContain('#maintenance_planned')
    expect([header(answer, 'retry-after'), json(answer).message]).toEqual(['60', expect.stringContaining('Upgrade')])
  })

  it.each(['NOT_RUN', 'OUTCOME_UNKNOWN', 'NETWORK_ERROR'] as const)(
    'is not tried through the other once a call was sent: %s',
    async (code) => {
      edge.exchange.answer = () => {
        throw new RabtError(code)
      }
      const answer = await call()
      expect(header(answer, 'x-rabt-error-doc')).toContain(`#${code.toLowerCase()}`)
      expect(edge.exchange.calls).toHaveLength(1)
    },
  )
})
