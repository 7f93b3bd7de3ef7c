import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, member, NOW, type Office, openOffice, put, remove, subsystem, words } from '../../test/office.ts'
import { readAudit } from '../audit/record.ts'
import { findPerson } from '../people/store.ts'
import { contentOf } from '../register/document.ts'
import { findItem, itemsIn } from '../register/store.ts'
import { endOverdue } from './due.ts'
import { requestBody } from './request-body.ts'
import { findRequest } from './store.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const KEY = Buffer.alloc(32, 7).toString('base64')
const revoke = (content: unknown, person = 'noura') =>
  office.ask(person, { kind: 'revocation', content, reason: 'stolen' })
const revoked = async () =>
  (contentOf('registry', await itemsIn(office.pool, 'registry')) as { revoked: object }).revoked
const stage = async () => (await findItem(office.pool, 'member', 'KW/GOV/MOI'))?.content.stage

describe('a revocation', () => {
  it('holds at once by one person, and is reviewed by a second', async () => {
    const request = await revoke({ gateways: ['KW/GOV/EGOV/gw1'], keys: [KEY] })
    expect(request).toMatchObject({ state: 'provisional', askedBy: 'noura', revision: 1 })
    expect(await revoked()).toEqual({ gateways: ['KW/GOV/EGOV/gw1'], tlsKeys: [], keys: [KEY], cas: [] })
    await expect(office.act('noura', 'confirm', request)).rejects.toMatchObject({ code: 'FOUR_EYES' })
    await expect(office.act('huda', 'confirm', request)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await office.act('sara', 'confirm', request)).toMatchObject({ state: 'confirmed', decidedBy: 'sara' })
    await expect(office.act('sara', 'lift', request)).rejects.toMatchObject({ code: 'REQUEST_STATE' })
  })

  it('does not end because nobody came: it is said in the audit log, once', async () => {
    const request = await revoke({ gateways: ['KW/GOV/EGOV/gw1'] })
    for (const days of [4, 5]) await endOverdue(office, NOW + days * DAY)
    expect(await findRequest(office.pool, request.id)).toMatchObject({ state: 'provisional', due: null })
    expect(await revoked()).toMatchObject({ gateways: ['KW/GOV/EGOV/gw1'] })
    const said = (await readAudit(office.pool, { after: 0, limit: 100 })).filter(
      ({ action }) => action === 'request.unconfirmed',
    )
    expect(said).toHaveLength(1)
    expect(await office.act('sara', 'confirm', request, NOW + 9 * DAY)).toMatchObject({ state: 'confirmed' })
  })

  it('that is lifted takes back what it did itself, and nothing else', async () => {
    await revoke({ keys: [KEY] })
    const second = await revoke({ keys: [KEY], gateways: ['KW/GOV/EGOV/gw1'] })
    await office.act('sara', 'lift', second)
    expect(await revoked()).toEqual({ gateways: [], tlsKeys: [], keys: [KEY], cas: [] })
    await expect(revoke({ keys: [KEY] })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is no object of a registry request, neither put nor taken out', async () => {
    await revoke({ keys: [KEY] })
    const value = { list: 'gateways', value: 'KW/GOV/EGOV/gw1' }
    for (const content of [remove('revocation', `keys:${KEY}`), put(['revocation', value])]) {
      expect(requestBody.safeParse({ kind: 'registry', content, reason: 'x' }).success).toBe(false)
      await expect(office.ask('ali', { kind: 'registry', content })).rejects.toMatchObject({ code: 'CHANGE_REFUSED' })
    }
    expect(await revoked()).toEqual({ gateways: [], tlsKeys: [], keys: [KEY], cas: [] })
  })

  it("is not of another state's gateway, nor a clerk's", async () => {
    await expect(revoke({ gateways: ['QA/GOV/EGOV/gw1'] })).rejects.toMatchObject({ code: 'NAME_FOREIGN' })
    await expect(revoke({ keys: [KEY] }, 'ali')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await revoked()).toEqual({ gateways: [], tlsKeys: [], keys: [], cas: [] })
  })
})

describe('the suspension of a member', () => {
  beforeEach(() => office.change('registry', put(['member', member()], ['subsystem', subsystem()])))

  it('gives back the stage that it had', async () => {
    await office.change('stage', { member: 'KW/GOV/MOI', stage: 'trial' })
    const request = await office.ask('sara', { kind: 'suspension', content: { member: 'KW/GOV/MOI' } })
    expect(await stage()).toBe('suspended')
    await office.act('omar', 'lift', request)
    expect(await stage()).toBe('trial')
    await expect(office.ask('sara', { kind: 'suspension', content: { member: 'KW/GOV/X' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('is not ended by taking the member out', async () => {
    await office.change('registry', put(['member', member('KW/GOV/MOH')]))
    await office.ask('sara', { kind: 'suspension', content: { member: 'KW/GOV/MOH' } })
    await expect(
      office.ask('ali', { kind: 'registry', content: remove('member', 'KW/GOV/MOH') }),
    ).rejects.toMatchObject({ code: 'CHANGE_REFUSED' })
  })

  it('ends by the decision of two people, and what they decide later stays', async () => {
    const act = await office.ask('sara', { kind: 'suspension', content: { member: 'KW/GOV/MOI' } })
    await office.change('stage', { member: 'KW/GOV/MOI', stage: 'trial' }, 'KW/0')
    office.report = async () => ({ state: 'KW', partner: 'QA', passed: true, expires: NOW + 20 * DAY }) as never
    await office.change('stage', { member: 'KW/GOV/MOI', stage: 'live' }, 'KW/1')
    await office.change('stage', { member: 'KW/GOV/MOI', stage: 'suspended' }, 'KW/2')
    expect([...(await endOverdue(office, NOW + 4 * DAY))]).toEqual([])
    expect(await findRequest(office.pool, act.id)).toMatchObject({ state: 'lapsed' })
    expect(await stage()).toBe('suspended')
  })

  it('keeps what others changed meanwhile', async () => {
    const request = await office.ask('sara', { kind: 'suspension', content: { member: 'KW/GOV/MOI' } })
    const name = { ar: 'الداخلية', en: 'Interior' }
    await office.change('registry', put(['member', member(undefined, { name })]))
    await office.act('omar', 'lift', request)
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOI')).toMatchObject({ content: { name, stage: 'candidate' } })
  })
})

describe('a dismissal', () => {
  const people = (change: object = {}) => ({
    person: { id: 'ali', name: words, roles: ['clerk'], active: true, ...change },
    grant: [],
    end: [],
  })
  const dismiss = (person: string, by = 'noura') => office.ask(by, { kind: 'dismissal', content: { person } })

  it('is not undone by what was asked for before it', async () => {
    const older = await office.ask('sara', { kind: 'people', content: people({ roles: ['clerk', 'officer'] }) })
    await dismiss('ali')
    expect(await findRequest(office.pool, older.id)).toMatchObject({ state: 'superseded' })
    await expect(office.act('omar', 'approve', older)).rejects.toMatchObject({ code: 'REQUEST_STATE' })
    expect(await findPerson(office.pool, 'ali')).toMatchObject({ active: false, roles: ['clerk'] })
  })

  it('and any other change of a person makes what was asked for before stale', async () => {
    const older = await office.ask('sara', { kind: 'people', content: people() })
    expect(older.base).toEqual({ 'person ali': expect.stringMatching(/^[0-9a-f]{64}$/) })
    await office.pool.query(`UPDATE token SET ended = now() WHERE person = 'ali'`)
    await expect(office.act('omar', 'approve', older)).rejects.toMatchObject({ code: 'REQUEST_SUPERSEDED' })
  })

  it('does not leave those who decide without one who can sign in', async () => {
    await office.pool.query(`UPDATE token SET ended = now() WHERE person = 'omar'`)
    await office.pool.query('UPDATE token SET expires = $1 WHERE person = $2', [new Date(NOW), 'reem'])
    await expect(dismiss('sara')).rejects.toMatchObject({ code: 'PEOPLE_TOO_FEW' })
    const { rows } = await office.pool.query(`SELECT encode(digest, 'hex') AS digest FROM token WHERE person = 'sara'`)
    const last = { ...people({ id: 'sara', roles: ['officer'] }), end: [rows[0].digest] }
    await expect(office.ask('noura', { kind: 'people', content: last })).rejects.toMatchObject({
      code: 'PEOPLE_TOO_FEW',
    })
  })

  it('that two people decided on meanwhile is not lifted', async () => {
    const act = await dismiss('ali')
    const request = await office.ask('sara', { kind: 'people', content: people({ active: false }) })
    await office.act('omar', 'approve', request)
    expect(await office.act('omar', 'lift', act)).toMatchObject({ state: 'lifted' })
    expect(await findPerson(office.pool, 'ali')).toMatchObject({ active: false })
  })
})

describe('the stage of a member', () => {
  const passed = async (partner = 'QA') =>
    ({ state: 'KW', partner, passed: true, expires: NOW + 20 * DAY }) as Awaited<ReturnType<Office['report']>>
  const move = (to: string, decision?: string) => office.change('stage', { member: 'KW/GOV/MOI', stage: to }, decision)
  beforeEach(() => office.change('registry', put(['member', member()])))

  it('leads to live by a decision and a passed conformance report alone', async () => {
    await expect(move('trial')).rejects.toMatchObject({ code: 'STAGE_REFUSED' })
    await office.change('registry', put(['subsystem', subsystem()]))
    await expect(move('live', 'KW/1')).rejects.toMatchObject({ code: 'STAGE_REFUSED' })
    expect(await move('trial')).toMatchObject({ state: 'applied' })
    await expect(move('live', 'KW/1')).rejects.toMatchObject({
      code: 'STAGE_REFUSED',
      params: { reason: expect.stringContaining('conformance report') },
    })
    office.report = passed
    await expect(move('live')).rejects.toMatchObject({ params: { reason: expect.stringContaining('decision') } })
    office.report = async () => ({ ...(await passed()), passed: false }) as never
    await expect(move('live', 'KW/1')).rejects.toMatchObject({ code: 'STAGE_REFUSED' })
    office.report = passed
    expect(await move('live', 'KW/1')).toMatchObject({ state: 'applied' })
    expect(await stage()).toBe('live')
    // The registry's own changes do not touch it.
    await office.change('registry', put(['member', member(undefined, { name: words })]))
    expect(await stage()).toBe('live')
  })

  it('is judged again at the approval', async () => {
    await office.change('registry', put(['subsystem', subsystem()]))
    await move('trial')
    office.report = passed
    const request = await office.ask('ali', {
      kind: 'stage',
      content: { member: 'KW/GOV/MOI', stage: 'live' },
      decision: 'KW/1',
    })
    office.report = async () => null
    await expect(office.act('sara', 'approve', request)).rejects.toMatchObject({ code: 'STAGE_REFUSED' })
    expect(await stage()).toBe('trial')
  })
})
