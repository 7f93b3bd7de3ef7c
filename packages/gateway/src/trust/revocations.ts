import {
  type AcceptedRevocation,
  type CheckedView,
  isInForce,
  parseRevocation,
  REVOCATION_LIMITS,
  type Revocation,
  readRevocation,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { KernelLog } from '../link/kernel.ts'
import type { Timers } from '../link/wire.ts'
import type { RevocableDirectory } from './revocable-directory.ts'
import type { RevocationStore } from './revocation-store.ts'
import { WaitingRevocations } from './waiting-revocations.ts'

export interface RevocationsOptions {
  readonly directory: RevocableDirectory
  readonly store: RevocationStore
  readonly clock: () => number
  readonly timers: Pick<Timers, 'after'>
  readonly log: KernelLog
}

/** A revocation that is or was in force, and how it came. */
export interface Held extends AcceptedRevocation {
  readonly peer: string | null
  /** Unix ms; null: in an earlier run. */
  readonly since: number | null
}

/**
 * How long one is kept after its expiry: a clock that runs ahead and is set back would else lose it for good, and of one role of an issuer how
 * many, those that expire last.
 */
const KEEP_EXPIRED_MS = 7 * 86_400_000
const MAX_EXPIRED = REVOCATION_LIMITS.inForce
/** A refresh that a peer's revocation asks for comes at most this often. */
const REFRESH_EVERY_MS = 1_000
const KEEP_AGAIN_MS = 1_000
const LOOK_MS = 60_000

/**
 * The signed revocations that this gateway goes by: judged, applied at once, kept, passed on (docs/spec/revocation.md §4). To take trust away
 * waits for nothing: what could not be kept yet counts all the same, and only its acknowledgement waits.
 */
export class Revocations {
  readonly #options: RevocationsOptions
  readonly #held = new Map<string, Held>()
  /** Digests of those that followers of the directory know to be in force. */
  #told: ReadonlySet<string> = new Set()
  readonly #waiting = new WaitingRevocations()
  readonly #listeners = new Set<(revocation: Held) => void>()
  /** What was heard since the last refresh that asked for it: the newest directory that one names, and who told of that. */
  #wanted: { readonly directory: number; readonly peer: string } | null = null
  /** Runs after a refresh; until it ends, none begins. */
  #pause: { cancel(): void } | null = null
  #look: { cancel(): void } | null = null

  private constructor(options: RevocationsOptions) {
    this.#options = options
  }

  /** Takes up what earlier runs kept. A row that cannot be read is told and passed over. */
  static async open(options: RevocationsOptions): Promise<Revocations> {
    const revocations = new Revocations(options)
    for (const { digest, role, document, peer } of await options.store.all()) {
      try {
        const revocation = parseRevocation(document)
        if (revocation.digest !== digest) throw new RabtError('REVOCATION_INVALID', { reason: 'another digest' })
        revocations.#held.set(digest, { ...revocation, role, peer, since: null })
      } catch (error) {
        options.log.alarm('revocation-unreadable', { digest, detail: String(error) })
      }
    }
    revocations.#told = new Set(revocations.inForce().map(({ digest }) => digest))
    revocations.#apply()
    options.directory.onChange(() => revocations.#settle())
    revocations.#settle()
    revocations.#lookAgain()
    return revocations
  }

  close(): void {
    this.#look?.cancel()
    this.#pause?.cancel()
  }

  /** In force now, the oldest number of each issuer first. */
  inForce(): readonly Held[] {
    return [...this.#held.values()]
      .filter((one) => !this.#isOver(one))
      .sort((a, b) => (a.state === b.state ? a.number - b.number : a.state < b.state ? -1 : 1))
  }

  /** Called with each that is new here, just before links to what it names are ended: whoever is named learns it too. Must not throw. */
  onNews(listener: (revocation: Held) => void): void {
    this.#listeners.add(listener)
  }

  /**
   * From the operator: resolves when it counts and is durable. A directory newer than ours is fetched first if the revocation names one.
   *
   * @throws RabtError REVOCATION_INVALID, REVOCATION_OVER, LOGGING_FAILED if it counts but could not be kept
   */
  async give(bytes: Uint8Array): Promise<{ readonly revocation: Held; readonly isNew: boolean }> {
    const { directory } = this.#options
    const revocation = parseRevocation(bytes)
    if (revocation.directory > (this.#published()?.version.number ?? 0))
      await directory.refresh({ atLeast: revocation.directory }).catch(() => undefined)
    const isNew = !this.#held.has(revocation.digest)
    const held = this.#take(revocation, null)
    try {
      await this.#keep(held)
    } catch (cause) {
      this.#keepLater(held)
      throw new RabtError('LOGGING_FAILED', {}, { cause })
    }
    return { revocation: held, isNew }
  }

  /**
   * From a peer: counts at once if it holds.
   *
   * @throws RabtError REVOCATION_INVALID, REVOCATION_OVER
   */
  hear(bytes: Uint8Array, peer: string): void {
    const revocation = parseRevocation(bytes)
    if (this.#held.has(revocation.digest)) return
    const known = this.#published()?.version.number ?? 0
    try {
      this.#keepLater(this.#take(revocation, peer), 0)
    } catch (error) {
      if (revocation.directory <= known) throw error
      this.#wait(revocation, peer)
    }
  }

  #take(revocation: Revocation, peer: string | null): Held {
    const { directory, clock, log } = this.#options
    const known = this.#held.get(revocation.digest)
    if (known && !this.#isOver(known)) return known
    const accepted = readRevocation(revocation.bytes, directory.published(), clock())
    const { state, role, number, digest } = accepted
    const same = this.inForce().filter((one) => one.state === state && one.role === role)
    if (same.length >= REVOCATION_LIMITS.inForce)
      throw new RabtError('REVOCATION_INVALID', { reason: `${same.length} of ${role} are in force` })
    // A key signs each number once: two of them say that the key is in two hands. Both count, since both only take away.
    if (same.some((one) => one.number === number)) log.alarm('revocation-number-twice', { state, role, number })
    const held: Held = Object.freeze({ ...accepted, peer, since: clock() })
    this.#held.set(digest, held)
    this.#told = new Set([...this.#told, digest])
    log.event('revocation-in-force', { state, role, number, from: peer ?? 'operator', expires: accepted.expires })
    for (const listener of this.#listeners) listener(held)
    this.#apply()
    this.#lookAgain()
    return held
  }

  #apply(): void {
    this.#options.directory.hold([...this.#held.values()])
  }

  #keep({ digest, role, bytes, peer }: Held): Promise<void> {
    return this.#options.store.keep({ digest, role, document: bytes, peer })
  }

  /** A database that fails for a while costs nothing but a start in that while, and then the peers tell it again. */
  #keepLater(held: Held, ms = KEEP_AGAIN_MS): void {
    const { timers, log } = this.#options
    timers.after(ms, () => {
      if (!this.#held.has(held.digest)) return
      this.#keep(held).catch((error: unknown) => {
        log.alarm('revocation-not-kept', { state: held.state, number: held.number, detail: String(error) })
        this.#keepLater(held)
      })
    })
  }

  #wait(revocation: Revocation, peer: string): void {
    this.#waiting.add({ revocation, peer })
    if (revocation.directory >= (this.#wanted?.directory ?? 0)) this.#wanted = { directory: revocation.directory, peer }
    if (this.#pause === null) this.#askForNewer()
  }

  /** What is heard in the pause after it is asked for when that ends, unless a directory that came meanwhile has judged it. */
  #askForNewer(): void {
    const wanted = this.#wanted
    this.#wanted = null
    this.#pause = null
    if (wanted === null || wanted.directory <= (this.#published()?.version.number ?? 0)) return
    const { directory, timers, log } = this.#options
    this.#pause = timers.after(REFRESH_EVERY_MS, () => this.#askForNewer())
    directory
      .refresh({ atLeast: wanted.directory })
      .then(() => this.#judgeWaiting())
      .catch((error: unknown) =>
        log.alarm('revocation-waits', {
          peer: wanted.peer,
          code: error instanceof RabtError ? error.code : 'INTERNAL_ERROR',
        }),
      )
  }

  #judgeWaiting(): void {
    for (const { revocation, peer } of this.#waiting.takeUpTo(this.#published()?.version.number ?? 0)) {
      try {
        if (!this.#held.has(revocation.digest)) this.#keepLater(this.#take(revocation, peer), 0)
      } catch (error) {
        this.#refused(peer, error)
      }
    }
  }

  #refused(peer: string, error: unknown): void {
    const known = error instanceof RabtError
    const detail = known ? (error.params.reason ?? '') : String(error)
    this.#options.log.alarm('revocation-refused', { peer, code: known ? error.code : 'INTERNAL_ERROR', detail })
  }

  /** The directory as it was signed; null past all its grace, when nothing is served. */
  #published(): CheckedView | null {
    try {
      return this.#options.directory.published()
    } catch {
      return null
    }
  }

  /** By the directory that was last verified; without one, nothing is over. */
  #isOver(one: Held): boolean {
    const published = this.#published()
    return published !== null && !isInForce(one, published, this.#options.clock())
  }

  /** Looks again when the next one expires, so that whoever follows the directory learns it then; at least once a minute, as clocks are set. */
  #lookAgain(): void {
    const { clock, timers } = this.#options
    this.#look?.cancel()
    // What the last look found in force: it may have expired in the very millisecond since.
    const left = [...this.#held.values()]
      .filter(({ digest }) => this.#told.has(digest))
      .map(({ expires }) => Math.max(1, expires - clock()))
    this.#look = timers.after(Math.min(LOOK_MS, ...left), () => {
      this.#settle()
      this.#lookAgain()
    })
  }

  /** Tells what has expired since, or is in force again by a clock that was set back; forgets what is over for good; what waited may be judged now. */
  #settle(): void {
    if (this.#waiting.size > 0) this.#judgeWaiting()
    const published = this.#published()
    // Past all its grace nothing is served, and nothing is over.
    if (published === null) return
    const forgotten = this.#overForGood(published)
    for (const { digest } of forgotten) this.#held.delete(digest)
    this.#tellChanges(forgotten)
    if (forgotten.length === 0) return
    const { store, log } = this.#options
    store
      .forget(forgotten.map(({ digest }) => digest))
      .catch((error: unknown) => log.alarm('revocation-not-forgotten', { detail: String(error) }))
  }

  #tellChanges(forgotten: readonly Held[]): void {
    const { log } = this.#options
    const inForce = this.inForce()
    const told = this.#told
    this.#told = new Set(inForce.map(({ digest }) => digest))
    const over = [...this.#held.values(), ...forgotten].filter(
      ({ digest }) => told.has(digest) && !this.#told.has(digest),
    )
    const again = inForce.filter(({ digest }) => !told.has(digest))
    for (const { state, number } of over) log.event('revocation-over', { state, number })
    for (const { state, number } of again) log.event('revocation-in-force-again', { state, number })
    if (over.length + again.length + forgotten.length > 0) this.#apply()
  }

  /** What the directory accounts for, and what expired too long ago or beside too many others of its role. */
  #overForGood({ issuers }: CheckedView): readonly Held[] {
    const now = this.#options.clock()
    const held = [...this.#held.values()]
    const done = ({ state, number, expires }: Held) =>
      number <= (issuers.get(state)?.accounted ?? 0) || now >= expires + KEEP_EXPIRED_MS
    const expired = held.filter((one) => !done(one) && now >= one.expires).sort((a, b) => b.expires - a.expires)
    const tooMany = [...Map.groupBy(expired, ({ state, role }) => `${state} ${role}`).values()]
    return [...held.filter(done), ...tooMany.flatMap((ofRole) => ofRole.slice(MAX_EXPIRED))]
  }
}
