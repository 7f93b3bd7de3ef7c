import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createNet, type Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { AdminApp } from './app.ts'

export interface AdminServerOptions {
  readonly host: string
  readonly port: number
  readonly tls: { readonly key: string; readonly cert: string }
  readonly app: AdminApp
}

export interface AdminServer {
  readonly port: number
  renew(tls: AdminServerOptions['tls']): void
  close(): Promise<void>
}

/** RFC 8446 §5.1: a TLS record of a handshake begins with 22. */
const TLS_HANDSHAKE = 22
const OPEN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])
const FIRST_BYTE_MS = 10_000

/**
 * The admin port: TLS 1.3 for everything, and on the same port plain HTTP for the three open routes alone, so that probes and
 * scrapers need no certificate (docs/adr). What it is, the first byte tells.
 */
export async function startAdminServer(options: AdminServerOptions): Promise<AdminServer> {
  const listener = getRequestListener(options.app.fetch)
  const times = { headersTimeout: FIRST_BYTE_MS, requestTimeout: 60_000 }
  const secure = createHttps({ ...options.tls, minVersion: 'TLSv1.3', ...times }, listener)
  const plain = createHttp(times, (request, response) =>
    OPEN_PATHS.has(pathOf(request)) ? listener(request, response) : refusePlain(response),
  )
  secure.on('tlsClientError', (_error, socket) => socket.destroy())
  const sockets = new Set<Socket>()
  const front = createNet((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    const slow = setTimeout(() => socket.destroy(), FIRST_BYTE_MS)
    socket.once('data', (bytes) => {
      clearTimeout(slow)
      socket.pause()
      socket.unshift(bytes)
      ;(bytes[0] === TLS_HANDSHAKE ? secure : plain).emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
    socket.once('close', () => clearTimeout(slow))
  })
  front.listen(options.port, options.host)
  await once(front, 'listening')
  const address = front.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    renew: (tls) => secure.setSecureContext({ ...tls, minVersion: 'TLSv1.3' }),
    close: async () => {
      front.close()
      for (const socket of sockets) socket.destroy()
      await once(front, 'close')
    },
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

function refusePlain(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'application/problem+json' })
  response.end(
    `${JSON.stringify({ title: 'This port speaks TLS 1.3; plain HTTP answers only /healthz, /readyz and /metrics.', status: 403 })}\n`,
  )
}
