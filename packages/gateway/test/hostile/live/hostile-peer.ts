import { Frontier, formatCheckpoint, formatNote, leafHash } from '@rabt/ledger'
import {
  decodeFrame,
  type Entry,
  encodeBatch,
  encodeEntry,
  encodeFrame,
  type Frame,
  formatOrigin,
  KIND,
  RabtError,
  sha256,
  uuid7,
} from '@rabt/protocol'
import { CONSUMER, FEDERATION, KW, PROVIDER, QA, type TestNode } from '../../../src/link/testing/world.ts'
import type { Session, Wire } from '../../../src/link/wire.ts'
import type { Choices } from '../choices.ts'
import { mutateCbor } from '../mutate/cbor.ts'
import { hostileInput } from '../mutate/mutate.ts'

interface OwnLane {
  readonly origin: string
  frontier: Frontier
}

interface Side {
  readonly session: Session
  wire: Wire | null
}

/** What was done to the victim, by kind. */
export interface Tally {
  refusedFrames: number
  takenFrames: number
  signedBatches: number
  connections: number
}

/**
 * A gateway with valid keys that attacks another: with frames changed in every way, and with batches that it signs as they
 * should be while what is in them is not. When the victim ends the connection it comes again.
 */
export class HostilePeer {
  readonly tally: Tally = { refusedFrames: 0, takenFrames: 0, signedBatches: 0, connections: 0 }
  readonly #own: TestNode
  readonly #seeds: readonly Uint8Array[]
  /** The victim's end that takes our lanes, and the one that sends its own. */
  readonly #reading: Side
  readonly #writing: Side
  #lane: OwnLane | null = null
  #lanes = 0

  /** `own`: a node whose keys the attacker uses; `seeds`: frames seen between honest gateways. */
  constructor(own: TestNode, victim: TestNode, seeds: readonly Uint8Array[]) {
    this.#own = own
    this.#seeds = seeds
    const { inbound, outbound } = victim.link.peer(KW)
    this.#reading = { session: inbound, wire: null }
    this.#writing = { session: outbound, wire: null }
  }

  /** One hostile input. */
  attack(choices: Choices): void {
    const side = choices.once(5) ? this.#writing : this.#reading
    const wire = side.wire ?? this.#open(side)
    const bytes = choices.once(3) ? this.#signedBatch(choices) : hostileInput('cbor', this.#seeds, choices)
    let frame: Frame
    try {
      frame = decodeFrame(bytes)
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      // As the socket does: the connection ends.
      this.tally.refusedFrames++
      if (choices.once(8)) wire.close()
      return
    }
    this.tally.takenFrames++
    try {
      side.session.frame(wire, frame)
    } catch (error) {
      if (!(error instanceof RabtError)) throw error
      wire.close()
    }
  }

  #open(side: Side): Wire {
    this.tally.connections++
    const wire: Wire = {
      send: () => {},
      buffered: 0,
      close: () => {
        if (side.wire !== wire) return
        side.wire = null
        side.session.closed(wire)
      },
    }
    side.wire = wire
    side.session.opened(wire)
    const { view } = this.#own.kernel
    const hello = {
      type: 'hello',
      versions: { min: 1, max: 1 },
      gateway: KW,
      federation: FEDERATION,
      directory: view().version,
      run: [],
      lanes: [],
    } as const
    side.session.frame(wire, hello)
    return wire
  }

  /** A batch with a right root and a right signature over entries of which some are changed. */
  #signedBatch(choices: Choices): Uint8Array {
    this.tally.signedBatches++
    const { clock, signer, memberSigner } = this.#own.kernel
    const lane = this.#lane === null || choices.once(40) ? this.#newLane() : this.#lane
    const plain = encodeEntry(this.#entry(choices, lane.origin))
    const changed = choices.once(4) ? plain : mutateCbor(plain, choices, [plain])
    if (changed.length === 0 || changed.length > 60_000) return changed
    const leaves = [leafHash(changed)]
    const seals = choices.once(2) ? [] : [memberSigner('KW/GOV/MOI')?.seal(lane.origin, leaves) ?? Buffer.alloc(1)]
    const entries: Uint8Array[] = [changed]
    if (seals.length > 0)
      entries.push(encodeEntry({ ...this.#control(), control: { name: 'seals', digests: seals.map(sha256) } }))
    const first = lane.frontier.size
    const next = lane.frontier.clone()
    for (const entry of entries) next.append(leafHash(entry))
    const body = formatCheckpoint(lane.origin, next.size, next.root())
    const batch = encodeBatch({
      first,
      entries,
      seals,
      checkpoint: formatNote(body, [signer.laneLine(body, lane.origin)]),
    })
    // Now and then the lane does not go on where the victim stands.
    if (!choices.once(20)) lane.frontier = next
    const blob = Buffer.alloc(32 + choices.below(64), clock() % 256)
    return encodeFrame({ type: 'batch', batch, blobs: choices.once(3) ? [] : [blob], secrets: new Map() })
  }

  #newLane(): OwnLane {
    const random = sha256(Buffer.from(`lane ${this.#lanes++}`)).subarray(0, 8)
    const epoch = this.#own.kernel.clock()
    const lane = { sender: KW, receiver: QA, federation: FEDERATION, slot: '1', epoch, random }
    this.#lane = { origin: formatOrigin(lane), frontier: new Frontier() }
    return this.#lane
  }

  #control(): Entry {
    const now = this.#own.kernel.clock()
    const { view, random } = this.#own.kernel
    return {
      id: uuid7(now, random(10)),
      created: now,
      deadline: now,
      salt: random(16),
      head: null,
      body: null,
      correlation: null,
      status: null,
      outcome: null,
      idempotency: null,
      control: { name: 'outcome', code: 'NOT_RUN' },
      kind: KIND.control,
      sender: KW,
      receiver: QA,
      directory: view().version,
      service: null,
      method: null,
      agreement: null,
      extra: null,
    }
  }

  #entry(choices: Choices, origin: string): Entry {
    const bare = this.#control()
    if (choices.once(4)) return bare
    const blob = Buffer.alloc(32, 1)
    const kind = choices.pick([KIND.request, KIND.request, KIND.response, KIND.transfer, KIND.event, KIND.receipt])
    return {
      ...bare,
      kind,
      deadline: bare.created + 30_000,
      control: null,
      head: { size: 0, digest: sha256(blob) },
      correlation: kind === KIND.response ? { origin, index: choices.below(9), leaf: sha256(blob) } : null,
      status: kind === KIND.response ? 200 : null,
      sender: CONSUMER,
      receiver: PROVIDER,
      service: 'violations',
      method: 'GET',
    }
  }
}
