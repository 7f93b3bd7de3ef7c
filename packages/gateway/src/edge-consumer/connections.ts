import type { Socket } from 'node:net'
import { isIdle } from './connection.ts'

/** Open connections of an edge. Node's own list holds neither TLS handshakes nor, among the idle, those that never sent a byte. */
export class Connections {
  readonly #http = new Set<Socket>()
  /** TCP below TLS, from the first byte of the handshake on. */
  readonly #tcp = new Set<Socket>()

  /** A connection that speaks HTTP. */
  add(socket: Socket): void {
    keep(this.#http, socket)
  }

  /** A connection on which TLS begins. */
  addHandshake(socket: Socket): void {
    keep(this.#tcp, socket)
  }

  endIdle(): void {
    for (const socket of this.#http) if (isIdle(socket)) socket.destroy()
  }

  endAll(): void {
    for (const socket of [...this.#http, ...this.#tcp]) socket.destroy()
  }
}

function keep(set: Set<Socket>, socket: Socket): void {
  set.add(socket)
  socket.once('close', () => set.delete(socket))
}
