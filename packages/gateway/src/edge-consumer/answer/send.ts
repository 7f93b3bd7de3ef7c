import { discardRest } from '../read-body.ts'
import type { Edge, Turn } from '../turn.ts'

const NO_CONTENT = 204
const NOT_MODIFIED = 304

/**
 * Writes a whole answer. `headers` is a flat list without Content-Length and Connection; Node adds a Date if there is none.
 * Texts are latin1, one character an octet. Throws (TypeError, RangeError of Node) on what cannot stand in HTTP, before
 * anything is written.
 */
export function send(
  turn: Turn,
  edge: Edge,
  status: number,
  reason: string,
  headers: string[],
  body: Uint8Array | null,
): void {
  const { res, req } = turn
  // A sender that waits for 100 Continue may or may not send its body after another answer: its next bytes are ambiguous.
  if (turn.continueOwed) turn.mustClose = true
  const bodiless = status === NO_CONTENT || status === NOT_MODIFIED
  // HEAD: the length of what GET would answer is not known here, and none is better than a wrong one (RFC 9110 §8.6).
  if (!bodiless && req.method !== 'HEAD') headers.push('Content-Length', String(body === null ? 0 : body.length))
  if (turn.mustClose || edge.draining) headers.push('Connection', 'close')
  // HTTP/1.1 stays open without being told; Node would say so in two headers.
  else if (res.shouldKeepAlive && req.httpVersion === '1.1') res.removeHeader('connection')
  res.writeHead(status, reason, headers)
  discardRest(req, edge.limits.discardBytes)
  const content = bodiless ? null : body
  const closes = edge.draining || !res.shouldKeepAlive
  if (closes && !turn.mustClose && !req.complete) endWithRequest(turn, edge, content)
  else if (content === null) res.end()
  else res.end(content)
  if (req.socket.writableLength > 0) boundStall(turn, edge)
}

/**
 * The connection ends with the answer, and must not while its sender still sends: that would reset it, answer and all. It ends when the
 * request does, or when nothing of it has come for a while.
 */
function endWithRequest(turn: Turn, edge: Edge, content: Uint8Array | null): void {
  const { req, res } = turn
  if (content === null) res.flushHeaders()
  else res.write(content)
  const silence = setTimeout(() => res.end(), edge.limits.lingerMs)
  turn.endLate = () => {
    clearTimeout(silence)
    res.end()
  }
  req.on('data', () => silence.refresh())
  req.once('end', turn.endLate)
  req.once('close', turn.endLate)
}

/** The answer did not go out at once: a reader that stops taking it must not hold our memory for ever. */
function boundStall({ req, res }: Turn, edge: Edge): void {
  const { socket } = req
  // Without a listener of ours Node destroys a connection that times out.
  socket.setTimeout(edge.limits.stallMs)
  res.once('finish', () => socket.setTimeout(0))
}
