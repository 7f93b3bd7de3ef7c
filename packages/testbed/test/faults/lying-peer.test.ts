import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { leafHash, parseCheckpoint, parseNote, rawPublicKey, verifyLane } from '@rabt/ledger'
import { encodeEntry, encodeFrame, sha256, uuid7 } from '@rabt/protocol'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePortBase } from '../../src/files/free-port-base.ts'
import { type RunningFederation, startFederation } from '../../src/index.ts'
import { compareLanes } from '../support/lanes.ts'
import { type Network, networkAt, PROVIDER } from '../support/network.ts'
import { agree, QUICK } from '../support/publish.ts'
import { register, startService, type TestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { logFrom } from './support/gateway-process.ts'
import { type LinkSpeaker, speakAs } from './support/link-speaker.ts'
import {
  frameOf,
  type Identity,
  identityOf,
  OwnLane,
  type Request,
  requestOf,
  type Signing,
} from './support/own-lane.ts'

// The gateway of Saudi Arabia is away, and somebody with its keys and those of its members speaks in its place. What he says is refused as
// the spec names it (link-log §5.2); Kuwait and Qatar go on.
const home = join(inject('federation').otherHomes, 'lying-peer')
const LIAR = 'SA/GOV/EGOV/gw1'
const YEAR_MS = 365 * 86_400_000
const SERVICE = `${PROVIDER}/lied-to`
const STRANGER = {
  lane: generateKeyPairSync('ed25519').privateKey,
  seal: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
}
let federation: RunningFederation
let network: Network
let service: TestService
let identity: Identity
let speaker: LinkSpeaker
let gateway: number
let count = 0
/** What the callers of Kuwait were told, all the while. */
const told: number[] = []
let going = true
let bystander: Promise<void>

beforeAll(async () => {
  const portBase = await freePortBase()
  network = networkAt({ home, portBase })
  federation = await startFederation({ home, portBase, states: ['KW', 'SA', 'QA'], settings: QUICK })
  service = await startService()
  const { path } = await register(network, 'lied-to', service.url)
  const [agreement = null] = await agree(network, { consumer: 'SA/GOV/MOI/traffic', service: SERVICE })
  gateway = network.pid('qa')
  await federation.kill('sa', { hold: true })
  speaker = await speakAs(network, 'SA', 'QA')
  identity = identityOf(network, 'SA', 'QA', { number: 1, hash: new Uint8Array(32) }, agreement)
  speaker.say(
    encodeFrame({
      type: 'hello',
      versions: { min: 1, max: 1 },
      gateway: LIAR,
      federation: identity.federation,
      directory: identity.directory,
      run: [identity.run],
      lanes: [],
    }),
  )
  const hello = await until('the hello of Qatar', () => speaker.heard.find((frame) => frame.type === 'hello'))
  identity = { ...identity, directory: hello.directory }
  bystander = (async () => {
    while (going) told.push((await network.call(`${path}/honest`, { method: 'POST' })).status)
  })()
})
afterAll(async () => {
  going = false
  await bystander
  speaker.end()
  await federation.stop()
  await service.close()
  rmSync(home, { recursive: true, force: true })
})

const runs = (name: string): number => service.arrived.filter(({ target }) => target === `/${name}`).length

/** What Qatar's gateway logs of a lane from now on: `message code`. */
function listen({ origin }: OwnLane): () => string[] {
  const file = join(network.at.node('QA'), 'node.log')
  const from = statSync(file).size
  return () =>
    logFrom(file, from)
      .filter((line) => line.origin === origin)
      .map(({ msg, code }) => `${msg} ${code}`)
}

/** A lane on which one request was asked and run. */
async function honestLane(): Promise<{ lane: OwnLane; name: string; first: Request; frame: Buffer }> {
  const [lane, name] = [new OwnLane(identity), `call-${count++}`]
  const first = requestOf(identity, SERVICE, name)
  const frame = frameOf(lane.next([first]), [first])
  speaker.say(frame)
  await until(`${name} runs`, () => runs(name) === 1)
  return { lane, name, first, frame }
}

const changed = (request: Request, change: Partial<Request['entry']>): Request => ({
  ...request,
  entry: { ...request.entry, ...change },
})

interface Said {
  readonly lane: OwnLane
  readonly frame: Buffer
}

/** Says requests in a lane. `blobs`: others than go with them. */
function words(lane: OwnLane, requests: readonly Request[], signing: Signing = {}, blobs = requests): Said {
  return { lane, frame: frameOf(lane.next(requests, signing), blobs) }
}

function dated(lane: OwnLane, request: Request, ms: number): Said {
  const created = request.entry.created + ms
  const id = uuid7(created, sha256(request.entry.id).subarray(0, 10))
  return words(lane, [changed(request, { created, deadline: created + 20_000, id })])
}

/** `first` ran in `lane`; `next`, which asks for `name`, was never said. */
type EntryLie = (lane: OwnLane, first: Request, next: Request, name: string) => Said

const ENTRY_LIES: readonly (readonly [what: string, code: string, lie: EntryLie])[] = [
  ['a request again, sealed again', 'REPLAYED', (lane, first) => words(lane, [first])],
  ['a request again in another lane', 'REPLAYED', (_lane, first) => words(new OwnLane(identity), [first])],
  [
    'the same id with another body',
    'REPLAYED',
    (lane, first, _next, name) => words(lane, [requestOf(identity, SERVICE, name, first.entry.id)]),
  ],
  [
    'another body than its entry names',
    'BLOB_MISMATCH',
    (lane, first, next) => {
      const [head] = next.blobs as [Uint8Array]
      const [, body] = first.blobs as [Uint8Array, Uint8Array]
      return words(lane, [next], {}, [{ ...next, blobs: [head, body] }])
    },
  ],
  [
    'a seal of a key that no directory lists',
    'CERTIFICATE_INVALID',
    (lane, _first, next) => words(lane, [next], { sealKey: STRANGER.seal }),
  ],
  [
    'a seal over another entry',
    'SEAL_INVALID',
    (lane, first, next) => words(lane, [next], { leaves: [leafHash(encodeEntry(first.entry))] }),
  ],
  ['a request of a time before its keys', 'CERTIFICATE_INVALID', (lane, _first, next) => dated(lane, next, -YEAR_MS)],
  ['a request of the next hour', 'CLOCK_SKEW', (lane, _first, next) => dated(lane, next, 3_600_000)],
  [
    'a request that names an invented directory',
    'DIRECTORY_INVALID',
    (lane, _first, next) => {
      const { number } = identity.directory
      return words(lane, [changed(next, { directory: { number, hash: sha256(next.entry.id) } })])
    },
  ],
]

describe('a peer that lies with valid keys', () => {
  it('is answered with a receipt again for a batch that it says again, which runs once', async () => {
    const { lane, name, frame } = await honestLane()
    const receipts = () =>
      speaker.heard.filter((heard) => heard.type === 'receipt' && heard.origin === lane.origin).length
    await until('a receipt', () => receipts() > 0)
    const before = receipts()
    speaker.say(frame)
    await until('another receipt', () => receipts() > before)
    expect(runs(name)).toBe(1)
  })

  it.each(ENTRY_LIES)('has %s stored and refused with %s, and its lane goes on', async (_what, code, lie) => {
    const honest = await honestLane()
    const [name, after] = [`call-${count++}`, `call-${count++}`]
    const { lane, frame } = lie(honest.lane, honest.first, requestOf(identity, SERVICE, name), name)
    const said = listen(lane)
    speaker.say(frame)
    await until(code, () => said().includes(`entry-refused ${code}`))
    speaker.say(words(lane, [requestOf(identity, SERVICE, after)]).frame)
    await until('what follows runs', () => runs(after) === 1)
    expect([runs(honest.name), runs(name)]).toEqual([1, 0])
    expect(speaker.over).toBe(false)
  })

  it.each([
    [
      'an octet of an entry altered',
      'LANE_ROOT',
      (lane: OwnLane, next: Request) => {
        const { entries, ...batch } = lane.next([next])
        const altered = entries.map((entry, at) => (at === 0 ? alter(entry) : entry))
        return [frameOf({ ...batch, entries: altered }, [next])]
      },
    ],
    [
      'a batch before the one that it follows',
      'LANE_SIZE',
      (lane: OwnLane, next: Request) => {
        const later = requestOf(identity, SERVICE, `call-${count++}`)
        return [frameOf(lane.next([next]), [next]), frameOf(lane.next([later]), [later])].reverse()
      },
    ],
    [
      'a batch signed by another key',
      'LANE_SIGNATURE',
      (lane: OwnLane, next: Request) => [frameOf(lane.next([next], { laneKey: STRANGER.lane }), [next])],
    ],
  ] as const)('has its lane halted for %s with %s', async (_what, code, lie) => {
    const { lane } = await honestLane()
    const said = listen(lane)
    const name = `call-${count++}`
    for (const frame of lie(lane, requestOf(identity, SERVICE, name))) speaker.say(frame)
    await expectHalted(lane, said, code)
    expect(runs(name)).toBe(0)
  })

  it('has both checkpoints of a fork kept as proof against it, and the lane halted', async () => {
    const { lane } = await honestLane()
    const said = listen(lane)
    const other = lane.fork()
    const [one, two] = [`call-${count++}`, `call-${count++}`].map((name) => requestOf(identity, SERVICE, name)) as [
      Request,
      Request,
    ]
    speaker.say(frameOf(lane.next([one]), [one]))
    await until('the first of both runs', () => runs(`call-${count - 2}`) === 1)
    other()
    speaker.say(frameOf(lane.next([two]), [two]))
    await expectHalted(lane, said, 'FORK')
    expect(runs(`call-${count - 1}`)).toBe(0)
    const [alarm, ...more] = await network.query<{ peer: string; proof: Buffer }>(
      'QA',
      "SELECT peer, proof FROM lane_alarm WHERE code = 'FORK' AND origin = $1",
      [lane.origin],
    )
    expect(more).toEqual([])
    expect(alarm?.peer).toBe(LIAR)
    const notes = (JSON.parse(alarm?.proof.toString() ?? '[]') as string[]).map((note) => parseNote(note))
    const checkpoints = notes.map(({ body }) => parseCheckpoint(body))
    expect(checkpoints.map(({ size }) => size)).toEqual([checkpoints[0]?.size, checkpoints[0]?.size])
    expect(new Set(checkpoints.map(({ root }) => root.toString('hex'))).size).toBe(2)
    const key = createPublicKey(identity.laneKey)
    for (const note of notes) verifyLane(note, lane.origin, rawPublicKey(key), key)
  })

  it('has harmed nobody else', async () => {
    await until('many calls of others were told', () => told.length > 50)
    going = false
    await bystander
    expect(told.length).toBeGreaterThan(50)
    expect(new Set(told)).toEqual(new Set([200]))
    expect(network.pid('qa')).toBe(gateway)
    await until('the two copies agree', () => compareLanes(network, 'KW', 'QA'))
    const halted = await network.query('QA', 'SELECT 1 FROM lane WHERE halted IS NOT NULL AND peer <> $1', [LIAR])
    expect(halted).toEqual([])
  })
})

function alter(entry: Uint8Array): Buffer {
  const altered = Buffer.from(entry)
  const at = altered.length - 1
  altered[at] = (altered[at] as number) ^ 1
  return altered
}

async function expectHalted(lane: OwnLane, said: () => string[], code: string): Promise<void> {
  await until(code, () => said().includes(`link-fault ${code}`))
  const rows = await until('the halt is kept', async () => {
    const found = await network.query<{ halted: string | null }>('QA', 'SELECT halted FROM lane WHERE origin = $1', [
      lane.origin,
    ])
    return found[0]?.halted ? found : null
  })
  expect(rows).toEqual([{ halted: code }])
  const heard = speaker.heard.filter((frame) => frame.type === 'fault' && frame.origin === lane.origin)
  expect(heard).toMatchObject([{ code }])
  expect(speaker.over).toBe(false)
}
