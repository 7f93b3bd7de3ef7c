import { inTransaction } from '@rabt/database'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publish } from '../content/publish.ts'
import { serviceRecord } from '../content/testing/records.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import type { Lookout } from './look.ts'
import { observeState } from './observe.ts'
import { openReadiness } from './read.ts'

const VIOLATIONS = 'KW/GOV/MOI/traffic/violations'
const REGISTRY = 'KW/GOV/MOCI/companies/registry'

let schema: TestSchema
let now: number
const down = new Set<string>()
const asked: string[] = []
let registered: string[]
let stage: string | null
const lookout: Lookout = {
  directory: async () => ({ stage, services: new Set(registered) }),
  probe: async (service) => {
    asked.push(service)
    const answers = !down.has(service)
    return { service, answers, code: answers ? null : 'Server.ClientProxy.NetworkError', milliseconds: 7 }
  },
}
const look = () => observeState({ pool: schema.pools.worker, lookout, clock: () => now }, 'KW')
const readiness = () => openReadiness(schema.pools.public)

beforeEach(async () => {
  schema = await createTestSchema()
  now = Date.UTC(2026, 10, 30, 12)
  down.clear()
  asked.length = 0
  registered = [VIOLATIONS, REGISTRY]
  stage = 'live'
  await inTransaction(schema.pools.worker, async (db) => {
    const at = new Date(now)
    for (const [slug, network, level] of [
      ['violations', VIOLATIONS, 'integrated'],
      ['registry', REGISTRY, 'transaction'],
      ['paper', undefined, 'form'],
    ] as const) {
      const record = serviceRecord(`KW/service/${slug}`, { level, ...(network === undefined ? {} : { network }) })
      await publish(db, record, { origin: 'network', at })
    }
  })
})
afterEach(() => schema.drop())

describe('readiness', () => {
  it('is what answered, beside what is declared', async () => {
    expect((await readiness().services())[0]).toMatchObject({ answers: null, since: null })
    await look()
    expect(asked.sort()).toEqual([REGISTRY, VIOLATIONS])
    expect(await readiness().by('state')).toEqual([
      {
        key: 'KW',
        services: 3,
        declared: { integrated: 1, transaction: 1, form: 1 },
        onNetwork: 2,
        answering: 2,
      },
    ])
    expect(await readiness().by('lifeEvent')).toMatchObject([{ key: 'driving', onNetwork: 2, answering: 2 }])
    expect(await readiness().by('sector')).toMatchObject([{ key: 'traffic', services: 3 }])
    expect(await readiness().by('agency')).toMatchObject([{ key: 'KW/agency/moi', services: 3 }])
  })

  it('says since when a service does not answer, why, and keeps when it changed', async () => {
    const start = new Date(now)
    await look()
    down.add(VIOLATIONS)
    now += 20_000
    const stopped = new Date(now)
    await look()
    now += 20_000
    await look()
    expect((await readiness().services('KW')).find(({ network }) => network === VIOLATIONS)).toMatchObject({
      level: 'integrated',
      answers: false,
      since: stopped,
      checked: new Date(now),
      code: 'Server.ClientProxy.NetworkError',
    })
    down.clear()
    now += 20_000
    await look()
    expect(await readiness().changes(VIOLATIONS)).toEqual([
      { at: new Date(now), answers: true, code: null },
      { at: stopped, answers: false, code: 'Server.ClientProxy.NetworkError' },
      { at: start, answers: true, code: null },
    ])
    expect(await readiness().days('KW')).toEqual([{ day: '2026-11-30', checks: 8, answered: 6 }])
  })

  it('does not ask for what the state has not registered', async () => {
    registered = [REGISTRY]
    await look()
    expect(asked).toEqual([REGISTRY])
    expect((await readiness().services()).find(({ network }) => network === VIOLATIONS)).toMatchObject({
      answers: false,
      code: 'not-registered',
    })
  })

  it('follows the stage of the state by the directory', async () => {
    stage = null
    await look()
    const since = new Date(now)
    now += 60_000
    await look()
    expect(await readiness().stages()).toEqual([{ state: 'KW', stage: null, since }])
    stage = 'live'
    await look()
    expect(await readiness().stages()).toEqual([{ state: 'KW', stage: 'live', since: new Date(now) }])
  })

  it('keeps nothing when the own node does not answer', async () => {
    const away = { ...lookout, directory: () => Promise.reject(new Error('away')) }
    await expect(observeState({ pool: schema.pools.worker, lookout: away, clock: () => now }, 'KW')).rejects.toThrow(
      'away',
    )
    expect((await readiness().services())[0]).toMatchObject({ answers: null })
  })
})
