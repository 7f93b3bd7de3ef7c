import type { DirectoryView } from '@rabt/directory'
import type { BlobItem } from '@rabt/protocol'
import { Checks, type Restore } from './checks.ts'
import { Clients } from './clients.ts'
import type { Alarm, Disk } from './disk.ts'
import { EventQueue } from './event-queue.ts'
import { type DirectoryState, firstDirectory, GATEWAYS, START, viewOf } from './identities.ts'
import { eraseCall, ownBlob } from './large-blobs.ts'
import { Machine, type Run, type ServiceWeather } from './machine.ts'
import { Connection, type End, type Path } from './network.ts'
import { openStored } from './opened.ts'
import type { Prng } from './prng.ts'
import type { StoreWeather } from './sim-journal.ts'

export interface WorldOptions {
  readonly prng: Prng
  readonly gateways: number
  readonly delay: readonly [number, number]
  readonly store: StoreWeather
  readonly services: ServiceWeather
  /** When the history begins, Unix ms. */
  readonly start?: number
}

/** What a gateway's network does to its own messages: a liar's tools. */
export interface Tongue {
  /** Messages that leave: to whom, and as lane writer or as reader. */
  says(to: string, role: 'writer' | 'reader', frame: Uint8Array): readonly Uint8Array[]
  /** A large blob that is asked for; undefined: no answer. */
  serves?(item: BlobItem): BlobItem | undefined
}

interface BlobPlace {
  readonly origin: string
  readonly index: number
  readonly part: 'head' | 'body'
}

const FETCH_TIMEOUT_MS = 10_000
const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 5_000
const firstView = viewOf(firstDirectory())

/** Two or three gateways, their clients, and everything between them. */
export class World {
  readonly queue: EventQueue
  readonly checks: Checks
  readonly clients: Clients
  readonly machines = new Map<string, Machine>()
  readonly tongues = new Map<string, Tongue>()
  readonly prng: Prng
  readonly services: ServiceWeather
  /** "from to": who does not get through to whom when it dials, though connections that stand go on. */
  readonly undialled = new Set<string>()
  directory: DirectoryState = firstDirectory()
  /** Runs that end are started again after a while; a test may say otherwise. */
  revives: (machine: Machine) => boolean = () => true
  readonly #paths = new Map<string, Path>()
  readonly #connections = new Set<Connection>()
  readonly #dials = new Map<string, { failures: number }>()
  #newest: DirectoryView = firstView

  constructor({ prng, gateways, delay, store, services, start }: WorldOptions) {
    this.queue = new EventQueue(start ?? START)
    this.prng = prng
    this.services = services
    this.checks = new Checks(() => this.queue.now)
    this.clients = new Clients(this.checks, prng.stream('clients'))
    this.queue.afterEach = () => this.checks.raise()
    for (const gateway of GATEWAYS.slice(0, gateways)) {
      this.machines.set(
        gateway,
        new Machine({
          gateway,
          queue: this.queue,
          prng: prng.stream(gateway),
          checks: this.checks,
          weather: { ...store },
          services,
          newest: () => this.#newest,
          onDied: (run) => this.#died(run),
          onStarted: (run) => this.#dialAll(run),
          onView: () => {},
          fetchBlob: (run, peer, origin, index, part) => this.#fetchBlob(run, peer, { origin, index, part }),
        }),
      )
      for (const other of GATEWAYS.slice(0, gateways))
        if (other !== gateway) this.#paths.set(`${gateway} ${other}`, { delay, blocked: false })
    }
  }

  machine(gateway: string): Machine {
    return this.machines.get(gateway) as Machine
  }

  path(from: string, to: string): Path {
    return this.#paths.get(`${from} ${to}`) as Path
  }

  start(): void {
    for (const machine of this.machines.values()) machine.start()
  }

  run(ms: number): Promise<void> {
    return this.queue.runUntil(this.queue.now + ms)
  }

  /** The directory changes; gateways see it when they refresh. */
  publish(change: (state: DirectoryState) => DirectoryState): void {
    this.directory = { ...change(this.directory), number: this.directory.number + 1 }
    this.#newest = viewOf(this.directory)
    this.checks.note(`directory ${this.directory.number}`)
  }

  /** A gateway reads the newest directory: connections with whom it lists no more end. */
  refresh(machine: Machine): void {
    machine.refresh()
    for (const connection of this.#connections) {
      const ends = connection.owners.map((owner) => (owner as Run).machine.gateway)
      if (ends.includes(machine.gateway) && ends.some((end) => !machine.view.gateways.has(end))) connection.cut(false)
    }
  }

  #died(run: Run): void {
    for (const connection of this.#connections)
      if (connection.owners.includes(run)) connection.cut(this.prng.chance(0.2))
    const { machine } = run
    this.queue.after(this.prng.int(50, 2_000), null, () => {
      if (this.revives(machine) && !machine.runs.some((other) => other.alive)) machine.start()
    })
  }

  /** kill -9. */
  kill(gateway: string): void {
    for (const run of this.machine(gateway).runs) machineDied(run)
  }

  /** A run stands still: a paused container, a stopped process, a machine that swaps. */
  pause(run: Run): void {
    run.paused = true
    this.clients.disturb(run.machine.gateway)
    this.checks.note(`${run.name} paused`)
  }

  resume(run: Run): void {
    this.clients.disturb(run.machine.gateway)
    this.checks.note(`${run.name} resumes`)
    this.queue.resume(run)
  }

  moveClock(gateway: string, ms: number): void {
    const machine = this.machine(gateway)
    machine.clockOffset += ms
    this.checks.note(`${gateway.slice(0, 2)} clock ${ms} ms`)
  }

  cut(a: string, b: string, silent: boolean): void {
    this.checks.note(`cut ${a.slice(0, 2)} ${b.slice(0, 2)}${silent ? ' silently' : ''}`)
    for (const connection of this.#connections) {
      const ends = connection.owners.map((owner) => (owner as Run).machine.gateway)
      if (ends.includes(a) && ends.includes(b)) connection.cut(silent)
    }
  }

  /** Nothing gets from `from` to `to` any more, until `free`. */
  block(from: string, to: string): void {
    this.checks.note(`block ${from.slice(0, 2)} > ${to.slice(0, 2)}`)
    this.path(from, to).blocked = true
  }

  free(from: string, to: string): void {
    if (!this.path(from, to).blocked) return
    this.checks.note(`free ${from.slice(0, 2)} > ${to.slice(0, 2)}`)
    this.path(from, to).blocked = false
    for (const connection of this.#connections) connection.release()
  }

  /** As `GET /link/blobs/…` between two nodes. */
  #fetchBlob(run: Run, peer: string, { origin, index, part }: BlobPlace): Promise<BlobItem | undefined> {
    const { machine } = run
    const { gateway } = machine
    const target = this.machine(peer)
    const there = this.path(gateway, peer)
    const back = this.path(peer, gateway)
    return new Promise((resolve) => {
      this.queue.after(FETCH_TIMEOUT_MS, run, () => resolve(undefined))
      this.queue.after(this.prng.int(...there.delay), null, () => {
        const listener = target.current()
        if (there.blocked || !listener || listener.paused) return
        const answer = (item: BlobItem | undefined) => {
          const served = this.tongues.get(peer)?.serves?.(item as BlobItem) ?? item
          this.queue.after(this.prng.int(...back.delay), run, () => back.blocked || resolve(served))
        }
        const [fails, wait] = [this.prng.chance(target.blobs.fails), this.prng.int(...target.blobs.ms)]
        this.queue.after(wait, listener, () => {
          if (fails || !target.view.gateways.has(gateway)) return answer(undefined)
          // A batch is sent while its own commit is under way: the peer may ask before the journal knows it.
          listener.kernel.committer
            .drained()
            .then(() => listener.journal.ask((disk) => ownBlob(disk, gateway, origin, index, part)))
            .then(answer, () => answer(undefined))
        })
      })
    })
  }

  /** An operator erases a call's heads and bodies. @returns how many were erased; null when it may not be yet */
  erase(gateway: string, id: Uint8Array): number | null {
    const erased = eraseCall(this.machine(gateway).disk, id)
    this.checks.note(`${gateway.slice(0, 2)} erases ${Buffer.from(id).toString('hex').slice(-6)}: ${erased?.length}`)
    for (const digest of erased ?? []) this.checks.erased(gateway, digest)
    return erased?.length ?? null
  }

  /** The files of a gateway's large blobs are gone: a disk of their own that failed. */
  loseFiles(gateway: string): void {
    const machine = this.machine(gateway)
    this.checks.note(`${gateway.slice(0, 2)} lost its large blobs`)
    machine.disk.content.files.clear()
    machine.lostFiles = true
    this.checks.lostFiles.add(gateway)
  }

  /** The journal of a gateway that is down is put back to an older copy, with the files of its large blobs or beside those that are there. */
  restore(gateway: string, copy: ReturnType<Disk['snapshot']>, told: boolean, withFiles = true): void {
    const machine = this.machine(gateway)
    machine.disk.restore(copy, told, withFiles)
    const shownBy = new Set<string>()
    const answered = new Set<string>()
    for (const peer of this.machines.values()) {
      if (peer === machine) continue
      const { lanes, receipts } = peer.disk.content
      for (const { row, batches } of lanes) {
        if (row.peer !== gateway) continue
        const receipted = receipts.reduce((size, one) => (one.lane === row.id ? Math.max(size, one.size) : size), 0)
        if (row.own && receipted > (machine.disk.find(false, row.origin)?.row.size ?? 0)) shownBy.add(peer.gateway)
        if (row.own) continue
        for (const batch of batches)
          for (const entry of openStored(batch.bytes).entries)
            if (entry?.correlation) answered.add(`${entry.correlation.origin} ${entry.correlation.index}`)
      }
    }
    const restore: Restore = { at: this.queue.now, told, shownBy, answered }
    this.checks.restores.set(gateway, [...(this.checks.restores.get(gateway) ?? []), restore])
    for (const peer of shownBy)
      if (!this.checks.liars.has(peer))
        this.checks.expectedLoss.push({ by: peer, of: gateway, past: this.checks.pastOf(gateway) })
    this.checks.note(`${gateway.slice(0, 2)} restored${told ? '' : ' untold'}, shown by ${[...shownBy].join(' ')}`)
  }

  alarmsOf(gateway: string): readonly Alarm[] {
    return this.machine(gateway).disk.content.alarms
  }

  #dialAll(run: Run): void {
    for (const gateway of this.machines.keys()) {
      if (gateway === run.machine.gateway) continue
      // As a node does: made when the directory is followed, dialled and listened for from then on.
      run.link.peer(gateway)
      this.#dials.set(`${run.name} ${gateway}`, { failures: 0 })
      this.#dial(run, gateway)
    }
  }

  #dial(run: Run, to: string): void {
    const target = this.machine(to)
    const from = run.machine.gateway
    const there = this.path(from, to)
    const back = this.path(to, from)
    this.queue.after(this.prng.int(...there.delay) + this.prng.int(...back.delay), run, () => {
      const alive = target.runs.filter((other) => other.alive && other.started)
      const listener = alive.length > 1 && this.prng.chance(0.2) ? alive[0] : alive.at(-1)
      const listed = run.machine.view.gateways.has(to) && target.view.gateways.has(from)
      if (
        !listener ||
        listener.paused ||
        there.blocked ||
        back.blocked ||
        !listed ||
        this.undialled.has(`${from} ${to}`)
      )
        return this.#retry(run, to)
      const dial = this.#dials.get(`${run.name} ${to}`)
      if (dial) dial.failures = 0
      const connection: Connection = new Connection({
        queue: this.queue,
        prng: this.prng,
        dialler: this.#end(run, to, 'writer'),
        listener: this.#end(listener, from, 'reader'),
        there,
        back,
        onClosed: () => this.#retry(run, to),
      })
      this.#connections.add(connection)
      for (const old of this.#connections) if (old.over) this.#connections.delete(old)
    })
  }

  #retry(run: Run, to: string): void {
    const dial = this.#dials.get(`${run.name} ${to}`)
    if (!dial || !run.alive) return
    const wait = Math.min(FIRST_RETRY_MS * 2 ** dial.failures++, LAST_RETRY_MS)
    this.queue.after(Math.floor(wait * (0.5 + this.prng.float() / 2)), run, () => this.#dial(run, to))
  }

  #end(run: Run, peer: string, role: 'writer' | 'reader'): End {
    const link = run.link.peer(peer)
    return {
      owner: run,
      gateway: run.machine.gateway,
      session: role === 'writer' ? link.outbound : link.inbound,
      alarm: (name, code, detail) => this.checks.alarm(run, name, { peer, code, detail }),
      outgoing: (frame) => {
        if (role === 'reader') this.checks.greeted(run, frame)
        return this.tongues.get(run.machine.gateway)?.says(peer, role, frame) ?? [frame]
      },
    }
  }
}

function machineDied(run: Run): void {
  run.machine.died(run, 'killed')
}
