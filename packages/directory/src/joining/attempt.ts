import { isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'

/** How the link port took a connection. `refused`: ended, or answered 403; `accepted`: answered as to a gateway. */
export interface Attempt {
  readonly outcome: 'refused' | 'accepted' | 'unreachable' | 'silent'
  /** DER of what the port showed, if the handshake came so far. */
  readonly certificate: Uint8Array | null
}

/**
 * Asks for a blob of a lane that cannot be: who is taken for a gateway is answered 404, anybody else 403 (docs/spec/link-log.md). It opens
 * no lane and leaves no trace.
 */
const PROBE = 'GET /link/blobs/1.1.0000000000000000/0/head HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

/** Connects to a link port with these TLS options, and says what came of it. Never rejects. */
export function attempt(linkUrl: string, options: ConnectionOptions, signal: AbortSignal): Promise<Attempt> {
  const { hostname, port } = new URL(linkUrl)
  const { promise, resolve } = Promise.withResolvers<Attempt>()
  let reached = false
  let certificate: Uint8Array | null = null
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || 443,
    servername: isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : 'localhost',
    // What the port shows is judged by the directory, by whoever asked.
    rejectUnauthorized: false,
    ...options,
  })
  const end = (outcome: Attempt['outcome']): void => {
    resolve({ outcome, certificate })
    socket.destroy()
  }
  const aborted = (): void => end('silent')
  signal.addEventListener('abort', aborted, { once: true })
  let answer = ''
  ;(socket as Socket).once('connect', () => {
    reached = true
  })
  socket.once('secureConnect', () => {
    certificate = socket.getPeerX509Certificate()?.raw ?? null
    socket.write(PROBE)
  })
  socket.on('data', (chunk: Buffer) => {
    answer = (answer + chunk.toString('latin1')).slice(0, 64)
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
    if (status !== undefined) end(status === '403' ? 'refused' : 'accepted')
  })
  socket.once('error', () => end(reached ? 'refused' : 'unreachable'))
  socket.once('close', () => {
    signal.removeEventListener('abort', aborted)
    end(reached ? 'refused' : 'unreachable')
  })
  return promise
}
