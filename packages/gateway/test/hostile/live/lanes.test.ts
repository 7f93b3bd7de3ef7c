import { Frontier, formatCheckpoint, formatNote, leafHash } from '@rabt/ledger'
import { encodeBatch, encodeEntry, formatOrigin, KIND, sha256, uuid7 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { MemoryJournal } from '../../../src/link/testing/memory-journal.ts'
import { echo, FEDERATION, KW, makeIdentities, QA, TestNode } from '../../../src/link/testing/world.ts'
import type { Wire } from '../../../src/link/wire.ts'

const now = Date.now()
const clock = (): number => now
const identities = makeIdentities(now)

/** A new lane of Kuwait's with its opening entry alone, signed with the keys of `signer`. */
function laneOf(signer: TestNode, number: number): Buffer {
  const random = sha256(Buffer.from(`lane ${number}`)).subarray(0, 8)
  const origin = formatOrigin({ federation: FEDERATION, sender: KW, receiver: QA, slot: '1', epoch: now, random })
  const entry = openingOf(signer, random)
  const tree = new Frontier()
  tree.append(leafHash(entry))
  const body = formatCheckpoint(origin, 1, tree.root())
  const checkpoint = formatNote(body, [signer.kernel.signer.laneLine(body, origin)])
  return encodeBatch({ first: 0, entries: [entry], seals: [], checkpoint })
}

function openingOf({ kernel }: TestNode, random: Uint8Array): Buffer {
  const directory = identities.view.version
  return encodeEntry({
    id: uuid7(now, sha256(random).subarray(0, 10)),
    created: now,
    deadline: now,
    salt: sha256(random).subarray(0, 16),
    head: null,
    body: null,
    correlation: null,
    status: null,
    outcome: null,
    idempotency: null,
    control: {
      name: 'open',
      versions: { min: 1, max: 1 },
      laneKey: kernel.signer.laneKeyDigest,
      directory,
      slots: [{ slot: '1', epoch: now, random }],
      earlier: [],
    },
    kind: KIND.control,
    sender: KW,
    receiver: QA,
    directory,
    service: null,
    method: null,
    agreement: null,
    extra: null,
  })
}

async function attack(signer: TestNode, lanes: number) {
  const journal = new MemoryJournal(clock)
  const victim = new TestNode(QA, journal, identities, clock, echo)
  await victim.link.start()
  const { inbound } = victim.link.peer(KW)
  const wire: Wire = { send: () => {}, buffered: 0, close: () => inbound.closed(wire) }
  inbound.opened(wire)
  const directory = identities.view.version
  const hello = { type: 'hello', versions: { min: 1, max: 1 }, gateway: KW, federation: FEDERATION } as const
  inbound.frame(wire, { ...hello, directory, run: [], lanes: [] })
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  for (let n = 0; n < lanes; n++) {
    inbound.frame(wire, { type: 'batch', batch: laneOf(signer, n), blobs: [], secrets: new Map() })
    if (n % 20 === 19) await new Promise((resolve) => setImmediate(resolve))
  }
  await victim.kernel.committer.drained()
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  await victim.kernel.committer.drained()
  return { victim, rows: (await journal.lanes()).filter((row) => !row.own) }
}

describe('new lanes', () => {
  it('get no row when nobody of the peer’s keys signed them', async () => {
    const stranger = new TestNode(KW, new MemoryJournal(clock), makeIdentities(now), clock, echo)
    const { victim, rows } = await attack(stranger, 3)
    expect(rows).toEqual([])
    expect(victim.alarms.join()).toContain('LANE_SIGNATURE')
  })

  it('are all taken, also when they are more than stay in memory', async () => {
    const honest = new TestNode(KW, new MemoryJournal(clock), identities, clock, echo)
    const { victim, rows } = await attack(honest, 600)
    expect(rows.map((row) => row.size)).toEqual(Array.from({ length: 600 }, () => 1))
    expect(victim.alarms).toEqual([])
  })
})
