import { inTransaction } from '@rabt/database'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { member, NOW, type Office, openOffice, put, remove, subsystem } from '../../test/office.ts'
import { findItem, itemsIn, lockDocument, removeItem, setRevision } from '../register/store.ts'
import { notePublished, replayUnpublished } from './published.ts'
import { findRequest } from './store.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const note = (upTo: number) => inTransaction(office.pool, (tx) => notePublished(tx, 'registry', upTo, NOW + 5))

/** The directory turned out to hold nothing of the registry: it is taken in at the next revision, and replayed on. */
const followNothing = () =>
  inTransaction(office.pool, async (tx) => {
    const { revision } = await lockDocument(tx, 'registry')
    for (const { kind, id } of await itemsIn(tx, 'registry')) await removeItem(tx, kind, id)
    await setRevision(tx, 'registry', revision + 1)
    const last = await replayUnpublished(tx, office, 'registry', revision + 1, NOW + 9)
    await setRevision(tx, 'registry', last)
    return last
  })

describe('a publication', () => {
  it('ends the requests whose effect it holds, and no later one', async () => {
    const first = await office.change('registry', put(['member', member()]))
    const second = await office.change('registry', put(['member', member('KW/GOV/MOCI')]))
    await note(1)
    expect(await findRequest(office.pool, first.id)).toMatchObject({ state: 'done', publishedAt: NOW + 5 })
    expect(await findRequest(office.pool, second.id)).toMatchObject({ state: 'applied', publishedAt: null })
    await note(2)
    await note(2)
    expect(await findRequest(office.pool, second.id)).toMatchObject({ state: 'done' })
  })

  it('of another hand leaves what was applied here on top, and supersedes what is not possible any more', async () => {
    const published = await office.change('registry', put(['member', member('KW/GOV/OLD')]))
    await note(1)
    const again = await office.change('registry', put(['member', member()], ['subsystem', subsystem()]))
    const gone = await office.change('registry', remove('member', 'KW/GOV/OLD'))
    const suspended = await office.ask('sara', { kind: 'suspension', content: { member: 'KW/GOV/MOI' } })
    const lifted = await office.act('omar', 'lift', suspended)
    expect(lifted.revision).toBe(5)
    expect(await followNothing()).toBe(8)
    expect(await findItem(office.pool, 'member', 'KW/GOV/MOI')).toMatchObject({
      content: { stage: 'candidate' },
      revision: 7,
    })
    expect(await findRequest(office.pool, published.id)).toMatchObject({ state: 'done' })
    expect(await findRequest(office.pool, again.id)).toMatchObject({ state: 'applied', revision: 7 })
    expect(await findRequest(office.pool, gone.id)).toMatchObject({ state: 'superseded' })
    expect(await findRequest(office.pool, lifted.id)).toMatchObject({ state: 'lifted', revision: 8 })
  })
})
