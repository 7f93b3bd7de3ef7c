import type { IncomingMessage } from 'node:http'
import { RabtError } from '@rabt/protocol'
import type { Edge, Turn } from './turn.ts'

/** The consumer's system went away before its request was whole: nobody is left to answer. */
export const CLIENT_GONE = Symbol('client gone')

/**
 * Collects the body, at most `bodyBytes`. A body of no bytes is no body (docs/spec/x-road-rest.md §6).
 *
 * @throws RabtError BODY_TOO_LARGE, OVERLOADED; CLIENT_GONE
 */
export function readBody(turn: Turn, edge: Edge): void | Promise<void> {
  const { contentLength, chunked } = turn.call as NonNullable<Turn['call']>
  if (!chunked && (contentLength === null || contentLength === 0)) return
  if (contentLength !== null && contentLength > edge.limits.bodyBytes) throw tooLarge(edge)
  if (contentLength !== null) reserve(turn, edge, contentLength)
  if (turn.continueOwed) {
    turn.continueOwed = false
    turn.res.writeContinue()
  }
  return collect(turn, edge, chunked)
}

function collect(turn: Turn, edge: Edge, chunked: boolean): Promise<void> {
  const { req } = turn
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    const stop = (): void => {
      req.removeListener('data', onData)
      req.removeListener('end', onEnd)
      req.removeListener('close', onClose)
      turn.abortBody = null
    }
    const fail = (error: unknown): void => {
      stop()
      reject(error)
    }
    const onData = (chunk: Uint8Array): void => {
      size += chunk.length
      try {
        if (size > edge.limits.bodyBytes) throw tooLarge(edge)
        // With a Content-Length the whole body was reserved before its first byte.
        if (chunked) reserve(turn, edge, chunk.length)
        chunks.push(chunk)
      } catch (error) {
        fail(error)
      }
    }
    const onEnd = (): void => {
      stop()
      if (size > 0) turn.body = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size)
      resolve()
    }
    const onClose = (): void => fail(CLIENT_GONE)
    turn.abortBody = fail
    req.on('data', onData)
    req.on('end', onEnd)
    req.on('close', onClose)
  })
}

function tooLarge(edge: Edge): RabtError {
  return new RabtError('BODY_TOO_LARGE', { limit: String(edge.limits.bodyBytes) })
}

function reserve(turn: Turn, edge: Edge, bytes: number): void {
  if (edge.bodies + bytes > edge.limits.bodiesBytes) throw new RabtError('OVERLOADED')
  edge.bodies += bytes
  turn.bodyReserved += bytes
}

/** Gives the bytes of a turn back to the budget. */
export function releaseBody(turn: Turn, edge: Edge): void {
  edge.bodies -= turn.bodyReserved
  turn.bodyReserved = 0
  turn.body = null
}

/** Reads the rest of a refused body and throws it away, so that its sender gets to read the answer; gives up after `limit` bytes. */
export function discardRest(req: IncomingMessage, limit: number): void {
  if (req.complete) return
  let left = limit
  req.on('data', (chunk: Uint8Array) => {
    left -= chunk.length
    if (left < 0) req.socket.destroy()
  })
}
