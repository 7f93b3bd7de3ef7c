import { readFileSync, writeFileSync } from 'node:fs'
import { inTransaction } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Caller, openCaller } from '../../test/caller.ts'
import {
  DAY,
  member,
  NOW,
  type Office,
  openOffice,
  positionOn,
  put,
  service,
  subsystem,
  textOf,
  tokenOf,
  words,
  worldOf,
} from '../../test/office.ts'
import { setRevision } from '../register/store.ts'
import { notePublished } from '../requests/published.ts'
import { openApi } from './openapi.ts'
import { problemOf } from './problem.ts'
import { ROUTES } from './routes.ts'

const PAGE = new URL('../../../../docs/reference/authority.openapi.json', import.meta.url)

let office: Office
let caller: Caller
beforeEach(async () => {
  office = await openOffice()
  caller = await openCaller(office)
})
afterEach(async () => {
  expect(caller.failures).toEqual([])
  await office.close()
})

const registry = (...values: readonly (readonly [string, object])[]) => ({
  kind: 'registry',
  content: put(...values),
  reason: 'a new agency',
})
const traffic = registry(['member', member()], ['subsystem', subsystem()], ['service', service()])
const ask = async (person: string, body: unknown) => {
  const { status, body: request } = await caller.post(person, '/requests', body)
  expect([status, request.code]).toEqual([201, undefined])
  return request
}
const act = (person: string, name: string, request: { id: number; digest: string }) =>
  caller.post(person, `/requests/${request.id}/${name}`, { digest: request.digest })

describe('the admin API of an authority', () => {
  it('takes a change from the asking to the directory', async () => {
    caller.publish = (document) =>
      inTransaction(office.pool, async (tx) => {
        await setRevision(tx, document, 1)
        await notePublished(tx, document, 1, NOW + 1)
      })
    const request = await ask('ali', traffic)
    expect(request).toMatchObject({ id: 1, state: 'open', askedBy: 'ali', askedAt: NOW, due: NOW + 30 * DAY })
    const { body: shown } = await caller.get('sara', '/requests/1')
    expect(shown).toMatchObject({
      request: { content: traffic.content },
      present: [{ object: 'member KW/GOV/MOI', now: null }, {}, {}],
    })
    expect(await act('ali', 'approve', request)).toMatchObject({ status: 403, body: { code: 'FOUR_EYES' } })
    expect(await act('sara', 'approve', request)).toMatchObject({
      status: 200,
      body: { state: 'done', decidedBy: 'sara', publishedAt: NOW + 1 },
    })
    const { body } = await caller.get('huda', '/register/subsystem?under=KW%2FGOV%2F')
    expect(body.entries).toEqual([{ kind: 'subsystem', id: 'KW/GOV/MOI/traffic', content: subsystem(), revision: 1 }])
    expect((await caller.get('huda', '/register/member/KW%2FGOV%2FMOI')).body).toMatchObject({
      content: { stage: 'candidate' },
    })
    expect((await caller.get('huda', '/register/member/KW%2FGOV%2FMOI/history')).body.history).toMatchObject([
      { request: 1 },
    ])
    expect((await caller.get('huda', '/requests?state=done&kind=registry')).body.requests).toHaveLength(1)
    expect((await caller.get('huda', '/documents/registry')).body).toMatchObject({ members: [{ id: 'KW/GOV/MOI' }] })
    expect((await caller.get('huda', '/documents')).body.documents).toMatchObject([
      {},
      { document: 'registry', revision: 1 },
      {},
    ])
  })

  it('keeps what a person decided when the publication fails, and says it to the log', async () => {
    const lost = new Error('the lease is elsewhere')
    caller.publish = async () => {
      throw lost
    }
    expect(await act('sara', 'approve', await ask('ali', traffic))).toMatchObject({
      status: 200,
      body: { state: 'applied', publishedAt: null },
    })
    expect(caller.failures.splice(0)).toEqual([lost])
  })

  it('answers every route as it describes it, in a network with agreements', async () => {
    const theirs = textOf({
      id: 'QA/2026/1',
      consumer: { subsystem: 'QA/GOV/MOI/traffic' },
      provider: { service: 'KW/GOV/MOI/traffic/violations' },
    })
    const joint = textOf({
      id: 'GCC/2017/1',
      consumer: { group: 'GCC/traffic' },
      provider: { group: 'GCC/traffic', service: 'violations' },
    })
    office.view = () =>
      worldOf({
        QA: { texts: [theirs], positions: [positionOn(theirs), positionOn(joint)] },
        GCC: { texts: [joint], positions: [] },
      })
    await act('sara', 'approve', await ask('ali', traffic))
    await act('sara', 'reject', await ask('ali', registry(['member', member('KW/GOV/A')])))
    await act('ali', 'withdraw', await ask('ali', registry(['member', member('KW/GOV/A')])))
    await act(
      'sara',
      'confirm',
      await ask('noura', { kind: 'suspension', content: { agreement: 'QA/2026/1' }, reason: 'theft' }),
    )
    await act(
      'sara',
      'lift',
      await ask('noura', { kind: 'suspension', content: { member: 'KW/GOV/MOI' }, reason: 'theft' }),
    )
    // This authority holds no online keys.
    expect((await caller.get('huda', '/directory')).body.code).toBe('NOT_FOUND')
    expect((await caller.post('noura', '/directory/take-over', { decision: '1' })).body.code).toBe('NOT_FOUND')
    const { body } = await caller.get('ali', '/agreements')
    expect(body.agreements).toMatchObject([
      { id: 'GCC/2017/1', life: 'offered', asked: true },
      { id: 'QA/2026/1', life: 'suspended', asked: false },
    ])
    expect((await caller.get('ali', '/agreements?asked=true')).body.agreements).toHaveLength(1)
    expect((await caller.get('ali', '/agreements?life=suspended&limit=1')).body.agreements).toHaveLength(1)
    expect((await caller.get('ali', '/catalogue?consumer=KW%2FGOV%2FMOI%2Ftraffic')).body.services).toContainEqual(
      expect.objectContaining({
        service: 'QA/GOV/MOI/traffic/violations',
        agreement: 'GCC/2017/1',
        missing: 'not-accepted',
      }),
    )
    expect((await caller.get('ali', '/counterparts?of=KW%2FGOV%2FMOI&state=OM')).body.counterparts).toMatchObject([
      { subsystem: 'OM/GOV/MOI/traffic', sharedGroups: ['GCC/traffic'] },
    ])
    // What nobody knows is told, and is no empty list.
    for (const path of [
      '/catalogue?consumer=KW%2FGOV%2FMOI%2Fnothing',
      '/counterparts?of=KW%2FGOV%2FNOBODY&state=OM',
      '/counterparts?of=KW%2FGOV%2FMOI&state=XX',
    ])
      expect((await caller.get('ali', path)).body.code).toBe('NOT_FOUND')
    expect((await caller.get('ali', '/expiries')).body.expiries).toEqual([])
    expect((await caller.get('ali', '/me')).body).toMatchObject({ id: 'ali', roles: ['clerk'] })
    expect((await caller.get('huda', '/people')).body.people).toHaveLength(6)
    expect((await caller.get('huda', '/people/ali')).body.tokens).toMatchObject([{ label: 'desk', ended: null }])
    const { body: log } = await caller.get('huda', '/audit?after=6')
    const last = log.acts.at(-1)
    expect((await caller.get('huda', `/audit/verify?id=${last.id}&hash=${last.hash}`)).body).toEqual({
      rows: last.id,
      brokenAt: null,
      hash: last.hash,
      kept: true,
    })
    for (const path of [
      '/requests/1',
      '/register/member',
      '/register/member/KW%2FGOV%2FMOI',
      '/register/member/KW%2FGOV%2FMOI/history',
      '/requests',
      '/documents',
      '/documents/trust',
    ]) {
      expect((await caller.get('ali', path)).status).toBe(200)
    }
    const all = ROUTES.map(({ method, path }) => `${method} ${path}`)
    expect([...caller.seen].sort()).toEqual(all.sort())
    expect(
      Object.entries(caller.described.paths)
        .flatMap(([path, of]) => Object.keys(of).map((method) => `${method} ${path}`))
        .sort(),
    ).toEqual(all)
  })

  it('is described in docs/reference/authority.openapi.json', () => {
    const text = `${JSON.stringify(openApi(ROUTES), null, 2)}\n`
    if (process.env.RABT_UPDATE === '1') writeFileSync(PAGE, text)
    expect(readFileSync(PAGE, 'utf8')).toBe(text)
    expect(new Set(ROUTES.map(({ id }) => id)).size).toBe(ROUTES.length)
  })
})

describe('who may', () => {
  it('is told by a token of a person who works here now', async () => {
    const with_ = (authorization?: string) =>
      caller.send('/authority/v1/me', { headers: authorization === undefined ? {} : { Authorization: authorization } })
    const strangers = [
      undefined,
      '',
      'Bearer',
      `Basic ${tokenOf('ali')}`,
      `Bearer ${tokenOf('nobody')}`,
      `Bearer ${tokenOf('ali')}x`,
      "Bearer ' OR true --",
      `Bearer ${'a'.repeat(5000)}`,
    ]
    for (const header of strangers) {
      expect(await with_(header)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    }
    const refused = await with_()
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    caller.now = NOW + 366 * DAY
    expect(await caller.get('ali', '/me')).toMatchObject({ status: 401 })
    caller.now = NOW
    expect(await caller.get('ali', '/me')).toMatchObject({ status: 200 })
    expect(
      (
        await office.pool.query(`SELECT * FROM token WHERE position(digest in convert_to($1, 'utf8')) > 0`, [
          tokenOf('ali'),
        ])
      ).rows,
    ).toEqual([])
  })

  it('ends at once when a person is dismissed, who is back when that is lifted', async () => {
    const request = await ask('noura', { kind: 'dismissal', content: { person: 'ali' }, reason: 'lost laptop' })
    expect(request).toMatchObject({ state: 'provisional' })
    expect(await caller.get('ali', '/me')).toMatchObject({ status: 401 })
    expect(await act('noura', 'confirm', request)).toMatchObject({ status: 403, body: { code: 'FOUR_EYES' } })
    expect((await caller.get('sara', `/requests/${request.id}`)).body.present).toEqual([
      { object: 'person ali', now: { id: 'ali', name: words, roles: ['clerk'], active: false } },
    ])
    await act('sara', 'lift', request)
    expect(await caller.get('ali', '/me')).toMatchObject({ status: 200 })
  })

  it('depends on the role, and a stranger learns nothing else', async () => {
    expect(await caller.get('ali', '/audit')).toMatchObject({ status: 403 })
    expect(await caller.post('huda', '/requests', traffic)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    expect(await caller.send('/authority/v1/requests', { method: 'POST', body: '{' })).toMatchObject({ status: 401 })
    const large = { method: 'POST', body: 'x'.repeat(1_000_000) }
    expect(await caller.send('/authority/v1/requests', large)).toMatchObject({ status: 401 })
  })
})

describe('a refusal', () => {
  it('is a problem document in both languages, with every field at fault and none of its values', async () => {
    const { status, body, headers } = await caller.send('/authority/v1/requests', {
      method: 'POST',
      headers: { Authorization: `Bearer ${tokenOf('ali')}`, 'Accept-Language': 'ar-KW, en' },
      body: JSON.stringify({
        kind: 'registry',
        content: { changes: [{ act: 'put', object: 'member', value: { id: 'secret', extra: 1 } }] },
      }),
    })
    expect([status, headers.get('content-type'), headers.get('content-language')]).toEqual([
      400,
      'application/problem+json',
      'ar',
    ])
    expect(body).toMatchObject({ type: 'urn:rabt:error:INVALID_REQUEST', title: body.message.ar, status: 400 })
    expect(body.fields.map(({ path }: { path: string }) => path)).toContain('/reason')
    expect(body.fields.map(({ path }: { path: string }) => path)).toContain('/content/changes/0/value/id')
    expect(body.fields[0].message.ar).toMatch(/[\u0621-\u064a]/)
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  it('meets every malformed body, and nothing fails inside', async () => {
    const name = (ar: string) => JSON.stringify(registry(['member', { ...member(), name: { ar, en: 'x' } }]))
    const bodies: [string, string | Uint8Array, number][] = [
      ['nothing', '', 400],
      ['half of it', '{"kind":', 400],
      ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400],
      ['an array nested 200 000 deep', '['.repeat(200_000), 400],
      ['a whole one, nested 100 000 deep', '['.repeat(100_000) + ']'.repeat(100_000), 400],
      ['objects nested deep', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 400],
      ['a megabyte', JSON.stringify({ kind: 'x'.repeat(1_000_000) }), 413],
      ['a right-to-left override', name('اسم\u202egnp'), 400],
      ['an isolate', name('\u2066x\u2069'), 400],
      ['a mark of direction', name('a\u200fb'), 400],
      ['a null character', name('a\u0000b'), 400],
      ['a line break', name('a\nb'), 400],
      ['half of a pair', '{"kind":"registry","reason":"\\ud800"}', 400],
      ['a zero-width space', name('a\u200bb'), 400],
      ['a prototype', '{"__proto__":{"kind":"registry"},"kind":"registry"}', 400],
      ['a kind of the prototype', '{"kind":"constructor","content":{},"reason":"x"}', 400],
      [
        'numbers beyond the safe',
        `{"kind":"registry","reason":"x","content":{"changes":[{"act":"put","object":"service","value":{"id":"KW/GOV/A/b/c","type":"REST","title":{"ar":"x","en":"x"},"timeoutMs":1e400}}]}}`,
        400,
      ],
      [
        'two hundred and one changes',
        JSON.stringify(registry(...Array.from({ length: 201 }, (_, i) => ['member', member(`KW/GOV/M${i}`)] as const))),
        400,
      ],
    ]
    for (const [what, body, expected] of bodies) {
      const headers = { Authorization: `Bearer ${tokenOf('ali')}`, 'Content-Length': String(Buffer.byteLength(body)) }
      const { status } = await caller.send('/authority/v1/requests', { method: 'POST', headers, body: body as string })
      expect([what, status]).toEqual([what, expected])
    }
    expect((await office.pool.query('SELECT 1 FROM request')).rowCount).toBe(0)
  })

  it('meets statements in names, and where they are words they are kept as words', async () => {
    const bad = `x'); DROP TABLE person; --`
    expect(await caller.post('ali', '/requests', registry(['member', member(`KW/GOV/${bad}`)]))).toMatchObject({
      status: 400,
    })
    await ask('ali', {
      ...registry(['member', { ...member(), name: { ar: bad, en: bad } }]),
      reason: bad,
      decision: bad,
    })
    for (const path of [
      `/register/member?after=${encodeURIComponent(bad)}&under=${encodeURIComponent("' OR 1=1")}`,
      '/requests?limit=1%20OR%201',
      '/requests?after=-1',
      '/requests?state=open%27',
      `/register/${encodeURIComponent(bad)}`,
      `/register/member/${encodeURIComponent(bad)}`,
      '/register/member/%00',
      '/register/member/%ff',
      '/register/__proto__',
      '/requests/1e3',
      '/requests/99999999999999999999',
      '/requests/999999999999999',
      `/people/${encodeURIComponent(bad)}`,
      '/catalogue',
      '/audit/verify?id=1',
    ]) {
      const { status } = await caller.get('reem', path)
      expect([path, [200, 400, 404].includes(status)]).toEqual([path, true])
    }
    expect((await caller.get('ali', '/requests/1')).body.request).toMatchObject({ reason: bad, decision: bad })
    expect((await caller.get('huda', '/people')).body.people).toHaveLength(6)
  })

  it('says by 503 that the register is held by another act', async () => {
    const lock = 'SELECT 1 FROM document FOR UPDATE'
    await inTransaction(office.pool, async (tx) => {
      await tx.query(lock)
      const error = await office.pool.query(`${lock} NOWAIT`).catch((reason: unknown) => reason)
      expect(problemOf(error, 'en')).toMatchObject({ status: 503, code: 'REGISTER_BUSY' })
    })
    expect(problemOf(new RabtError('NOT_THE_WRITER', { writer: 'SA' }), 'en')).toMatchObject({ status: 503 })
  })

  it.each(['DIRECTORY_UNREACHABLE', 'DIRECTORY_EXPIRED'] as const)(
    'says by 503 that there is no directory to go by: %s',
    (code) => {
      const error = new RabtError(code, { place: 'directory', reason: 'expired' })
      expect(problemOf(error, 'en')).toMatchObject({ status: 503, code })
      expect(JSON.stringify(caller.described.paths)).toContain(code)
    },
  )

  it('is given for a token without an end that a date can be', async () => {
    const digest = 'ab'.repeat(32)
    const ali = { id: 'ali', name: words, roles: ['clerk'], active: true }
    const grant = (expires: number) =>
      caller.post('sara', '/requests', {
        kind: 'people',
        content: { person: ali, grant: [{ label: 'x', digest, expires }], end: [] },
        reason: 'x',
      })
    expect(await grant(8.64e15 + 1)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
    expect(await grant(8.64e15)).toMatchObject({ status: 201 })
  })

  it('is given for people of one hand: a puppet, a shared token, too few who decide', async () => {
    const people = (id: string, change: object = {}, rest: object = {}) => ({
      kind: 'people',
      content: {
        person: { id, name: words, roles: ['officer'], active: true, ...change },
        grant: [],
        end: [],
        ...rest,
      },
      reason: 'x',
    })
    // Who brings a person in does not decide on that, whatever the roles.
    const puppet = await ask('sara', people('puppet'))
    expect(await act('sara', 'approve', puppet)).toMatchObject({ body: { code: 'FOUR_EYES' } })
    const { body } = await caller.get('huda', '/people/ali')
    const shared = { grant: [{ label: 'x', digest: body.tokens[0].digest, expires: NOW + DAY }] }
    expect(await caller.post('sara', '/requests', people('puppet', {}, shared))).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    })
    for (const id of ['omar', 'reem']) await ask('sara', { kind: 'dismissal', content: { person: id }, reason: 'x' })
    expect(
      await caller.post('sara', '/requests', { kind: 'dismissal', content: { person: 'noura' }, reason: 'x' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'PEOPLE_TOO_FEW' },
    })
  })
})
