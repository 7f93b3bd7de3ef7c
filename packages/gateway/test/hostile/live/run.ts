import { connect as dial } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { startTestEdge } from '../../../src/edge-consumer/testing/edge.ts'
import { exchangeBytes, request, SERVICE } from '../../../src/edge-consumer/testing/talk.ts'
import { MemoryJournal } from '../../../src/link/testing/memory-journal.ts'
import { connect, echo, KW, makeCall, makeIdentities, QA, TestNode } from '../../../src/link/testing/world.ts'
import { Choices, seeded } from '../choices.ts'
import { mutateText } from '../mutate/text.ts'
import { ForgetfulJournal } from './forgetful-journal.ts'
import { HostilePeer, type Tally } from './hostile-peer.ts'

export interface LiveOptions {
  readonly inputs: number
  /** Inputs before the first measurement, beside the others: until the allocator has its working size, which stays. */
  readonly warmUp: number
  readonly seed: number
  /** One input in so many goes to the consumer's edge over TCP, the others to the link. */
  readonly edgeShare: number
}

export interface LiveReport {
  readonly inputs: number
  readonly link: Tally
  readonly edgeInputs: number
  /** Bytes resident after the warm-up and at the end, each after a collection; 0 without `--expose-gc`. */
  readonly rssBefore: number
  readonly rssAfter: number
}

const CHOICES = 24
const DAY_MS = 86_400_000

/** What goes over the link between two honest gateways, as frames. */
async function honestFrames(identities: ReturnType<typeof makeIdentities>, clock: () => number): Promise<Uint8Array[]> {
  const kw = new TestNode(KW, new MemoryJournal(clock), identities, clock, echo)
  const qa = new TestNode(QA, new MemoryJournal(clock), identities, clock, echo)
  await kw.link.start()
  await qa.link.start()
  const frames: Uint8Array[] = []
  const keep = (frame: Uint8Array): Uint8Array => {
    frames.push(Buffer.from(frame))
    return frame
  }
  const wires = [connect(kw, qa, keep), connect(qa, kw, keep)]
  await Promise.all([1, 2, 3].map((n) => kw.link.call(makeCall(clock, `/${n}`))))
  for (const wire of wires) wire.cut()
  return frames
}

/** Sends octets and an end, and waits until the other side has closed too. */
function send(port: number, octets: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
    socket.end(octets)
  })
}

/** Bytes resident after a collection that also gives free pages back; 0 without `--expose-gc`. */
async function resident(): Promise<number> {
  if (globalThis.gc === undefined) return 0
  for (let round = 0; round < 3; round++) {
    globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    // Pages and sockets are given back by tasks of their own.
    for (let wait = 0; wait < 50; wait++) await turn()
  }
  return process.memoryUsage().rss
}

/**
 * Gives one process hostile inputs: HTTP to a real consumer's edge, frames and signed batches to a real link. Throws if anything
 * but a typed error comes out, or if the edge or the link serves nobody afterwards.
 */
export async function runLive({ inputs, warmUp, seed, edgeShare }: LiveOptions): Promise<LiveReport> {
  const next = seeded(seed)
  // Time goes on with the inputs, so that what is remembered for a time is forgotten, and quotas begin anew.
  let now = Date.now()
  const clock = (): number => now
  const identities = makeIdentities(now)
  const seeds = await honestFrames(identities, clock)
  const victim = new TestNode(QA, new ForgetfulJournal() as unknown as MemoryJournal, identities, clock, echo)
  await victim.link.start()
  const peer = new HostilePeer(new TestNode(KW, new MemoryJournal(clock), identities, clock, echo), victim, seeds)
  const edge = await startTestEdge({ limits: { lingerMs: 20 } })
  const calls = httpSeeds()
  let edgeInputs = 0
  let rssBefore = 0
  const unhandled: unknown[] = []
  const remember = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', remember)
  for (let n = 0; n < warmUp + inputs; n++) {
    if (n === warmUp) rssBefore = await resident()
    const choices = new Choices(Uint32Array.from({ length: CHOICES }, next))
    now += 5
    if (n % 5_000 === 4_999) now += DAY_MS
    if (n % edgeShare === edgeShare - 1) {
      edgeInputs++
      await send(edge.http, mutateText(choices.pick(calls), choices, calls))
    } else peer.attack(choices)
    if (n % 16 === 0) await turn()
    for (const list of [edge.logged, edge.observed, edge.exchange.calls, victim.alarms, victim.calls]) list.length = 0
  }
  const rssAfter = await resident()
  process.off('unhandledRejection', remember)
  if (unhandled.length > 0) throw new Error(`${unhandled.length} rejections were not handled`, { cause: unhandled[0] })
  await stillServes(edge.http)
  await edge.edge.close()
  if (!victim.alive) throw new Error('the link ended its run')
  return { inputs, link: peer.tally, edgeInputs, rssBefore, rssAfter }
}

const httpSeeds = (): readonly Buffer[] => [
  request(`GET ${SERVICE}?plate=1 HTTP/1.1`),
  request(
    `POST ${SERVICE} HTTP/1.1`,
    ['X-Road-Client: KW/GOV/MOI/traffic', 'Content-Length: 3', 'X-Road-Id: 1'],
    'abc',
  ),
  request('GET /listClients HTTP/1.1', ['Accept: application/json']),
  request(
    `PUT ${SERVICE} HTTP/1.1`,
    ['X-Road-Client: KW/GOV/MOI', 'Transfer-Encoding: chunked'],
    '1\r\na\r\n0\r\n\r\n',
  ),
]

async function stillServes(port: number): Promise<void> {
  const answer = await exchangeBytes(port, request(`GET ${SERVICE} HTTP/1.1`))
  if (!answer.toString('latin1').startsWith('HTTP/1.1 200 ')) throw new Error('the edge serves nobody any more')
}
