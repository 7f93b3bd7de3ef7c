import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { AnswerParser } from './answer-parser.ts'

/** Where an origin's connections go. */
export interface Destination {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  readonly verifyTls: boolean
  readonly connectMs: number
}

/** One call on a connection: what it sends, and what it does with what comes back. */
export interface ConnectionCall {
  readonly bytes: readonly [Buffer, Uint8Array]
  readonly parser: AnswerParser
  /** The request is on its way: from now on the system may have seen it. */
  onSent(): void
  onDone(): void
  onFailed(error: unknown): void
}

/** A connection that connects too slowly. */
class ConnectTimeout extends Error {
  readonly code = 'CONNECT_TIMEOUT'
}

/** A server's own clock for idle connections runs too: ours must end first. */
const IDLE_MS = 4_000
const IDLE_MARGIN_MS = 1_000
/** Reading is synchronous, so all connections share it. */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024)

/** A keep-alive connection to an agency's system, one request at a time (RFC 9112 §9.3). */
export class ServiceConnection {
  readonly #socket: Socket
  readonly #onIdle: (connection: ServiceConnection) => void
  #call: ConnectionCall | null = null
  #connected = false
  #closed = false
  #paused = false
  #idleUntil = 0

  constructor(
    destination: Destination,
    onIdle: (connection: ServiceConnection) => void,
    onClosed: (connection: ServiceConnection) => void,
  ) {
    this.#onIdle = onIdle
    const { secure, host, port, verifyTls, connectMs } = destination
    const take = (bytes: Buffer): void => this.#take(bytes)
    const socket = secure
      ? connectTls({
          host,
          port,
          rejectUnauthorized: verifyTls,
          ALPNProtocols: ['http/1.1'],
          ...(isIP(host) === 0 ? { servername: host } : {}),
        }).on('data', take)
      : connectTcp({
          host,
          port,
          onread: {
            buffer: READ_BUFFER,
            callback: (length, buffer) => {
              take((buffer as Buffer).subarray(0, length))
              return true
            },
          },
        })
    this.#socket = socket
    const timer = setTimeout(() => socket.destroy(new ConnectTimeout('no connection within its time')), connectMs)
    // With TLS nothing may be written before the certificate was verified.
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      this.#connected = true
      socket.setNoDelay(true)
      if (this.#call) this.#write(this.#call)
    })
    socket.on('end', () => this.#end())
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => {
      clearTimeout(timer)
      this.#closed = true
      this.#fail(new Error('the connection was closed'))
      onClosed(this)
    })
  }

  /** Whether an idle connection may be used once more at `now`, milliseconds of a clock that nobody sets. */
  usable(now: number): boolean {
    return !this.#closed && this.#call === null && now < this.#idleUntil
  }

  begin(call: ConnectionCall): void {
    this.#call = call
    if (this.#connected) this.#write(call)
  }

  pause(): void {
    this.#paused = true
    this.#socket.pause()
  }

  resume(): void {
    this.#paused = false
    this.#socket.resume()
  }

  destroy(): void {
    this.#closed = true
    this.#socket.destroy()
  }

  #write(call: ConnectionCall): void {
    call.onSent()
    // The call was given up at that moment.
    if (this.#call !== call) return
    const [head, body] = call.bytes
    this.#socket.cork()
    this.#socket.write(head)
    if (body.length > 0) this.#socket.write(body)
    this.#socket.uncork()
  }

  #take(bytes: Buffer): void {
    const call = this.#call
    // Bytes that nobody asked for are no answer to what comes next.
    if (call === null) {
      this.destroy()
      return
    }
    try {
      call.parser.feed(bytes)
    } catch (error) {
      this.#fail(error)
      return
    }
    if (call.parser.done && this.#call === call) this.#finish(call)
  }

  #finish(call: ConnectionCall): void {
    this.#call = null
    const { reusable, idleMs } = call.parser
    // An answer that came before the whole request was written leaves its rest in the way of the next.
    if (reusable && !this.#closed && this.#socket.writableLength === 0) {
      // The last bytes may have been those that were to wait for room.
      if (this.#paused) this.resume()
      this.#idleUntil = performance.now() + Math.min(IDLE_MS, (idleMs ?? Number.POSITIVE_INFINITY) - IDLE_MARGIN_MS)
      this.#onIdle(this)
    } else this.destroy()
    call.onDone()
  }

  #end(): void {
    const call = this.#call
    if (call === null) {
      this.destroy()
      return
    }
    // Closed within the TLS handshake: nothing was sent.
    if (!this.#connected) {
      this.#fail(new Error('closed before there was a connection'))
      return
    }
    try {
      call.parser.end()
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#finish(call)
  }

  /** Ends the connection and the call on it, if there is one. */
  #fail(error: unknown): void {
    const call = this.#call
    this.#call = null
    this.destroy()
    call?.onFailed(error)
  }

  /** Gives up the call that is under way: what would still come is not read. */
  abort(): void {
    this.#call = null
    this.destroy()
  }
}
