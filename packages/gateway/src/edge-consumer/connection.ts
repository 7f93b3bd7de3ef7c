import type { Socket } from 'node:net'
import { RabtError } from '@rabt/protocol'
import { rawFault } from './answer/raw-fault.ts'
import type { Edge, Turn } from './turn.ts'

/** The turn whose request came last on a connection. */
const latest = new WeakMap<Socket, Turn>()
/** Connections whose parser has failed: nothing more is read from them. */
const broken = new WeakSet<Socket>()

/**
 * Takes note of the turn that begins on a connection; false when it must not begin, because the request before it leaves
 * in doubt what these octets are (RFC 9112 §6.1, §11.2: request smuggling).
 */
export function mayBegin(socket: Socket, turn: Turn): boolean {
  if (latest.get(socket)?.mustClose === true) return false
  latest.set(socket, turn)
  return true
}

/** Whether nothing is under way on a connection: no request was begun, or the last one was answered whole. */
export function isIdle(socket: Socket): boolean {
  const turn = latest.get(socket)
  return turn === undefined || turn.res.writableFinished
}

/**
 * Answers what Node's HTTP parser refused, or what took too long to arrive: a typed error as far as HTTP allows, in the
 * order of the requests, then the end of the connection.
 */
export function onClientError(edge: Edge, error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || !isHttpFault(error)) {
    // A reset, or a TLS handshake that failed: no HTTP can be spoken.
    socket.destroy()
    return
  }
  if (broken.has(socket)) return
  broken.add(socket)
  const refusal = refusalOf(edge, error)
  const turn = latest.get(socket)
  if (turn !== undefined && !turn.req.complete) {
    // Inside the body of a request: it gets the error as its answer, unless it had one already.
    turn.mustClose = true
    turn.endLate?.()
    if (turn.abortBody !== null) turn.abortBody(refusal)
    else endAfter(edge, turn, socket)
  } else if (turn !== undefined && !turn.res.writableFinished) {
    // Behind requests that wait for their answers: an error written now would be taken for one of those.
    endAfter(edge, turn, socket)
  } else {
    endConnection(edge, socket, rawFault(edge.deps, refusal))
  }
}

/** `HPE_*`: refused by the parser. The two others: headers or request not there in time. */
function isHttpFault(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith('HPE_') === true || error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
}

function refusalOf(edge: Edge, error: NodeJS.ErrnoException): RabtError {
  const detail = `${error.code}: ${error.message}`
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    return new RabtError('HEAD_TOO_LARGE', { limit: String(edge.limits.headBytes) }, { detail })
  }
  return new RabtError('MALFORMED_REQUEST', {}, { detail })
}

function endAfter(edge: Edge, turn: Turn, socket: Socket): void {
  if (turn.res.writableFinished) endConnection(edge, socket, null)
  else turn.res.once('finish', () => endConnection(edge, socket, null))
}

/** Says the last words and waits a moment for the peer to read them: closing at once on unread bytes would reset the connection. */
export function endConnection(edge: Edge, socket: Socket, lastWords: string | null): void {
  broken.add(socket)
  if (lastWords === null) socket.end()
  else socket.end(lastWords, 'latin1')
  const timer = setTimeout(() => socket.destroy(), edge.limits.lingerMs)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}
