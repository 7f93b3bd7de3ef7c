import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, member, NOW, type Office, openOffice, put, remove, service, subsystem, words } from '../../test/office.ts'
import { readAudit } from '../audit/record.ts'
import { findItem, historyOf } from '../register/store.ts'
import { endOverdue } from './due.ts'
import { type RequestState, TRANSITIONS } from './machine.ts'
import { findRequest, stepsOf } from './store.ts'

const withCode = (code: string) => expect.objectContaining({ code })

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const ask = (person = 'ali', id = 'KW/GOV/MOI') =>
  office.ask(person, { kind: 'registry', content: put(['member', member(id)]) })
const settled = (acts: readonly Promise<unknown>[]) =>
  Promise.allSettled(acts).then((results) =>
    results
      .map((one) => (one.status === 'fulfilled' ? 'done' : ((one.reason as { code?: string }).code ?? 'other')))
      .sort(),
  )

describe('a change request', () => {
  it('changes nothing before a second person approves, and then the register, its history and the audit log', async () => {
    const request = await ask()
    expect(request).toMatchObject({ state: 'open', askedBy: 'ali', decidedBy: null, revision: null })
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOI')).toBeNull()
    const done = await office.act('sara', 'approve', request)
    expect(done).toMatchObject({ state: 'applied', decidedBy: 'sara', revision: 1 })
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOI')).toMatchObject({
      content: { ...member(), stage: 'candidate' },
      revision: 1,
    })
    expect(await historyOf(office.pool, 'member', 'KW/GOV/MOI', { after: 0, limit: 10 })).toMatchObject([
      { request: request.id, revision: 1 },
    ])
    expect(await stepsOf(office.pool, request.id)).toMatchObject([
      { event: 'ask', after: 'open', person: 'ali' },
      { event: 'approve', before: 'open', after: 'applied', person: 'sara' },
    ])
    const acts = (await readAudit(office.pool, { after: 0, limit: 100 })).filter(
      ({ subject }) => subject === `request ${request.id}`,
    )
    expect(acts).toMatchObject([
      { actor: 'ali', action: 'request.ask', at: NOW, details: { digest: request.digest } },
      { actor: 'sara', action: 'request.approve', at: NOW, details: { digest: request.digest, revision: 1 } },
    ])
  })

  it('is not approved by its requester, with whatever role, and the attempt is kept', async () => {
    const request = await ask('reem')
    for (const act of ['approve', 'reject'] as const) {
      await expect(office.act('reem', act, request)).rejects.toEqual(withCode('FOUR_EYES'))
    }
    expect(await findRequest(office.pool, request.id)).toMatchObject({ state: 'open' })
    expect((await readAudit(office.pool, { after: 0, limit: 100 })).slice(-2)).toMatchObject([
      { actor: 'reem', action: 'request.refused', details: { act: 'approve', code: 'FOUR_EYES' } },
      { actor: 'reem', action: 'request.refused', details: { act: 'reject', code: 'FOUR_EYES' } },
    ])
    // Nor by a path around the code.
    const forced = `UPDATE request SET state = 'applied', decided_by = 'reem' WHERE id = $1`
    await expect(office.pool.query(forced, [request.id])).rejects.toThrow('request_check')
  })

  it('is not approved by one without the role, or who has left since', async () => {
    const request = await ask()
    for (const person of ['huda', 'noura']) {
      await expect(office.act(person, 'approve', request)).rejects.toEqual(withCode('FORBIDDEN'))
    }
    await office.pool.query(`UPDATE person SET active = false WHERE id = 'sara'`)
    await expect(office.act('sara', 'approve', request)).rejects.toEqual(withCode('UNAUTHENTICATED'))
    await expect(office.act('sara', 'approve', { ...request, id: 99 })).rejects.toEqual(withCode('NOT_FOUND'))
  })

  it('is approved for its exact content alone', async () => {
    const request = await ask()
    const other = await ask('ali', 'KW/GOV/MOCI')
    expect(other.digest).not.toBe(request.digest)
    const swapped = { id: request.id, digest: other.digest }
    await expect(office.act('sara', 'approve', swapped)).rejects.toEqual(withCode('REQUEST_DIFFERS'))
    const set = `UPDATE request SET content = '{"changes": []}' WHERE id = $1`
    await expect(office.pool.query(set, [request.id])).rejects.toThrow('what was asked for and who decided stay')
  })

  it('is withdrawn by its requester alone', async () => {
    const request = await ask()
    await expect(office.act('reem', 'withdraw', request)).rejects.toEqual(withCode('FORBIDDEN'))
    expect(await office.act('ali', 'withdraw', request)).toMatchObject({ state: 'withdrawn', decidedBy: null })
  })

  it('ends for good', async () => {
    const ends: [string, Promise<{ id: number; digest: string }>][] = [
      ['rejected', ask().then((request) => office.act('sara', 'reject', request))],
    ]
    await ends[0]?.[1]
    ends.push(['withdrawn', ask().then((request) => office.act('ali', 'withdraw', request))])
    await ends[1]?.[1]
    ends.push(['applied', ask().then((request) => office.act('sara', 'approve', request))])
    for (const [state, request] of ends) {
      const { id, digest } = await request
      for (const [person, act] of [
        ['omar', 'approve'],
        ['omar', 'reject'],
        ['ali', 'withdraw'],
        ['omar', 'confirm'],
      ] as const) {
        await expect(office.act(person, act, { id, digest })).rejects.toMatchObject({
          code: 'REQUEST_STATE',
          params: { state },
        })
      }
      const again = office.pool.query(`UPDATE request SET state = 'open' WHERE id = $1`, [id])
      await expect(again).rejects.toThrow('does not become open')
    }
    await expect(office.pool.query('DELETE FROM request')).rejects.toThrow('append-only')
  })

  it('has the moves of the machine in the database, and no other', async () => {
    const { rows } = await office.pool.query<{ before: string; after: string }>('SELECT * FROM request_move')
    const moves = Object.entries(TRANSITIONS).flatMap(([before, events]) =>
      (Object.values(events) as RequestState[]).map((after) => `${before} ${after}`),
    )
    expect(rows.map(({ before, after }) => `${before} ${after}`).sort()).toEqual([...new Set(moves)].sort())
  })

  it('expires when nobody decides', async () => {
    const request = await ask()
    const later = (request.due ?? 0) + 1
    await expect(office.act('sara', 'approve', request, later)).rejects.toMatchObject({
      code: 'REQUEST_STATE',
      params: { state: 'expired' },
    })
    expect([...(await endOverdue(office, (request.due ?? 0) - 1))]).toEqual([])
    expect(await findRequest(office.pool, request.id)).toMatchObject({ state: 'open' })
    await endOverdue(office, later)
    expect(await findRequest(office.pool, request.id)).toMatchObject({ state: 'expired' })
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOI')).toBeNull()
  })

  it('is superseded when what it would change was changed since', async () => {
    await office.change('registry', put(['member', member()]))
    const [first, second] = [await ask('ali'), await ask('omar')]
    await office.act('sara', 'approve', first)
    expect(await findRequest(office.pool, second.id)).toMatchObject({ state: 'superseded' })
    // The same without the sweep: the base alone tells.
    const third = await ask('ali')
    await office.pool.query(`UPDATE item SET revision = revision + 1 WHERE id = 'KW/GOV/MOI'`)
    await expect(office.act('sara', 'approve', third)).rejects.toEqual(withCode('REQUEST_SUPERSEDED'))
    expect(await findRequest(office.pool, third.id)).toMatchObject({ state: 'superseded' })
  })
})

describe('at the same time', () => {
  it('one of two approvals counts', async () => {
    for (let i = 0; i < 5; i++) {
      const request = await ask('ali', `KW/GOV/M${i}`)
      const acts = ['sara', 'omar', 'reem'].map((person) => office.act(person, 'approve', request))
      expect(await settled(acts)).toEqual(['REQUEST_STATE', 'REQUEST_STATE', 'done'])
    }
  })

  it('an approval or the withdrawal counts, never both', async () => {
    for (let i = 0; i < 6; i++) {
      const id = `KW/GOV/M${i}`
      const request = await ask('ali', id)
      const acts = [office.act('sara', 'approve', request), office.act('ali', 'withdraw', request)]
      expect(await settled(i % 2 === 0 ? acts : acts.toReversed())).toEqual(['REQUEST_STATE', 'done'])
      const { state } = await findRequest(office.pool, request.id)
      const registered = (await findItem(office.pool, 'member', id)) !== null
      expect([state, registered]).toEqual(registered ? ['applied', true] : ['withdrawn', false])
    }
  })

  it('two requests for one object do not both apply, from two processes', async () => {
    const other = { ...office, pool: office.schema.otherPool() }
    const [first, second] = [await ask('ali'), await ask('omar')]
    const { decide } = await import('./decide.ts')
    const acts = [
      office.act('sara', 'approve', first),
      decide(other, 'reem', { id: second.id, act: 'approve', digest: second.digest, comment: null }, NOW),
    ]
    expect(await settled(acts)).toEqual(['REQUEST_STATE', 'done'])
  })

  it('a member is not taken out while a system is put under it', async () => {
    await office.change('registry', put(['member', member()]))
    const taken = await office.ask('ali', { kind: 'registry', content: remove('member', 'KW/GOV/MOI') })
    const system = await office.ask('ali', { kind: 'registry', content: put(['subsystem', subsystem()]) })
    expect(await settled([office.act('sara', 'approve', taken), office.act('omar', 'approve', system)])).toEqual([
      'CHANGE_REFUSED',
      'done',
    ])
  })
})

describe('what is asked for', () => {
  it('is tried at once: what cannot be done does not wait for anybody', async () => {
    const refused: [string, unknown, string][] = [
      ['a system without its member', put(['subsystem', subsystem()]), 'CHANGE_REFUSED'],
      ['what is not there', remove('member', 'KW/GOV/MOI'), 'NOT_FOUND'],
      ["another state's member", put(['member', member('QA/GOV/MOI')]), 'NAME_FOREIGN'],
      [
        "another state's gateway",
        put(['member', member()], ['subsystem', subsystem(undefined, { gateways: ['QA/GOV/EGOV/gw1'] })]),
        'NAME_FOREIGN',
      ],
      [
        "another state's maintenance",
        put(['maintenance', { subsystem: 'QA/GOV/MOI/traffic', from: NOW, until: NOW + DAY, notice: words }]),
        'NAME_FOREIGN',
      ],
      [
        "another state's group",
        put(['member', member()], ['subsystem', subsystem(undefined, { groups: ['QA/police'] })]),
        'CHANGE_REFUSED',
      ],
      [
        'a group that is not registered',
        put(['member', member()], ['subsystem', subsystem(undefined, { groups: ['KW/police'] })]),
        'CHANGE_REFUSED',
      ],
      [
        'a gateway that is not registered',
        put(['member', member()], ['subsystem', subsystem(undefined, { gateways: ['KW/GOV/EGOV/gw1'] })]),
        'CHANGE_REFUSED',
      ],
      ['a reserved code', put(['member', member('KW/GOV/gcc')]), 'NAME_RESERVED'],
      ['a reserved class', put(['member', member('KW/GCC/MOI')]), 'NAME_RESERVED'],
      [
        'two that look alike',
        put(['member', member('KW/GOV/MOI')], ['member', member('KW/GOV/M0I')]),
        'NAME_LOOKS_ALIKE',
      ],
      ['an object twice', put(['member', member()], ['member', member()]), 'CONFLICT'],
      ['a member that begins live', put(['member', member(undefined, { stage: 'live' })]), 'STAGE_REFUSED'],
      [
        'maintenance that is over',
        put(
          ['member', member()],
          ['subsystem', subsystem()],
          ['maintenance', { subsystem: 'KW/GOV/MOI/traffic', from: 1, until: 2, notice: words }],
        ),
        'CHANGE_REFUSED',
      ],
    ]
    for (const [what, content, code] of refused) {
      const outcome = await office.ask('ali', { kind: 'registry', content }).then(
        () => 'asked',
        (error) => error.code,
      )
      expect([what, outcome]).toEqual([what, code])
    }
    expect((await office.pool.query('SELECT 1 FROM request')).rowCount).toBe(0)
  })

  it('may not look like what is registered, in any spelling', async () => {
    await office.change('registry', put(['member', member()], ['subsystem', subsystem()], ['service', service()]))
    const names: [string, object][] = [
      ['member', member('KW/GOV/moi')],
      ['member', member('KW/GOV/M0I')],
      ['subsystem', subsystem('KW/GOV/MOI/Traffic')],
      ['service', service('KW/GOV/MOI/traffic/Violations')],
    ]
    const outcomes = await Promise.all(
      names.map(([object, value]) =>
        office.ask('ali', { kind: 'registry', content: put([object, value]) }).then(
          () => 'asked',
          (error) => error.code,
        ),
      ),
    )
    expect(outcomes).toEqual(names.map(() => 'NAME_LOOKS_ALIKE'))
  })

  it('changes names, contacts and groups of what is there, and what is named is not taken out', async () => {
    const contacts = [{ kind: 'operations', name: words, email: 'noc@moi.example', phone: null, url: null }]
    await office.change('groups', put(['group', { id: 'KW/police', name: words }]))
    await office.change(
      'registry',
      put(
        ['member', member(undefined, { contacts })],
        ['subsystem', subsystem(undefined, { groups: ['KW/police', 'GCC/traffic'] })],
      ),
    )
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOI')).toMatchObject({ content: { contacts } })
    await expect(office.change('groups', remove('group', 'KW/police'))).rejects.toEqual(withCode('CHANGE_REFUSED'))
    await office.change('registry', put(['subsystem', subsystem()]))
    expect(await office.change('groups', remove('group', 'KW/police'))).toMatchObject({ state: 'done' })
  })

  it('needs a decision where its kind says so', async () => {
    const content = put([
      'gateway',
      { id: 'KW/GOV/EGOV/gw1', owner: 'KW/GOV/EGOV', name: words, linkUrl: 'wss://a.example', tlsKeys: [], keys: [] },
    ])
    for (const decision of [null, '', ' ']) {
      await expect(office.ask('noura', { kind: 'trust', content, decision })).rejects.toEqual(
        withCode('DECISION_MISSING'),
      )
    }
    expect(await office.ask('noura', { kind: 'trust', content, decision: 'KW/12' })).toMatchObject({
      decision: 'KW/12',
    })
    await expect(office.ask('ali', { kind: 'trust', content, decision: 'KW/12' })).rejects.toEqual(
      withCode('FORBIDDEN'),
    )
  })
})
