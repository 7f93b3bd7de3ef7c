import { type ConnectionCall, type Destination, ServiceConnection } from './service-connection.ts'

const SWEEP_MS = 1_000

/**
 * The connections to one origin. They are not bounded here: the calls of each service are, and one must not wait for another's. The
 * connection used last is used first, so that the others can end.
 */
export class OriginPool {
  readonly #destination: Destination
  readonly #all = new Set<ServiceConnection>()
  #idle: ServiceConnection[] = []
  #sweep: NodeJS.Timeout | null = null
  #closed = false

  constructor(destination: Destination) {
    this.#destination = destination
  }

  /** Begins a call, on a connection that is there or a new one. */
  begin(call: ConnectionCall): ServiceConnection {
    const connection = this.#takeIdle() ?? this.#open()
    connection.begin(call)
    return connection
  }

  #takeIdle(): ServiceConnection | null {
    const now = performance.now()
    for (let next = this.#idle.pop(); next !== undefined; next = this.#idle.pop()) {
      if (next.usable(now)) return next
      next.destroy()
    }
    return null
  }

  #open(): ServiceConnection {
    const connection = new ServiceConnection(
      this.#destination,
      (idle) => this.#keep(idle),
      (closed) => {
        this.#all.delete(closed)
      },
    )
    this.#all.add(connection)
    return connection
  }

  #keep(connection: ServiceConnection): void {
    if (this.#closed) {
      connection.destroy()
      return
    }
    this.#idle.push(connection)
    this.#sweep ??= setInterval(() => this.#sweepIdle(), SWEEP_MS).unref()
  }

  #sweepIdle(): void {
    const now = performance.now()
    const kept: ServiceConnection[] = []
    for (const connection of this.#idle) {
      if (connection.usable(now)) kept.push(connection)
      else connection.destroy()
    }
    this.#idle = kept
    if (kept.length === 0) this.#stopSweep()
  }

  #stopSweep(): void {
    if (this.#sweep) clearInterval(this.#sweep)
    this.#sweep = null
  }

  /** Ends idle connections now, the others when their call has ended. */
  close(): void {
    this.#closed = true
    this.#stopSweep()
    for (const connection of this.#idle.splice(0)) connection.destroy()
  }

  /** Ends everything, with the calls under way; resolves when it is closed. */
  destroy(): void {
    this.close()
    for (const connection of this.#all) connection.destroy()
  }
}
