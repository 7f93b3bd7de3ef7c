import { decodeFrame, RabtError } from '@rabt/protocol'
import type { Session, Wire } from '../../src/link/wire.ts'
import type { EventQueue, Owner } from './event-queue.ts'
import type { Prng } from './prng.ts'

/** One direction of one link between two gateways, whatever connections run over it. */
export interface Path {
  /** Milliseconds that a message takes: from, to. */
  delay: readonly [number, number]
  /** Nothing arrives; connections hang. */
  blocked: boolean
}

export interface End {
  readonly owner: Owner
  readonly gateway: string
  readonly session: Session
  readonly alarm: (name: string, code: string, detail: string) => void
  /** Messages of this end on their way out: a liar changes them, drops them (empty) or adds to them. */
  readonly outgoing: (frame: Uint8Array) => readonly Uint8Array[]
}

interface Half {
  readonly end: End
  readonly wire: Wire
  /** Has called close, or was told that the connection is gone. */
  closing: boolean
  gone: boolean
  arrivesAt: number
  buffered: number
  held: (() => void)[]
}

const CLOSE_TIMEOUT_MS = 30_000
/** A half-open connection is noticed by its pings. */
const PING_TIMEOUT_MS = 10_000

/** One connection: frames arrive in order; cut, what is on its way is lost and each end learns of it in its own time. */
export class Connection {
  readonly #queue: EventQueue
  readonly #prng: Prng
  readonly #dialler: Half
  readonly #listener: Half
  readonly #there: Path
  readonly #back: Path
  readonly #onClosed: () => void
  broken = false

  constructor(options: {
    queue: EventQueue
    prng: Prng
    dialler: End
    listener: End
    there: Path
    back: Path
    /** The dialler knows that it is over. */
    onClosed: () => void
  }) {
    this.#queue = options.queue
    this.#prng = options.prng
    this.#there = options.there
    this.#back = options.back
    this.#onClosed = options.onClosed
    this.#dialler = this.#half(options.dialler, () => this.#listener, options.there)
    this.#listener = this.#half(options.listener, () => this.#dialler, options.back)
    this.#open(this.#listener)
    this.#queue.after(this.#prng.int(0, 3), options.dialler.owner, () => this.#open(this.#dialler))
  }

  get owners(): readonly Owner[] {
    return [this.#dialler.end.owner, this.#listener.end.owner]
  }

  get over(): boolean {
    return this.#dialler.gone && this.#listener.gone
  }

  #open(half: Half): void {
    if (!half.gone) half.end.session.opened(half.wire)
  }

  #half(end: End, other: () => Half, path: Path): Half {
    const half: Half = {
      end,
      closing: false,
      gone: false,
      arrivesAt: 0,
      buffered: 0,
      held: [],
      wire: {
        send: (frame) => {
          if (half.closing || half.gone) return
          for (const bytes of end.outgoing(frame)) this.#transmit(half, other(), path, Buffer.from(bytes))
        },
        get buffered() {
          return half.buffered
        },
        close: () => this.#close(half, other(), path),
      },
    }
    return half
  }

  #transmit(from: Half, to: Half, path: Path, bytes: Buffer): void {
    from.buffered += bytes.length
    this.#arrive(from, to, path, () => {
      from.buffered -= bytes.length
      if (to.gone) return
      try {
        to.end.session.frame(to.wire, decodeFrame(bytes))
      } catch (error) {
        const known = error instanceof RabtError
        to.end.alarm(
          'frame-refused',
          known ? error.code : 'INTERNAL_ERROR',
          known ? (error.detail ?? '') : String(error),
        )
        this.#close(to, from, to === this.#listener ? this.#back : this.#there)
      }
    })
  }

  /** In order, after what was sent before; held while the path is blocked. */
  #arrive(from: Half, to: Half, path: Path, fn: () => void): void {
    const deliver = () => {
      if (this.broken) return
      if (path.blocked || from.held.length > 0) from.held.push(fn)
      else if (to.end.owner.alive) fn()
    }
    const at = Math.max(from.arrivesAt, this.#queue.now + this.#prng.int(path.delay[0], path.delay[1]))
    from.arrivesAt = at
    this.#queue.after(at - this.#queue.now, to.end.owner, deliver)
  }

  /** A path is free again: what was held arrives. */
  release(): void {
    for (const [half, other] of [
      [this.#dialler, this.#listener],
      [this.#listener, this.#dialler],
    ] as const) {
      // Taken when it is the receiver's turn: what came in later must not overtake it.
      this.#queue.after(1, other.end.owner, () => {
        for (const fn of half.held.splice(0)) if (!this.broken) fn()
      })
    }
  }

  /** A close handshake: what was sent before arrives before. */
  #close(half: Half, other: Half, path: Path): void {
    if (half.closing || half.gone) return
    half.closing = true
    this.#arrive(half, other, path, () => {
      this.#end(other)
      this.#queue.after(1, half.end.owner, () => this.#end(half))
    })
    this.#queue.after(CLOSE_TIMEOUT_MS, half.end.owner, () => this.#end(half))
  }

  #end(half: Half): void {
    if (half.gone) return
    half.gone = true
    half.end.session.closed(half.wire)
    if (half === this.#dialler) this.#onClosed()
  }

  /** The connection is gone. `silent`: only pings tell it. */
  cut(silent: boolean): void {
    if (this.broken) return
    this.broken = true
    for (const half of [this.#dialler, this.#listener]) {
      const ms = silent ? this.#prng.int(5_000, PING_TIMEOUT_MS) : this.#prng.int(0, 20)
      this.#queue.after(ms, half.end.owner, () => this.#end(half))
    }
  }
}
