import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, NOW, type Office, openOffice, positionOn, put, remove, textOf, worldOf } from '../../test/office.ts'
import { agreementsOf } from '../register/agreement-life.ts'
import { askableBy } from '../register/catalogue.ts'
import { contentOf } from '../register/document.ts'
import { itemsIn } from '../register/store.ts'
import { endOverdue } from './due.ts'
import { findRequest } from './store.ts'

let office: Office
let theirs: Parameters<typeof worldOf>[0]
const worldHere = () => worldOf(theirs)
beforeEach(async () => {
  office = await openOffice()
  theirs = {}
  // The directory holds what Kuwait's register says, as if each change were published at once.
  office.view = worldHere
})
afterEach(() => office.close())

/** Publishes Kuwait's agreements beside what the others say. */
const publish = async (others: typeof theirs = theirs) => {
  const own = contentOf('agreements', await itemsIn(office.pool, 'agreements'))
  theirs = { ...others, KW: own as object }
}
const standing = async (id: string, now = NOW) =>
  (await agreementsOf(office.pool, { code: 'KW', view: office.view(), now })).find((one) => one.id === id)
const refusal = (content: unknown, decision: string | null = 'KW/7') =>
  office.ask('ali', { kind: 'agreements', content, decision }).then(
    () => 'asked',
    (error) => [error.code, error.params.reason],
  )

const text = textOf()
const propose = put(['text', text], ['position', positionOn(text)])

describe('an agreement', () => {
  it('lives from a draft over negotiation and both acceptances to its end', async () => {
    await office.change('agreements', propose, 'KW/7')
    expect(await standing(text.id)).toMatchObject({ life: 'draft', asked: false })
    await publish()
    expect(await standing(text.id)).toMatchObject({ life: 'offered', positions: [{ state: 'KW', decision: 'KW/7' }] })

    // Negotiation: the other side asks for less, and the text is changed before anybody else has accepted it.
    const second = textOf({ endpoints: [{ method: 'GET', path: '/plates/*' }] })
    await office.change('agreements', put(['text', second], ['position', positionOn(second)]), 'KW/8')
    await publish({ QA: { positions: [positionOn(text)] } })
    expect(await standing(text.id)).toMatchObject({ life: 'offered', positions: [{ state: 'KW', decision: 'KW/8' }] })
    await publish({ QA: { positions: [positionOn(second, { decision: 'QA/3' })] } })
    expect(await standing(text.id)).toMatchObject({
      life: 'in-force',
      positions: [{ state: 'KW' }, { state: 'QA', decision: 'QA/3' }],
    })
    const consumer = 'KW/GOV/MOI/traffic'
    expect(askableBy(worldHere(), consumer, NOW, { after: '', limit: 10 })).toMatchObject([
      { service: 'QA/GOV/MOI/traffic/violations', agreement: text.id, missing: null },
    ])
    expect(askableBy(worldHere(), consumer, NOW, { after: 'QA/GOV/MOI/traffic/violations', limit: 10 })).toEqual([])

    // What both have accepted is not changed, but replaced.
    expect(await refusal(put(['text', text]))).toEqual([
      'CHANGE_REFUSED',
      `QA has accepted ${text.id} as it is: write a new text that replaces it`,
    ])
    const renewal = textOf({ id: 'KW/2027/1', from: text.until, until: text.until + 365 * DAY, replaces: text.id })
    await office.change(
      'agreements',
      put(['text', renewal], ['position', positionOn(renewal, { from: text.until })]),
      'KW/9',
    )
    await publish({ QA: { positions: [positionOn(second), positionOn(renewal)] } })
    expect(await standing(renewal.id)).toMatchObject({ life: 'agreed' })
    expect(await standing(text.id)).toMatchObject({ life: 'in-force', replacedBy: renewal.id })
    expect(await standing(text.id, text.until)).toMatchObject({ life: 'ended' })
    expect(await standing(renewal.id, text.until)).toMatchObject({ life: 'in-force' })

    // Withdrawn: the position goes, and the other side sees it at its next look.
    await office.change('agreements', remove('position', renewal.id), 'KW/10')
    await publish()
    expect(await standing(renewal.id)).toMatchObject({ life: 'offered', asked: true })
    await office.change('agreements', remove('text', renewal.id), 'KW/11')
    expect(await refusal(put(['text', renewal]))).toEqual(['CHANGE_REFUSED', 'the number of KW/2027/1 was used before'])
  })

  it('is not changed before a directory was read, which says whether another has accepted it', async () => {
    await office.change('agreements', propose, 'KW/7')
    office.view = () => null
    expect((await refusal(put(['text', textOf({ endpoints: [{ method: 'GET', path: '/x' }] })])))[0]).toBe(
      'DIRECTORY_UNREACHABLE',
    )
    expect(await refusal(put(['text', text]))).toBe('asked')
  })

  it('of another state is accepted as it stands, by who is asked', async () => {
    const offered = textOf({
      id: 'QA/2026/1',
      consumer: { subsystem: 'QA/GOV/MOI/traffic' },
      provider: { service: 'KW/GOV/MOI/traffic/violations' },
    })
    const foreign = textOf({
      id: 'QA/2026/2',
      consumer: { subsystem: 'QA/GOV/MOI/traffic' },
      provider: { service: 'OM/GOV/MOI/traffic/violations' },
    })
    const joint = textOf({
      id: 'GCC/2017/1',
      consumer: { group: 'GCC/traffic' },
      provider: { group: 'GCC/traffic', service: 'violations' },
    })
    theirs = {
      QA: { texts: [offered, foreign], positions: [positionOn(offered), positionOn(joint)] },
      GCC: { texts: [joint] },
    }
    expect(await standing(offered.id)).toMatchObject({ asked: true, life: 'offered', author: 'QA' })
    expect(await standing(foreign.id)).toBeUndefined()
    expect(await refusal(put(['position', positionOn(foreign)]))).toEqual([
      'CHANGE_REFUSED',
      'KW is no party to QA/2026/2',
    ])
    expect(await refusal(put(['position', positionOn(textOf({ id: 'QA/2026/9' }))]))).toEqual(['NOT_FOUND', undefined])
    const another = positionOn(textOf({ ...offered, until: offered.until + 1 }))
    expect(await refusal(put(['position', another]))).toEqual([
      'CHANGE_REFUSED',
      'QA/2026/1 now has another text than the one of this digest',
    ])
    expect(await refusal(put(['position', positionOn(offered, { decision: 'KW/1' })]))).toEqual([
      'CHANGE_REFUSED',
      'the position on QA/2026/1 names another decision than the request',
    ])
    expect(await refusal(put(['text', textOf({ id: 'QA/2026/5' })]))).toEqual(['NAME_FOREIGN', undefined])
    expect(await refusal(put(['position', positionOn(offered)]), null)).toEqual(['DECISION_MISSING', undefined])
    await office.change('agreements', put(['position', positionOn(offered)], ['position', positionOn(joint)]), 'KW/7')
    await publish()
    expect(await standing(offered.id)).toMatchObject({ asked: false, life: 'in-force' })
    expect(await standing(joint.id)).toMatchObject({ asked: false, life: 'in-force' })
  })

  it('that changed between the asking and the approval is not accepted', async () => {
    const offered = textOf({
      id: 'QA/2026/1',
      consumer: { subsystem: 'QA/GOV/MOI/traffic' },
      provider: { service: 'KW/GOV/MOI/traffic/violations' },
    })
    theirs = { QA: { texts: [offered] } }
    const request = await office.ask('ali', {
      kind: 'agreements',
      content: put(['position', positionOn(offered)]),
      decision: 'KW/7',
    })
    theirs = { QA: { texts: [{ ...offered, until: offered.until + DAY }] } }
    await expect(office.act('sara', 'approve', request)).rejects.toMatchObject({ code: 'CHANGE_REFUSED' })
    expect(await findRequest(office.pool, request.id)).toMatchObject({ state: 'open' })
  })

  it('is not written beyond what a state may write', async () => {
    const refused: [string, object, string][] = [
      ['between two others', { consumer: { subsystem: 'OM/GOV/MOI/traffic' } }, 'CHANGE_REFUSED'],
      ['that has ended', { from: 1, until: 2 }, 'CHANGE_REFUSED'],
      ['for a group that is not registered', { consumer: { group: 'KW/police' } }, 'CHANGE_REFUSED'],
      ['that replaces nothing known', { replaces: 'KW/2020/1' }, 'NOT_FOUND'],
    ]
    for (const [what, change, code] of refused) {
      expect([what, (await refusal(put(['text', textOf(change)])))[0]]).toEqual([what, code])
    }
    await office.change('agreements', propose, 'KW/7')
    const other = textOf({
      id: 'KW/2026/18',
      replaces: text.id,
      provider: { service: 'OM/GOV/MOI/traffic/violations' },
    })
    expect(await refusal(put(['text', other]))).toEqual([
      'CHANGE_REFUSED',
      `KW/2026/18 has other parties than ${text.id}, which it would replace`,
    ])
  })

  it('is suspended at once by one person, and comes back when the second refuses or nobody confirms', async () => {
    await office.change('agreements', propose, 'KW/7')
    await publish({ QA: { positions: [positionOn(text)] } })
    const suspend = () => office.ask('noura', { kind: 'suspension', content: { agreement: text.id }, reason: 'theft' })
    const first = await suspend()
    expect(first).toMatchObject({ state: 'provisional', revision: 2, due: NOW + 3 * DAY })
    expect(await standing(text.id)).toMatchObject({
      life: 'suspended',
      positions: [{ state: 'KW', position: 'suspended', from: NOW }, {}],
    })
    await expect(suspend()).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(office.act('noura', 'lift', first)).rejects.toMatchObject({ code: 'FOUR_EYES' })
    expect(await office.act('sara', 'lift', first)).toMatchObject({ state: 'lifted', revision: 3, publishedAt: null })
    expect(await standing(text.id)).toMatchObject({ life: 'in-force', positions: [{ decision: 'KW/7' }, {}] })

    const second = await suspend()
    expect([...(await endOverdue(office, NOW + 3 * DAY - 1))]).toEqual([])
    expect([...(await endOverdue(office, NOW + 3 * DAY))]).toEqual(['agreements'])
    expect(await findRequest(office.pool, second.id)).toMatchObject({ state: 'lapsed' })
    expect(await standing(text.id)).toMatchObject({ life: 'in-force' })

    const third = await suspend()
    expect(await office.act('sara', 'confirm', third)).toMatchObject({ state: 'confirmed', decidedBy: 'sara' })
    await endOverdue(office, NOW + 9 * DAY)
    expect(await standing(text.id)).toMatchObject({ life: 'suspended' })
    // It comes back by an acceptance, which two decide.
    await office.change('agreements', put(['position', positionOn(text)]), 'KW/12')
    expect(await standing(text.id)).toMatchObject({ life: 'in-force', positions: [{ decision: 'KW/12' }, {}] })

    // What two decided while an act waited for its review stays, whatever becomes of the act.
    const fourth = await suspend()
    const suspended = positionOn(text, { position: 'suspended' })
    await office.change('agreements', put(['position', suspended]), 'KW/13')
    expect([...(await endOverdue(office, NOW + 3 * DAY))]).toEqual([])
    expect(await findRequest(office.pool, fourth.id)).toMatchObject({ state: 'lapsed', revision: fourth.revision })
    expect(await standing(text.id)).toMatchObject({ life: 'suspended', positions: [{ decision: 'KW/13' }, {}] })
  })
})
