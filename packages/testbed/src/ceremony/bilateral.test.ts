import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directoryRepository, inForce, openDirectory, repositoryFetch } from '@rabt/directory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareDirectory } from '../start/directory.ts'
import { publishAgreements, type WantedAgreement } from './bilateral.ts'
import { layout } from './layout.ts'
import { openOfficers } from './officers.ts'
import { openUpkeep } from './upkeep.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-bilateral-'))
const at = layout(home)
const now = Date.UTC(2027, 4, 1)
const clock = (): number => now
const MIRROR = 'http://mirror.example/'
const CONSUMER = 'KW/GOV/MOI/traffic'
const wanted = (name: string, more: Partial<WantedAgreement> = {}): WantedAgreement => ({
  consumer: CONSUMER,
  service: `QA/GOV/MOI/traffic/${name}`,
  endpoints: [{ method: 'GET', path: '/*' }],
  decision: 'test',
  ...more,
})

beforeAll(async () => {
  await prepareDirectory(at, { portBase: 8000, clock })
}, 60_000)
afterAll(() => rmSync(home, { recursive: true }))

const publish = (...list: readonly WantedAgreement[]) =>
  publishAgreements(openUpkeep(at, openOfficers(at.officers), clock), list, now)

async function view() {
  const directory = await openDirectory({
    home: mkdtempSync(join(home, 'client-')),
    mirrors: [MIRROR],
    trustedRoot: readFileSync(at.root),
    fetch: repositoryFetch(directoryRepository(at.repository), MIRROR),
    clock,
  })
  return directory.refresh()
}

describe('an agreement of two states', () => {
  it('is written by the state of the provider, accepted by both, and in force at once', async () => {
    const quota = { requests: 100, per: 'day' } as const
    const ids = await publish(wanted('one'), wanted('two', { quota, consumer: 'SA/GOV/MOI/traffic' }))
    expect(ids).toEqual(['QA/2027/1', 'QA/2027/2'])
    const found = await view()
    const [one] = found.agreementsFor('QA/GOV/MOI/traffic/one')
    const [two] = found.agreementsFor('QA/GOV/MOI/traffic/two')
    expect(one).toMatchObject({ id: 'QA/2027/1', author: 'QA', quota: null, stage: 'live' })
    expect(two).toMatchObject({ id: 'QA/2027/2', quota, consumer: { subsystem: 'SA/GOV/MOI/traffic' } })
    expect([...(one?.positions.keys() ?? [])].sort()).toEqual(['KW', 'QA'])
    expect(one && inForce(found, one, CONSUMER, 'QA/GOV/MOI/traffic/one', now)).toBeNull()
  })

  it('that is there in the same words is not written again; other words are another agreement', async () => {
    const { number } = (await view()).version
    expect(await publish(wanted('one'))).toEqual(['QA/2027/1'])
    expect((await view()).version.number).toBe(number)
    expect(await publish(wanted('one', { rate: { perSecond: 5, burst: 5 } }))).toEqual(['QA/2027/3'])
    expect((await view()).agreementsFor('QA/GOV/MOI/traffic/one')).toHaveLength(2)
  })
})
