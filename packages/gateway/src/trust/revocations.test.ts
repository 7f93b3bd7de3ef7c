import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Fetch,
  memoryRepository,
  NOTHING_REVOKED,
  openDirectory,
  type RevocationContent,
  repositoryFetch,
  type Signer,
  signRevocation,
  updateDocument,
} from '@rabt/directory'
import { type ErrorCode, RabtError } from '@rabt/protocol'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Federation, foundFederation, NOW as LATER } from '../../test/hostile/federation.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { RevocableDirectory } from './revocable-directory.ts'
import { revocationTable } from './revocation-store.ts'
import { type Held, Revocations } from './revocations.ts'

const MIRROR = 'http://mirror.invalid/directory'
const DAY = 86_400_000
/** An hour after the federation was founded. */
const NOW = LATER - DAY + 3_600_000
const KW = 'KW/GOV/EGOV/gw1'
const SA = 'SA/GOV/EGOV/gw1'
const QA = 'QA/GOV/EGOV/gw1'

let federation: Federation
let files: ReadonlyMap<string, Uint8Array>
let schema: TestSchema
let home: string
let now: number
/** The clock of the revocations; `now` unless a test says otherwise. */
let reading: () => number
let fetch: Fetch | null
let timers: { readonly at: number; readonly fn: () => void; cancelled: boolean }[]
let told: { readonly name: string; readonly detail: Readonly<Record<string, string | number | boolean>> }[]

beforeAll(async () => {
  federation = await foundFederation()
  files = new Map(federation.files)
})
beforeEach(async () => {
  schema = await createTestSchema()
  home = mkdtempSync(join(tmpdir(), 'rabt-revocations-'))
  now = NOW
  reading = () => now
  fetch = null
  timers = []
  told = []
})
afterEach(async () => {
  await schema.drop()
  rmSync(home, { recursive: true, force: true })
})

/** Runs what is due until `ms` from now. */
const pass = (ms: number): void => {
  now += ms
  for (const timer of timers.splice(0)) {
    if (timer.cancelled) continue
    if (timer.at <= now) timer.fn()
    else timers.push(timer)
  }
}

/** A gateway's directory and revocations over its table; `store` replaces the table. */
async function open(store = revocationTable(schema.pool)) {
  const repository = memoryRepository(new Map(files))
  const served = repositoryFetch(repository, MIRROR)
  const base = await openDirectory({
    home,
    mirrors: [MIRROR],
    trustedRoot: files.get('metadata/1.root.json') as Uint8Array,
    clock: () => now,
    fetch: (url, init) => (fetch ?? served)(url, init),
  })
  await base.refresh()
  const directory = new RevocableDirectory(base, () => now)
  const revocations = await Revocations.open({
    directory,
    store,
    clock: () => reading(),
    timers: {
      after: (ms, fn) => {
        const timer = { at: now + ms, fn, cancelled: false }
        timers.push(timer)
        return {
          cancel: () => {
            timer.cancelled = true
          },
        }
      },
    },
    log: {
      event: (name, detail) => void told.push({ name, detail }),
      alarm: (name, detail) => void told.push({ name, detail }),
    },
  })
  const news: Held[] = []
  revocations.onNews((one) => news.push(one))
  return { directory, repository, revocations, news }
}

type Change = Partial<Omit<RevocationContent, 'revoked'>> & { readonly revoked?: Partial<RevocationContent['revoked']> }

const revoke = (change: Change = {}, signers?: readonly Signer[]): Promise<Uint8Array> => {
  const { revoked = { gateways: [KW] }, ...rest } = change
  const content = {
    federation: 'test',
    state: 'KW',
    number: 1,
    directory: 1,
    issued: NOW - 1000,
    expires: NOW + DAY,
    decision: '7/2026',
    ...rest,
    revoked: { ...NOTHING_REVOKED, ...revoked },
  }
  return signRevocation(content, signers ?? [federation.opsKeys[content.state] as Signer])
}

const code = (fn: () => unknown): ErrorCode | null => {
  try {
    fn()
    return null
  } catch (error) {
    if (error instanceof RabtError) return error.code
    throw error
  }
}

/** What is polled waits for files and signatures; a machine may be busy. */
const PATIENCE = { timeout: 20_000 }

const rows = async (): Promise<number> => (await schema.pool.query('SELECT 1 FROM revocation')).rows.length

describe('a revocation that an operator gives', () => {
  it('counts and is durable when it is answered, and outlives the process without a network', async () => {
    const { directory, revocations, news } = await open()
    const changes: number[] = []
    directory.onChange((view) => changes.push(view.gateways.size))
    const bytes = await revoke()
    const { revocation, isNew } = await revocations.give(bytes)
    expect(isNew).toBe(true)
    expect(revocation).toMatchObject({ role: 'state-kw-ops', peer: null, state: 'KW', number: 1 })
    expect(await rows()).toBe(1)
    expect([...directory.view().gateways.keys()]).toEqual([SA, QA])
    expect(directory.published().gateways.has(KW)).toBe(true)
    expect(changes).toContain(2)
    expect(news.map(({ digest }) => digest)).toEqual([revocation.digest])

    const again = await open()
    expect([...again.directory.view().gateways.keys()]).toEqual([SA, QA])
    expect(again.revocations.inForce()).toMatchObject([
      { digest: revocation.digest, role: 'state-kw-ops', since: null },
    ])
    expect(Buffer.from(again.revocations.inForce()[0]?.bytes as Uint8Array).equals(bytes)).toBe(true)
  })

  it('is the same when it is given again, by whomever', async () => {
    const { revocations, news } = await open()
    const bytes = await revoke()
    await revocations.give(bytes)
    expect((await revocations.give(bytes)).isNew).toBe(false)
    revocations.hear(bytes, QA)
    expect(news).toHaveLength(1)
    expect(await rows()).toBe(1)
  })

  it('counts although it cannot be kept yet; its answer says so, and it is kept as soon as it can be', async () => {
    const table = revocationTable(schema.pool)
    let broken = true
    const { directory, revocations } = await open({
      ...table,
      keep: (one) => (broken ? Promise.reject(new Error('no database')) : table.keep(one)),
    })
    const bytes = await revoke()
    await expect(revocations.give(bytes)).rejects.toMatchObject({ code: 'LOGGING_FAILED' })
    expect(directory.view().gateways.has(KW)).toBe(false)
    expect(await rows()).toBe(0)
    broken = false
    pass(1_000)
    await expect.poll(rows).toBe(1)
  })
})

describe('what is refused changes nothing', () => {
  it.each<[string, Change, ErrorCode, string[]?]>([
    ['forged: signed by another state', {}, 'REVOCATION_INVALID', ['SA']],
    ['of a foreign state', { state: 'SA', revoked: { gateways: [SA] } }, 'REVOCATION_INVALID', ['KW']],
    ['of another federation', { federation: 'other' }, 'REVOCATION_INVALID'],
    ['expired', { issued: NOW - 2 * DAY, expires: NOW - DAY }, 'REVOCATION_OVER'],
    ['of a whole state, by that state', { state: '*', revoked: { states: ['QA'] } }, 'REVOCATION_INVALID', ['KW']],
  ])('%s', async (_, change, wanted, signers) => {
    const { directory, revocations, news } = await open()
    const before = directory.view()
    const keys = signers?.map((state) => federation.opsKeys[state] as Signer)
    const bytes = await revoke(change, keys)
    expect(code(() => revocations.hear(bytes, SA))).toBe(wanted)
    await expect(revocations.give(bytes)).rejects.toMatchObject({ code: wanted })
    expect(directory.view()).toBe(before)
    expect(news).toEqual([])
    expect(await rows()).toBe(0)
  })

  it('garbage, and a changed byte', async () => {
    const { directory, revocations } = await open()
    const before = directory.view()
    const bytes = Uint8Array.from(await revoke())
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
    for (const each of [bytes, new Uint8Array(), Buffer.from('{}')])
      expect(code(() => revocations.hear(each, SA))).toBe('REVOCATION_INVALID')
    expect(directory.view()).toBe(before)
  })

  it('more than 32 of one role, so that its thief fills nobody', async () => {
    const { revocations } = await open()
    for (let number = 1; number <= 32; number++) revocations.hear(await revoke({ number }), SA)
    const more = await revoke({ number: 33 })
    expect(code(() => revocations.hear(more, SA))).toBe('REVOCATION_INVALID')
    // The offline key is heard all the same.
    const offline = await revoke({ number: 33 }, [federation.stateKeys.KW as Signer])
    expect(code(() => revocations.hear(offline, SA))).toBeNull()
    expect(revocations.inForce()).toHaveLength(33)
  })
})

describe('a revocation that a peer tells', () => {
  it('counts at once, is kept, and names who told it', async () => {
    const { directory, revocations, news } = await open()
    revocations.hear(await revoke(), SA)
    expect(directory.view().gateways.has(KW)).toBe(false)
    expect(news).toMatchObject([{ peer: SA }])
    pass(0)
    await expect.poll(rows).toBe(1)
  })

  it('waits for a newer directory that it names, and counts when that is there', async () => {
    const { directory, repository, revocations } = await open()
    const next = federation.opsKeys.QA as Signer
    // Signed by a key that only version 2 gives to Kuwait would need a ceremony: version 2 with any change shows the same.
    const bytes = await revoke({ directory: 2 }, [next])
    expect(code(() => revocations.hear(bytes, SA))).toBeNull()
    expect(directory.view().gateways.has(KW)).toBe(true)
    await publish(repository, 'KW', {})
    await directory.refresh()
    // Judged by version 2, and still signed by another state.
    expect(told.map(({ name }) => name)).toContain('revocation-refused')
    revocations.hear(await revoke({ directory: 3, number: 2 }), SA)
    expect(directory.view().gateways.has(KW)).toBe(false)
  })
})

describe('a newer directory that peers name', () => {
  /** Numbers of the directory that each refresh brought, in the order in which they ended. */
  const refreshes = (directory: RevocableDirectory) => {
    const done: number[] = []
    const refresh = directory.refresh.bind(directory)
    directory.refresh = async (options) => {
      const view = await refresh(options)
      done.push(view.version.number)
      return view
    }
    return done
  }

  it('is asked for again a second after a refresh that was asked for before it was named', async () => {
    const { directory, repository, revocations } = await open()
    const done = refreshes(directory)
    // A stranger names what there is not yet, and the refresh that it asks for finds nothing.
    revocations.hear(await revoke({ directory: 2 }, [federation.opsKeys.QA as Signer]), QA)
    await expect.poll(() => done, PATIENCE).toEqual([1])
    await publish(repository, 'KW', {})
    // Only the new directory says that this one is not Kuwait's either: judged, it is told as refused.
    revocations.hear(await revoke({ directory: 2, number: 2 }, [federation.opsKeys.SA as Signer]), SA)
    pass(999)
    expect(done).toEqual([1])
    pass(1)
    await expect.poll(() => done, PATIENCE).toEqual([1, 2])
    expect(told.filter(({ name }) => name === 'revocation-refused')).toHaveLength(2)
    pass(1_000)
    expect(timers.filter(({ cancelled, at }) => !cancelled && at <= now + 1_000)).toEqual([])
  })

  it('is asked for once a second, however much they tell, and no more when they are silent', async () => {
    const { directory, revocations } = await open()
    const done = refreshes(directory)
    const signer = [federation.opsKeys.QA as Signer]
    for (let number = 1; number <= 6; number++) {
      revocations.hear(await revoke({ directory: 9, number }, signer), QA)
      pass(500)
      await expect.poll(() => done.length, PATIENCE).toBe(Math.floor(number / 2) + 1)
    }
    const before = done.length
    for (let second = 0; second < 5; second++) {
      pass(1_000)
      await new Promise(setImmediate)
    }
    expect(done.length - before).toBeLessThanOrEqual(1)
  })

  it('is not asked for when it came meanwhile, nor after the end', async () => {
    const { directory, repository, revocations } = await open()
    const done = refreshes(directory)
    const signer = [federation.opsKeys.QA as Signer]
    revocations.hear(await revoke({ directory: 2 }, signer), QA)
    await expect.poll(() => done, PATIENCE).toEqual([1])
    revocations.hear(await revoke({ directory: 2, number: 2 }, signer), QA)
    await publish(repository, 'KW', {})
    await directory.refresh()
    pass(1_000)
    expect(done).toEqual([1, 2])
    revocations.hear(await revoke({ directory: 3, number: 3 }, signer), QA)
    revocations.hear(await revoke({ directory: 3, number: 4 }, signer), QA)
    await expect.poll(() => done, PATIENCE).toEqual([1, 2, 2])
    revocations.close()
    pass(1_000)
    await new Promise(setImmediate)
    expect(done).toEqual([1, 2, 2])
  })
})

describe('a revocation ends', () => {
  it('when the directory accounts for it, and is refused from then on', async () => {
    const { directory, repository, revocations } = await open()
    const bytes = await revoke()
    await revocations.give(bytes)
    await publish(repository, 'KW', { revocationsTo: 1 })
    await directory.refresh()
    expect(revocations.inForce()).toEqual([])
    // Confirmed without what it named: the directory decides now.
    expect(directory.view().gateways.has(KW)).toBe(true)
    await expect.poll(rows).toBe(0)
    expect(code(() => revocations.hear(bytes, SA))).toBe('REVOCATION_OVER')
    expect(told.map(({ name }) => name)).toContain('revocation-over')
  })

  it('at its expiry, to the millisecond', async () => {
    const { directory, revocations } = await open()
    await revocations.give(await revoke({ expires: NOW + 30_000 }))
    now = NOW + 29_999
    expect(directory.view().gateways.has(KW)).toBe(false)
    now = NOW + 30_000
    expect(directory.view().gateways.has(KW)).toBe(true)
    expect(revocations.inForce()).toEqual([])
    const gateways: number[] = []
    directory.onChange((view) => gateways.push(view.gateways.size))
    pass(0)
    expect(gateways).toEqual([3])
    expect(told.filter(({ name }) => name === 'revocation-over')).toHaveLength(1)
    pass(60_000)
    expect(gateways).toEqual([3])
    expect(timers.filter(({ cancelled }) => !cancelled).map(({ at }) => at)).toEqual([now + 60_000])
  })

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'at its expiry, also if the millisecond ends within a look, after %d readings',
    async (before) => {
      const { revocations } = await open()
      await revocations.give(await revoke({ expires: NOW + 30_000 }))
      now = NOW + 30_000
      let read = 0
      reading = () => (read++ < before ? now - 1 : now)
      pass(0)
      pass(1)
      expect(told.filter(({ name }) => name === 'revocation-over')).toHaveLength(1)
    },
  )

  it('at its expiry, and not for good: a clock that was ahead and is set back finds it in force, in this run or the next', async () => {
    const { directory, revocations } = await open()
    const bytes = await revoke({ expires: NOW + 3_600_000 })
    await revocations.give(bytes)
    now = NOW + 7_200_000
    pass(0)
    expect(directory.view().gateways.has(KW)).toBe(true)
    await expect(revocations.give(bytes)).rejects.toMatchObject({ code: 'REVOCATION_OVER' })
    expect(await rows()).toBe(1)
    const next = await open()
    expect(next.revocations.inForce()).toEqual([])

    now = NOW + 60_000
    expect(directory.view().gateways.has(KW)).toBe(false)
    expect(next.directory.view().gateways.has(KW)).toBe(false)
    const gateways: number[] = []
    directory.onChange((view) => gateways.push(view.gateways.size))
    for (const timer of timers.splice(0)) if (!timer.cancelled) timer.fn()
    expect(gateways).toContain(2)
    expect(told.map(({ name }) => name)).toContain('revocation-in-force-again')
    expect(revocations.inForce()).toHaveLength(1)
    expect((await revocations.give(bytes)).isNew).toBe(false)
  })

  it('for good seven days after its expiry', async () => {
    const { revocations } = await open()
    await revocations.give(await revoke({ expires: NOW + 30_000 }))
    pass(30_000)
    // Within the directory's grace.
    pass(7 * DAY - 1)
    expect(await rows()).toBe(1)
    pass(60_000)
    await expect.poll(rows).toBe(0)
  })

  it('for good if 32 of its role that end later have expired too: its thief fills no memory', async () => {
    const { revocations } = await open()
    for (let number = 1; number <= 40; number++) {
      revocations.hear(await revoke({ number, expires: NOW + number * 1_000 + 1 }), SA)
      pass(1_000)
    }
    pass(2_000)
    await expect.poll(rows).toBe(32)
    now = NOW
    expect(revocations.inForce().map(({ number }) => number)).toEqual(Array.from({ length: 32 }, (_, i) => i + 9))
  })

  it('and not while the directory is past all its grace: nothing is served then', async () => {
    const { directory, revocations } = await open()
    await revocations.give(await revoke({ expires: NOW + 29 * DAY }))
    now = NOW + 28 * DAY
    expect(() => directory.view()).toThrow()
    expect(revocations.inForce()).toHaveLength(1)
  })
})

/** Kuwait publishes its registry anew. */
async function publish(repository: ReturnType<typeof memoryRepository>, state: string, change: object) {
  const [, bytes] =
    [...files].find(([name]) => new RegExp(`targets/${state.toLowerCase()}/.*registry`).test(name)) ?? []
  const { members, subsystems, services, revoked } = JSON.parse(Buffer.from(bytes as Uint8Array).toString('utf8'))
  await updateDocument({
    repository,
    onlineKeys: federation.onlineKeys,
    now,
    state,
    kind: 'registry',
    content: { members, subsystems, services, revoked, ...change },
    signer: federation.opsKeys[state] as Signer,
  })
}
