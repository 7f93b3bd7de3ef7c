import { decodeFrame, LIMITS, RabtError } from '@rabt/protocol'
import type { WebSocket } from 'ws'
import type { KernelLog } from '../kernel.ts'
import type { Session, Wire } from '../wire.ts'

/** A half-open connection is noticed after two of these. */
const PING_MS = 5_000

/** RFC 6455 status codes that we close with. */
const NORMAL = 1000
const PROTOCOL_ERROR = 1002

/** Connects a WebSocket to a session: binary messages are frames, anything else ends the connection. */
export function attach(socket: WebSocket, session: Session, peer: string, log: KernelLog): Wire {
  let alive = true
  const wire: Wire = {
    send: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame)
    },
    get buffered() {
      return socket.bufferedAmount
    },
    close: () => socket.close(NORMAL),
  }
  const ping = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, PING_MS)
  socket.on('pong', () => {
    alive = true
  })
  socket.on('message', (data, isBinary) => {
    alive = true
    try {
      if (!isBinary || !Buffer.isBuffer(data))
        throw new RabtError('FRAME_INVALID', {}, { detail: 'not a binary message' })
      session.frame(wire, decodeFrame(data))
    } catch (error) {
      log.alarm('frame-refused', {
        peer,
        code: error instanceof RabtError ? error.code : 'INTERNAL_ERROR',
        detail: error instanceof RabtError ? (error.detail ?? '') : String(error),
      })
      socket.close(PROTOCOL_ERROR)
    }
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearInterval(ping)
    session.closed(wire)
  })
  session.opened(wire)
  return wire
}

/**
 * RFC 6455 §5.3 has clients mask what they send so that a page's script cannot write chosen bytes onto a proxy's wire (§10.3). Here both ends
 * are gateways inside TLS and no script takes part: a mask of zeros is valid on the wire and spares two passes over every byte.
 */
export const noMask = (mask: Buffer): void => {
  mask.fill(0)
}

/** Options of both ends: no compression (RFC 7692), messages up to the frame limit. */
export const SOCKET_OPTIONS = {
  perMessageDeflate: false,
  maxPayload: LIMITS.frameBytes,
  skipUTF8Validation: true,
} as const
