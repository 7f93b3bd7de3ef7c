import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  encodeCeremony,
  handOver,
  issueForHandOver,
  proposeCeremony,
  type RegistryContent,
  readPublished,
  type Signer,
  signCeremony,
  updateDocument,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyOf, type Founded, foundDirectory, newSigner } from '../../test/repository.ts'
import { createTestSchema, type TestSchema } from '../database/test-schema.ts'
import { createHandOverFace } from '../public/hand-over-face.ts'
import { type Door, openDoor } from './door.ts'
import { postgresLock } from './lock.ts'
import { LEASE_MS, openWriter } from './writer.ts'

const T = Date.UTC(2026, 0, 1)
const words = { ar: 'نص', en: 'Text' }

let now: number
let founded: Founded
let schema: TestSchema
let door: Door
let server: Server
let failures: unknown[]

beforeEach(async () => {
  now = T
  failures = []
  founded = await foundDirectory(T)
  schema = await createTestSchema()
  door = doorOf('KW')
  server = createServer((request, response) =>
    createHandOverFace({ door, failed: (error) => failures.push(error) })(request, response),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await schema.drop()
})

const doorOf = (site: 'KW' | 'SA'): Door => {
  const { repository, online, trustedRoot } = founded
  const writer = openWriter({
    site,
    repository,
    onlineKeys: online[site],
    lock: postgresLock(schema.pool),
    others: [],
    sites: new Map([[online.KW.timestamp.keyId, 'KW']]),
    clock: () => now,
  })
  return openDoor({ writer, repository, trustedRoot, clock: () => now })
}

const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/directory/`

const registry = (...ids: string[]): RegistryContent => ({
  members: ids.map((id) => ({ id, name: words, sealCertificates: [] })),
  subsystems: [],
  services: [],
  revoked: { gateways: [], tlsKeys: [], keys: [], cas: [] },
})

const opsOf = (state: string) => founded.input.opsKeys[state] as Signer
const issue = async (state: string, content = registry(`${state}/GOV/MOI`), signer = opsOf(state)) =>
  (await issueForHandOver(founded.repository, { state, kind: 'registry', content, signer, now })).body
const hand = (body: Uint8Array, mirrors = [base()]) => handOver({ mirrors, what: 'roles', body })
const published = async (state: string) => (await readPublished(founded.repository, state, 'registry'))?.version
/** A hand-over with some of its members changed. */
const edited = (body: Uint8Array, change: (parts: Record<string, unknown>) => Record<string, unknown>): Uint8Array => {
  const parts = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>
  return Buffer.from(JSON.stringify({ ...parts, ...change(parts) }))
}
const refusal = async (act: Promise<unknown>): Promise<string> => {
  try {
    await act
    return 'taken'
  } catch (error) {
    return error instanceof RabtError ? error.code : `other: ${String(error)}`
  }
}

describe('what a state signed and handed over', () => {
  it('is published, over the network, and once if it comes twice', async () => {
    const body = await issue('QA')
    expect(await hand(body)).toEqual({ timestamp: 2, snapshot: 2, already: false })
    expect(await published('QA')).toBe(2)
    expect(await hand(body)).toEqual({ timestamp: 2, snapshot: 2, already: true })
  })

  it('is refused where it was made of what stands no longer, and nothing of the other is lost', async () => {
    const late = await issue('QA', registry('QA/GOV/LATE'))
    await hand(await issue('QA', registry('QA/GOV/FIRST')))
    expect(await refusal(hand(late))).toBe('CONFLICT')
    // Also of the role's other document: the role lists both.
    const { repository, online } = founded
    const act = { repository, onlineKeys: online.KW, now, signer: opsOf('QA'), state: 'QA' }
    const later = await issue('QA', registry('QA/GOV/LATER'))
    await updateDocument({ ...act, kind: 'agreements', content: { texts: [], positions: [] } })
    expect(await refusal(hand(later))).toBe('CONFLICT')
  })

  it.each([
    ["another state's role", async () => issue('KW', registry('KW/GOV/MOI'), opsOf('QA'))],
    ["names of another state's", async () => issue('QA', registry('KW/GOV/MOI'))],
    ['the signature of nobody', async () => issue('QA', registry('QA/GOV/MOI'), newSigner())],
    ['the signature of the offline key', async () => issue('QA', registry(), founded.input.stateKeys.QA as Signer)],
    ["another state's name over its own", async () => edited(await issue('QA'), () => ({ role: 'state-kw-ops' }))],
    ['the role of nobody', async () => edited(await issue('QA'), () => ({ role: 'state-zz-ops' }))],
    ['no document', async () => edited(await issue('QA'), () => ({ documents: [] }))],
    [
      'a document that it does not list',
      async () => edited(await issue('QA'), ({ documents }) => ({ documents: [...(documents as string[]), 'e30='] })),
    ],
    ['something more', async () => edited(await issue('QA'), () => ({ urgent: true }))],
    ['no JSON', async () => Buffer.from('[[[')],
  ])('is refused with %s; nothing is written, and another is taken after it', async (_what, make) => {
    const before = new Set(await founded.repository.list())
    expect(await refusal(hand(await make()))).toBe('HAND_OVER_REFUSED')
    expect(new Set(await founded.repository.list())).toEqual(before)
    expect(await published('KW')).toBe(1)
    expect(await refusal(hand(await issue('QA')))).toBe('taken')
    expect(failures).toEqual([])
  })

  it('is refused when its number or the version of its document falls', async () => {
    const { repository } = founded
    const old = await copyOf(founded)
    await hand(await issue('QA', registry('QA/GOV/MOI')))
    await hand(await issue('QA', registry('QA/GOV/MOI', 'QA/GOV/MOH')))
    const made = { state: 'QA', kind: 'registry', content: registry('QA/GOV/OLD'), signer: opsOf('QA'), now } as const
    const { base: newest } = JSON.parse(Buffer.from(await issue('QA')).toString())
    const low = edited((await issueForHandOver(old, made)).body, () => ({ base: newest }))
    expect(await refusal(hand(low))).toBe('HAND_OVER_REFUSED')
    const lowDocument = edited((await issueForHandOver(old, { ...made, roleAbove: 9 })).body, () => ({ base: newest }))
    expect(await refusal(hand(lowDocument))).toBe('HAND_OVER_REFUSED')
    expect((await readPublished(repository, 'QA', 'registry'))?.version).toBe(3)
  })

  it('is not read beyond its bound', async () => {
    expect((await fetch(`${base()}v1/other`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${base()}v1/roles`)).status).toBe(404)
    const big = { method: 'POST', body: Buffer.alloc(12 * 1024 * 1024) }
    // The connection may end before the answer was read.
    const response = await fetch(`${base()}v1/roles`, big).catch(() => null)
    expect(response === null || response.status === 413).toBe(true)
    expect(await refusal(hand(await issue('QA')))).toBe('taken')
  })
})

describe('the place that writes', () => {
  it('is found among all of them: one that is away, has no keys or waits gives way to the next', async () => {
    const waits = createServer((request, response) =>
      createHandOverFace({ door: doorOf('SA'), failed: () => {} })(request, response),
    ).listen(0, '127.0.0.1')
    const without = createServer((_request, response) => response.writeHead(404).end('not found')).listen(
      0,
      '127.0.0.1',
    )
    await Promise.all([once(waits, 'listening'), once(without, 'listening')])
    const url = (one: Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}/directory/`
    try {
      const mirrors = ['http://127.0.0.1:1/directory/', url(without), url(waits), base()]
      expect(await hand(await issue('QA'), mirrors)).toMatchObject({ already: false })
      // The first is gone: the second place waits for its lease, and then goes on, above what the first signed.
      const body = await issue('QA', registry('QA/GOV/MOH'))
      expect(await refusal(hand(body, mirrors.slice(0, 3)))).toBe('DIRECTORY_UNREACHABLE')
      now = T + LEASE_MS + 1
      expect(await hand(body, mirrors.slice(0, 3))).toMatchObject({ already: false })
      expect(await published('QA')).toBe(3)
      // Whoever comes back takes nothing any more, and says who does.
      expect(await refusal(hand(await issue('QA')))).toBe('DIRECTORY_UNREACHABLE')
    } finally {
      waits.close()
      without.close()
    }
  })
})

describe('a ceremony', () => {
  const propose = () =>
    proposeCeremony({
      repository: founded.repository,
      request: { kind: 'stage', state: 'QA', stage: 'suspended' },
      decision: '1/2026',
      now,
    })
  const complete = async (proposal: Uint8Array, signers: readonly Signer[]) =>
    encodeCeremony({
      proposal,
      signatures: await Promise.all(
        signers.map((signer) => signCeremony(proposal, signer, { now, trustedRoot: founded.trustedRoot })),
      ),
    })
  const send = (body: Uint8Array) => handOver({ mirrors: [base()], what: 'ceremonies', body })
  const officers = () => [0, 1, 3, 4, 5].map((index) => founded.input.rootKeys[index] as Signer)

  it('that is complete is published by the place that writes; the online keys are nowhere else', async () => {
    const body = await complete(await propose(), officers())
    expect(await send(body)).toMatchObject({ already: false, snapshot: 2 })
    expect(await send(body)).toMatchObject({ already: true })
  })

  it('that lacks signatures, or was proposed of what stands no longer, is refused', async () => {
    const proposal = await propose()
    expect(await refusal(send(await complete(proposal, officers().slice(0, 2))))).toBe('CEREMONY_SIGNATURE')
    const body = await complete(proposal, officers())
    const stale = await complete(
      await proposeCeremony({
        repository: founded.repository,
        request: { kind: 'stage', state: 'BH', stage: 'suspended' },
        decision: '2/2026',
        now,
      }),
      [0, 1, 2, 3, 5].map((index) => founded.input.rootKeys[index] as Signer),
    )
    await send(body)
    expect(await refusal(send(stale))).toBe('CEREMONY_STALE')
    expect(await refusal(send(Buffer.from('{}')))).toBe('HAND_OVER_REFUSED')
  })
})
