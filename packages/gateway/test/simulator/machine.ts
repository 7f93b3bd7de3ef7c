import { createHmac } from 'node:crypto'
import type { DirectoryView } from '@rabt/directory'
import { type BlobItem, KIND, RabtError, sha256 } from '@rabt/protocol'
import type { Answer, AnswerDraft, IncomingCall } from '../../src/exchange.ts'
import { Committer } from '../../src/journal/committer.ts'
import type { Claim } from '../../src/journal/idempotency.ts'
import type { Kernel } from '../../src/link/kernel.ts'
import { Link, type LinkOptions } from '../../src/link/link.ts'
import type { GatewaySigner, MemberSigner } from '../../src/link/signer.ts'
import { DirectoryHistory } from '../../src/trust/directory-history.ts'
import type { Checks } from './checks.ts'
import { Disk } from './disk.ts'
import type { EventQueue, Owner } from './event-queue.ts'
import { FEDERATION, KEY_USES, type KeySet, keysOf, memberOfGateway } from './identities.ts'
import type { BlobWeather } from './large-blobs.ts'
import { openStored } from './opened.ts'
import type { Prng } from './prng.ts'
import { gatewaySigner, memberSigner } from './signers.ts'
import { SimJournal, type StoreWeather } from './sim-journal.ts'

const SALT_BYTES = 32

/** One run of a gateway's process. */
export class Run implements Owner {
  readonly name: string
  readonly machine: Machine
  readonly link: Link
  readonly kernel: Kernel
  readonly journal: SimJournal
  readonly begun: number
  alive = true
  paused = false
  started = false
  #signer: GatewaySigner
  #seal: MemberSigner

  constructor(machine: Machine, number: number) {
    const { queue, prng, checks, gateway, disk, weather } = machine
    this.machine = machine
    this.name = `${gateway.slice(0, 2)}#${number}`
    this.begun = queue.now
    const random = prng.stream(`${this.name} random`)
    const clock = () => machine.clock()
    this.journal = new SimJournal({ disk, queue, owner: this, clock, prng: prng.stream(`${this.name} store`), weather })
    this.#signer = this.#signerNow()
    this.#seal = memberSigner(gateway, machine.keys)
    const signer = () => this.#signer
    const committer = new Committer({
      journal: this.journal,
      turn: (fn) => queue.after(0, this, fn),
      after: (ms, fn) => queue.after(ms, this, fn),
      onFailure: (error) => machine.died(this, `commit: ${error instanceof Error ? error.message : String(error)}`),
    })
    this.kernel = {
      gateway,
      federation: FEDERATION,
      clock,
      random: (count) => random.bytes(count),
      timers: { now: () => queue.now, after: (ms, fn) => queue.after(ms, this, fn) },
      journal: this.journal,
      committer,
      get signer() {
        return signer()
      },
      memberSigner: (name) => (name === memberOfGateway(gateway) ? this.#seal : undefined),
      view: () => machine.view,
      history: new DirectoryHistory(),
      refreshDirectory: () =>
        new Promise((resolve) => {
          queue.after(random.int(5, 200), this, () => {
            machine.refresh()
            resolve(machine.view)
          })
        }),
      // As a node does: what has another digest is none, and what has the right one is durable before the batch is.
      fetchBlob: async (peer, origin, index, part, limit, digest) => {
        const item = await machine.fetchBlob(this, peer, origin, index, part)
        if (!item) return item
        if (item.length > limit + SALT_BYTES || !sha256(item).equals(digest)) return null
        await this.keepFile(digest, item)
        return item
      },
      onFenced: () => {
        const slot = this.link.run[0]?.slot ?? '1'
        const end = () => machine.died(this, `slot ${slot} is fenced`)
        this.journal.abandonSlot(slot).then(end, end)
      },
      log: {
        event: (name, detail) => checks.event(this, name, detail),
        alarm: (name, detail) => checks.alarm(this, name, detail),
      },
    }
    this.link = new Link({
      kernel: this.kernel,
      slot: machine.slot,
      provide: (call) => machine.provide(this, call),
      blobs: {
        keep: async (digest, item) => {
          if (machine.fullDisk) throw new RabtError('LOGGING_FAILED')
          await this.keepFile(digest, item)
        },
      },
      idempotency: idempotencyOf(this.journal),
      recall: (id) => this.journal.ask((content) => recall(content, id)),
    })
  }

  /** Takes the machine's keys as they are now while it runs, as a node does. */
  takeKeys(changed: readonly (keyof KeySet)[]): void {
    this.#signer = this.#signerNow()
    this.#seal = memberSigner(this.machine.gateway, this.machine.keys)
    if (changed.includes('lane') || changed.includes('postQuantum')) this.link.renewLanes()
  }

  #signerNow(): GatewaySigner {
    const { gateway, keys, checks } = this.machine
    return gatewaySigner(gateway, keys, {
      lane: (body) => checks.signed(this, body),
      receipt: (body) => checks.receipted(this, body),
    })
  }

  keepFile(digest: Uint8Array, item: Uint8Array): Promise<void> {
    return this.journal.ask((disk) => void disk.content.files.set(Buffer.from(digest).toString('hex'), item))
  }
}

/** IdempotencyKeys over the simulated store. */
function idempotencyOf(journal: SimJournal): LinkOptions['idempotency'] {
  const secret = Buffer.from('idempotency')
  const mac = (text: string | Uint8Array) => createHmac('sha256', secret).update(text).digest()
  return {
    claim: (claim): Promise<Claim> =>
      journal.ask((disk) => {
        const tag = mac(`${claim.consumer}\n${claim.key}`)
        const request = mac(claim.fingerprint).toString('hex')
        const known = disk.content.claims.get(tag.toString('hex'))
        if (!known) {
          disk.content.claims.set(tag.toString('hex'), { request, id: claim.id })
          return { claimed: true, tag }
        }
        return { claimed: false, tag, id: known.id, sameRequest: known.request === null || known.request === request }
      }),
    release: (tag, id) =>
      journal.ask((disk) => {
        const name = Buffer.from(tag).toString('hex')
        const known = disk.content.claims.get(name)
        if (known && Buffer.compare(known.id, id) === 0) disk.content.claims.delete(name)
      }),
    restore: (tag, id) =>
      journal.ask((disk) => {
        const name = Buffer.from(tag).toString('hex')
        if (!disk.content.claims.has(name)) disk.content.claims.set(name, { request: null, id })
      }),
  }
}

/** The answer that the store holds for a request's id. */
function recall(disk: Disk, id: Uint8Array): Answer | null {
  for (const own of disk.content.lanes) {
    if (!own.row.own) continue
    for (const batch of own.batches) {
      const at = openStored(batch.bytes).entries.findIndex(
        (entry) => entry?.kind === KIND.request && Buffer.compare(entry.id, id) === 0,
      )
      if (at < 0) continue
      for (const lane of disk.content.lanes) {
        if (lane.row.own) continue
        for (const answers of lane.batches) {
          const { entries } = openStored(answers.bytes)
          const found = entries.find(
            (entry) =>
              entry?.kind === KIND.response &&
              entry.correlation?.origin === own.row.origin &&
              entry.correlation.index === batch.first + at,
          )
          if (found)
            return {
              status: found.status ?? 500,
              outcome: found.outcome,
              head: new Uint8Array(),
              headSalt: new Uint8Array(),
              body: null,
              secrets: [],
              provider: found.sender,
              repeated: true,
            }
        }
      }
    }
  }
  return null
}

/** How the services behind a gateway behave. */
export interface ServiceWeather {
  readonly never: number
  readonly fails: number
  readonly ms: readonly [number, number]
}

type FetchBlob = (
  run: Run,
  peer: string,
  origin: string,
  index: number,
  part: 'head' | 'body',
) => Promise<BlobItem | undefined>

export interface MachineOptions {
  readonly gateway: string
  readonly queue: EventQueue
  readonly prng: Prng
  readonly checks: Checks
  readonly weather: StoreWeather
  readonly services: ServiceWeather
  /** The newest directory that can be had. */
  readonly newest: () => DirectoryView
  readonly onDied: (run: Run, why: string) => void
  readonly onStarted: (run: Run) => void
  /** Asks a peer for a large blob: false if it was erased, null if there is none, undefined if no answer came. */
  readonly fetchBlob: FetchBlob
  readonly onView: () => void
}

/** One gateway: its durable disk, its clock, its directory, its services, and the runs of its process. */
export class Machine {
  readonly gateway: string
  readonly queue: EventQueue
  readonly prng: Prng
  readonly checks: Checks
  readonly weather: StoreWeather
  readonly disk = new Disk()
  readonly runs: Run[] = []
  readonly #options: MachineOptions
  clockOffset = 0
  slot = '1'
  /** An earlier run whose database connection its successor ended learns so; else only its next commit tells it. */
  noticesSuccessor = true
  view: DirectoryView
  /** Which generation of each of its keys the next run signs with. */
  readonly generations: Record<keyof KeySet, number> = { lane: 0, postQuantum: 0, receipt: 0, seal: 0 }
  readonly fetchBlob: FetchBlob
  /** How it serves its large blobs. */
  readonly blobs: BlobWeather = { fails: 0, ms: [0, 3] }
  /** No large blob of its own can be kept. */
  fullDisk = false
  /** Large blobs that this gateway once had are gone from its disk. */
  lostFiles = false

  constructor(options: MachineOptions) {
    this.#options = options
    this.gateway = options.gateway
    this.queue = options.queue
    this.prng = options.prng
    this.checks = options.checks
    this.weather = options.weather
    this.fetchBlob = options.fetchBlob
    this.view = options.newest()
    this.disk.onStored = (lane, batch) => this.checks.stored(this, lane, batch)
  }

  get keys(): KeySet {
    const of = (use: keyof KeySet) => keysOf(this.gateway, this.generations[use])[use]
    return { lane: of('lane'), postQuantum: of('postQuantum'), receipt: of('receipt'), seal: of('seal') }
  }

  /** The next run signs with keys of another generation. */
  takeKeys(generation: number, uses: readonly (keyof KeySet)[] = KEY_USES): void {
    for (const use of uses) this.generations[use] = generation
  }

  clock(): number {
    return Math.floor(this.queue.now + this.clockOffset)
  }

  refresh(): void {
    this.view = this.#options.newest()
    for (const run of this.runs) run.kernel.history.see(this.view.version, this.clock())
    this.#options.onView()
  }

  /** Starts another run; one that is there goes on. */
  start(): Run {
    // As a node does before anything else.
    this.refresh()
    const run = new Run(this, this.runs.length + 1)
    this.runs.push(run)
    this.checks.note(`${run.name} starts`)
    run.link.start().then(
      () => {
        if (!run.alive) return
        run.started = true
        // The successor's lock ends the connection of an earlier run; it cannot take it back.
        for (const other of this.runs)
          if (this.noticesSuccessor && other !== run && other.alive && other.begun < run.begun)
            this.queue.after(40, other, () => this.died(other, 'a later run took the slot'))
        this.#options.onStarted(run)
      },
      (error: unknown) => this.died(run, `start: ${String(error)}`),
    )
    return run
  }

  died(run: Run, why: string): void {
    if (!run.alive) return
    run.alive = false
    this.checks.note(`${run.name} ends: ${why}`)
    this.#options.onDied(run, why)
  }

  /** The run that new connections and callers find. */
  current(): Run | undefined {
    return this.runs.findLast((run) => run.alive && run.started)
  }

  provide(run: Run, call: IncomingCall): Promise<AnswerDraft> {
    this.checks.ran(run, call)
    const { never, fails, ms } = this.#options.services
    const random = this.prng
    if (random.chance(never)) return new Promise(() => {})
    const draft: AnswerDraft = random.chance(fails)
      ? { ...ANSWER, status: 500, outcome: 'SERVICE_FAILED', headSalt: sha256(call.id) }
      : { ...ANSWER, headSalt: sha256(call.id), body: call.body ?? Buffer.from(call.head) }
    return new Promise((resolve) => this.queue.after(random.int(ms[0], ms[1]), run, () => resolve(draft)))
  }
}

const ANSWER = {
  status: 200,
  outcome: null,
  head: Buffer.from('200 OK\r\n'),
  body: null,
  secrets: [],
  agreement: 'KW/2026/7',
} as const
