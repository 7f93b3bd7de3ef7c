import { Frontier, parseCheckpoint, verifyLane } from '@rabt/ledger'
import { decodeFrame, type Entry, KIND, parseOrigin, RabtError } from '@rabt/protocol'
import type { IncomingCall } from '../../src/exchange.ts'
import type { LaneRow, StoredBatch } from '../../src/journal/journal.ts'
import { blobPlaces } from '../../src/link/lane/decode-entries.ts'
import type { Actor, ActorRun, ClientCall } from './actors.ts'
import { KEYS, publicOf, rawOf } from './identities.ts'
import { entryAt, fileOf, LARGE_BYTES } from './large-blobs.ts'
import { openStored } from './opened.ts'
import { Violation } from './violation.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
/** First bytes of a hello: an array of two, its type. */
const HELLO = [0x82, 0x01]
const MOST_NOTES = 4_000

interface Execution {
  readonly machine: Actor
  readonly run: ActorRun
  /** How often the machine had been restored before. */
  readonly past: number
}

/** A journal that was put back, and what its peers could show of it at that moment. */
export interface Restore {
  readonly at: number
  readonly told: boolean
  /** Peers that hold a receipt for more than the copy does. */
  readonly shownBy: ReadonlySet<string>
  /** Requests (origin, index) whose answer a peer held then. */
  readonly answered: ReadonlySet<string>
}

export interface SeenAlarm {
  readonly at: number
  readonly gateway: string
  readonly run: ActorRun
  readonly name: string
  readonly detail: Readonly<Record<string, string | number | boolean>>
}

/** Every promise, looked at from outside after each step. What a liar's own gateway does is nobody's promise. */
export class Checks {
  readonly notes: string[] = []
  readonly alarms: SeenAlarm[] = []
  readonly calls = new Map<string, ClientCall>()
  /** Requests that ran again after a roll-back that left no trace. */
  readonly excusedQuestions = new Set<string>()
  readonly executions = new Map<string, Execution[]>()
  readonly liars = new Set<string>()
  /** Gateways that are given other keys in this history. */
  readonly rotating = new Set<string>()
  /** Gateways whose large blobs were lost. */
  readonly lostFiles = new Set<string>()
  readonly restores = new Map<string, Restore[]>()
  /** Stores that failed for a while: internal errors of their gateways are then no surprise. */
  readonly troubled = new Set<string>()
  /** Peers that a restore must have been noticed by. */
  readonly expectedLoss: { readonly by: string; readonly of: string; readonly past: number }[] = []
  readonly #now: () => number
  readonly #start: number
  readonly #signed = new Map<string, string>()
  readonly #signers = new Map<string, ActorRun>()
  readonly #bytes = new Map<string, Uint8Array>()
  readonly #responses = new Map<string, string>()
  /** "gateway digest": how often the gateway had been restored when that was erased. */
  readonly #erased = new Map<string, number>()
  readonly #keys = new Map<string, Set<string>>()
  #violation: Violation | null = null

  constructor(now: () => number) {
    this.#now = now
    this.#start = now()
  }

  note(text: string): void {
    if (this.notes.length < MOST_NOTES) this.notes.push(`${((this.#now() - this.#start) / 1000).toFixed(3)} ${text}`)
  }

  violate(rule: string, detail: string): void {
    this.note(`VIOLATION ${rule}: ${detail}`)
    this.#violation ??= new Violation(rule, detail)
  }

  /** @throws Violation the first that was seen */
  raise(): void {
    if (this.#violation) throw this.#violation
  }

  pastOf(gateway: string): number {
    return this.restores.get(gateway)?.length ?? 0
  }

  event(run: ActorRun, name: string, detail: Readonly<Record<string, string | number | boolean>>): void {
    this.note(`${run.name} ${name} ${Object.values(detail).map(short).join(' ')}`)
  }

  alarm(run: ActorRun, name: string, detail: Readonly<Record<string, string | number | boolean>>): void {
    this.note(`${run.name} ALARM ${name} ${Object.values(detail).map(short).join(' ')}`)
    this.alarms.push({ at: this.#now(), gateway: run.machine.gateway, run, name, detail })
    const internal = name === 'link-internal' || (detail.code === 'INTERNAL_ERROR' && name !== 'peer-fault')
    if (internal && !this.troubled.has(run.machine.gateway))
      this.violate('only typed errors', `${run.name} ${name} ${String(detail.detail)}`)
  }

  /** Spec §1.4, §4: nothing else is ever signed at an index of a lane. */
  signed(run: ActorRun, body: string): void {
    const { origin, size } = parseCheckpoint(body)
    const known = this.#signed.get(`${origin} ${size}`)
    if (known !== undefined && known !== body && !this.liars.has(run.machine.gateway))
      this.violate('signed twice', `${short(origin)} at ${size} by ${run.name}`)
    this.#signed.set(`${origin} ${size}`, body)
    this.#signers.set(`${origin} ${size}`, run)
  }

  /** Spec §5.1: the receiver commits before it receipts. */
  receipted(run: ActorRun, body: string): void {
    if (this.liars.has(run.machine.gateway)) return
    const { origin, size, root } = parseCheckpoint(body)
    const lane = run.machine.disk.find(false, origin)
    const batch = lane?.batches.find(({ first, count }) => first + count === size)
    if (!batch || Buffer.compare(batch.root, root) !== 0)
      this.violate('receipt before commit', `${short(origin)} at ${size} by ${run.name}`)
  }

  /** Spec §3: a hello is answered after the commits under way; what it states is durable. */
  greeted(run: ActorRun, frame: Uint8Array): void {
    if (frame[0] !== HELLO[0] || frame[1] !== HELLO[1] || this.liars.has(run.machine.gateway)) return
    const hello = decodeFrame(frame)
    if (hello.type !== 'hello') return
    for (const { origin, size } of hello.lanes)
      if ((run.machine.disk.find(false, origin)?.row.size ?? 0) < size)
        this.violate('greeted with what is not durable', `${short(origin)} at ${size} by ${run.name}`)
  }

  /** A batch became durable. */
  stored(machine: Actor, lane: LaneRow, batch: StoredBatch): void {
    if (this.liars.has(machine.gateway)) return
    const { origin } = lane
    const { sender, receiver } = parseOrigin(origin)
    this.#wellFormed(machine, lane, batch, sender)
    if (!this.liars.has(sender) && !this.liars.has(receiver)) {
      const place = `${origin} ${batch.first}`
      const known = this.#bytes.get(place)
      if (known && Buffer.compare(known, batch.bytes) !== 0)
        this.violate('different bytes', `${short(origin)} from ${batch.first} at ${machine.gateway}`)
      this.#bytes.set(place, batch.bytes)
    }
    // A copy from another past may know more of a lane than its writer said last.
    if (lane.settled && this.pastOf(sender) === 0 && this.pastOf(receiver) === 0)
      this.violate('a settled lane grew', `${short(origin)} at ${machine.gateway}`)
    if (lane.own)
      openStored(batch.bytes).entries.forEach((entry, at) => {
        if (entry) this.#said(machine, lane, batch, batch.first + at, entry)
      })
  }

  #wellFormed(machine: Actor, lane: LaneRow, batch: StoredBatch, sender: string): void {
    const open = openStored(batch.bytes)
    const before = machine.disk.find(lane.own, lane.origin)?.batches.at(-2)
    const frontier = Frontier.decode(batch.first, before?.frontier ?? new Uint8Array())
    for (const leaf of open.leaves) frontier.append(leaf)
    const root = frontier.root()
    const fits =
      open.first === batch.first &&
      open.checkpoint.origin === lane.origin &&
      open.checkpoint.size === frontier.size &&
      open.checkpoint.root.equals(root) &&
      root.equals(batch.root) &&
      frontier.encode().equals(batch.frontier)
    if (!fits) this.violate('a stored batch does not verify', `${short(lane.origin)} from ${batch.first}`)
    const signed = KEYS.get(sender)?.some(({ lane: key }) => {
      try {
        verifyLane(open.note, lane.origin, rawOf(key), publicOf(key))
        return true
      } catch {
        return false
      }
    })
    if (!signed) this.violate('a stored batch is not signed', `${short(lane.origin)} from ${batch.first}`)
  }

  /** What an honest gateway says in its own lane. */
  #said(machine: Actor, lane: LaneRow, batch: StoredBatch, index: number, entry: Entry): void {
    const here = `${lane.origin} ${index}`
    const question = entry.correlation && `${entry.correlation.origin} ${entry.correlation.index}`
    if (entry.kind === KIND.response && question) {
      const known = this.#responses.get(question)
      if (known !== undefined && known !== here && this.pastOf(machine.gateway) === 0)
        this.violate('two responses', `${short(known)} and ${short(here)}`)
      this.#responses.set(question, here)
    }
    // A run of a restored journal may bear the epoch of one that it does not know.
    const composedNow =
      batch.run === lane.epoch && this.#signers.get(`${lane.origin} ${batch.first + batch.count}`)?.alive
    if (!composedNow) return
    const { control } = entry
    if (control?.name === 'outcome' && question && entry.correlation) {
      const request = this.#requestAt(machine, entry.correlation.origin, entry.correlation.index)
      if (!request) {
        this.violate('outcome of an unknown request', short(question))
        return
      }
      if (!this.liars.has(lane.peer) && this.#answeredOnDisk(machine, question))
        this.violate('OUTCOME_UNKNOWN of an answered request', `${short(question)} by ${machine.gateway}`)
      const ran = this.executions.get(hex(request.id))?.filter((one) => one.machine === machine) ?? []
      if (!machine.fullDisk && ran.some((one) => one.run.alive && one.run.journal.epoch === batch.run))
        this.violate('OUTCOME_UNKNOWN of a request under way', short(question))
    }
    if (control?.name === 'refused')
      for (const item of control.items) {
        const request = this.#requestAt(machine, control.origin, item.index)
        const ran = request && this.executions.get(hex(request.id))
        if (
          item.code !== 'REPLAYED' &&
          ran?.some(
            (one) =>
              one.machine === machine && request && !this.#excused(one, machine, request, control.origin, item.index),
          )
        )
          this.violate('refused though it ran', `${short(control.origin)} ${item.index} ${item.code}`)
      }
  }

  #requestAt(machine: Actor, origin: string, index: number): Entry | null {
    const lane = machine.disk.find(false, origin)
    const batch = lane?.batches.find(({ first, count }) => first <= index && index < first + count)
    return (batch && openStored(batch.bytes).entries[index - batch.first]) ?? null
  }

  #answeredOnDisk(machine: Actor, question: string): boolean {
    for (const { row, batches } of machine.disk.content.lanes)
      if (row.own)
        for (const batch of batches)
          for (const entry of openStored(batch.bytes).entries)
            if (
              entry?.kind === KIND.response &&
              `${entry.correlation?.origin} ${entry.correlation?.index}` === question
            )
              return true
    return false
  }

  /** Spec §6 of the project's page: a roll-back that leaves no trace and that no peer contradicts. */
  #excused(one: Execution, machine: Actor, entry: { readonly id: Uint8Array }, origin: string, index: number): boolean {
    const since = (this.restores.get(machine.gateway) ?? []).slice(one.past)
    if (since.length === 0) return false
    const consumer = this.calls.get(hex(entry.id))?.from ?? ''
    // A consumer that lies, or lost its own side since, contradicts nobody.
    const first = since[0]?.at ?? 0
    if (this.liars.has(consumer) || this.restores.get(consumer)?.some(({ at }) => at >= first)) return true
    return since.some(
      ({ told, shownBy, answered }) => !told && !shownBy.has(consumer) && !answered.has(`${origin} ${index}`),
    )
  }

  /** Spec §5.1, §5.4: a request is durable before it runs, and runs once. */
  ran(run: ActorRun, call: IncomingCall): void {
    const { machine } = run
    if (this.liars.has(machine.gateway)) return
    const id = hex(call.id)
    this.note(`${run.name} runs ${id.slice(-6)}`)
    const place = this.#placeOf(machine, call.id)
    if (!place) this.violate('ran before it was durable', `${id} at ${run.name}`)
    this.#ranWhole(run, call)
    const earlier = this.executions.get(id) ?? []
    for (const one of earlier)
      if (one.machine === machine) {
        if (place && this.#excused(one, machine, call, place.origin, place.index))
          this.excusedQuestions.add(`${place.origin} ${place.index}`)
        else this.violate('ran twice', `${id} at ${run.name}, before at ${one.run.name}`)
      }
    this.executions.set(id, [...earlier, { machine, run, past: this.pastOf(machine.gateway) }])
    const asked = this.calls.get(id)
    if (!asked) {
      if (!this.liars.has(call.consumerGateway)) this.violate('nobody asked', id)
      return
    }
    // Both sides may have lost the refusal.
    const lost = this.pastOf(machine.gateway) > 0 && this.pastOf(asked.from) > 0
    if (asked.state === 'refused' && !lost) this.violate('ran after it was said not to', `${id} ${asked.code}`)
    if (asked.key !== null) this.#ranUnderKey(asked, id, machine)
  }

  /** Spec §1.2: what runs is what was asked, to the byte; spec §5.1: with a body that is durable here. */
  #ranWhole({ name, machine }: ActorRun, call: IncomingCall): void {
    const asked = this.calls.get(hex(call.id))
    if (!asked || this.liars.has(asked.from)) return
    const same =
      Buffer.compare(call.head, asked.head) === 0 &&
      (asked.body === null ? call.body === null : call.body !== null && Buffer.compare(call.body, asked.body) === 0)
    if (!same) this.violate('ran with another head or body', `${hex(call.id)} at ${name}`)
    const place = this.#placeOf(machine, call.id)
    const entry = place && entryAt(machine.disk.find(false, place.origin), place.index)
    if (entry && !this.#bodyIsKept(machine, entry)) this.violate('ran before its body was durable', hex(call.id))
  }

  /** A large body is in its file, unless the files of this gateway were lost or the operator erased it. */
  #bodyIsKept(machine: Actor, { body }: Entry): boolean {
    if (!body || body.size < LARGE_BYTES || machine.lostFiles) return true
    return fileOf(machine.disk, body.digest) !== undefined || this.#erased.has(`${machine.gateway} ${hex(body.digest)}`)
  }

  /** An operator erased a head or body. */
  erased(gateway: string, digest: string): void {
    this.#erased.set(`${gateway} ${digest}`, this.pastOf(gateway))
  }

  /** Spec §5.11: what was erased does not come back, unless a backup brings it, and what stands around it still verifies. */
  afterErasures(machine: Actor): void {
    for (const { row, batches } of machine.disk.content.lanes) {
      const frontier = new Frontier()
      for (const batch of batches) {
        const { entries, leaves, checkpoint } = openStored(batch.bytes)
        for (const leaf of leaves) frontier.append(leaf)
        if (!frontier.root().equals(checkpoint.root))
          this.violate('a stored batch verifies no more', `${short(row.origin)} from ${batch.first}`)
        blobPlaces({ entries, codes: [] }).forEach(({ digest }, at) => {
          if (this.#erased.get(`${machine.gateway} ${hex(digest)}`) !== this.pastOf(machine.gateway)) return
          if (batch.blobs[at] !== false || fileOf(machine.disk, digest))
            this.violate('an erased blob came back', `${short(row.origin)} from ${batch.first}`)
        })
      }
    }
  }

  #ranUnderKey(asked: ClientCall, id: string, machine: Actor): void {
    const ids = this.#keys.get(`${asked.from} ${asked.key}`) ?? new Set<string>()
    ids.add(id)
    this.#keys.set(`${asked.from} ${asked.key}`, ids)
    if (ids.size > 1 && this.pastOf(machine.gateway) === 0 && !this.liars.has(machine.gateway))
      this.violate('one key ran two requests', `${asked.key} ${[...ids].join(' ')}`)
  }

  #placeOf(machine: Actor, id: Uint8Array): { origin: string; index: number } | null {
    for (const { row, batches } of machine.disk.content.lanes)
      if (!row.own)
        for (const batch of batches.toReversed()) {
          const at = openStored(batch.bytes).entries.findIndex(
            (entry) => entry?.kind === KIND.request && Buffer.compare(entry.id, id) === 0,
          )
          if (at >= 0) return { origin: row.origin, index: batch.first + at }
        }
    return null
  }

  /** A caller has its answer: spec §5.1, both entries are durable at its gateway. */
  answered(call: ClientCall, machine: Actor): void {
    if (this.liars.has(machine.gateway)) return
    const id = call.answeredId ?? call.id
    for (const { row, batches } of machine.disk.content.lanes) {
      if (!row.own) continue
      for (const batch of batches) {
        const at = openStored(batch.bytes).entries.findIndex(
          (entry) => entry?.kind === KIND.request && Buffer.compare(entry.id, id) === 0,
        )
        if (at < 0) continue
        const question = `${row.origin} ${batch.first + at}`
        for (const lane of machine.disk.content.lanes)
          if (!lane.row.own)
            for (const answers of lane.batches)
              for (const entry of openStored(answers.bytes).entries)
                if (
                  entry?.kind === KIND.response &&
                  `${entry.correlation?.origin} ${entry.correlation?.index}` === question
                ) {
                  if (!this.#bodyIsKept(machine, entry))
                    this.violate('answered before its body was durable', hex(call.id))
                  return
                }
      }
    }
    this.violate('answered before both entries were durable', hex(call.id))
  }

  refused(call: ClientCall, error: unknown): void {
    if (this.liars.has(call.from)) return
    if (!(error instanceof RabtError)) {
      if (!this.troubled.has(call.from)) this.violate('only typed errors', String(error))
      return
    }
    if (error.code === 'INCONSISTENT_RESPONSE') {
      // A gateway that lost its files cannot give the body of an answer that it signed.
      if (!this.liars.has(call.to) && !this.lostFiles.has(call.to)) this.violate('inconsistent', hex(call.id))
      return
    }
    if (error.code === 'OUTCOME_UNKNOWN' || this.liars.has(call.to)) return
    if (this.executions.has(hex(call.id)) && error.code !== 'IDEMPOTENCY_CONFLICT')
      this.violate('said not to have run though it had', `${hex(call.id)} ${error.code}`)
  }
}

export function short(text: unknown): string {
  return String(text).replaceAll(
    /rabt\/v1\/sim\/(..)\/GOV\/EGOV\/gw1\/(..)\/GOV\/EGOV\/gw1\/(\S+?)\.(\d+)\.(\w{4})\w*/g,
    '$1>$2/$3.$5',
  )
}
