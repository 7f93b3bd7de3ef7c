import { constants } from 'node:crypto'
import {
  createServer as createHttp,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import { RabtError } from '@rabt/protocol'
import { makeRouter } from '../route/router.ts'
import { rawFault } from './answer/raw-fault.ts'
import { endConnection, mayBegin, onClientError } from './connection.ts'
import { Connections } from './connections.ts'
import { EDGE_LIMITS, type EdgeDeps, type EdgeLimits, type EdgeTls } from './deps.ts'
import { endpointOf, originForm } from './endpoint.ts'
import { serve } from './serve.ts'
import { type Edge, Turn } from './turn.ts'

export interface ConsumerEdge {
  readonly http: HttpServer
  readonly https: HttpsServer
  /** Takes a renewed key and certificate for new connections. */
  setTls(tls: EdgeTls): void
  /** Stops listening, lets the calls under way end (at most `closeMs`), closes. */
  close(): Promise<void>
}

/**
 * Opens the consumer's edge: X-Road REST over HTTP and HTTPS (docs/spec/x-road-rest.md). Resolves when both ports listen;
 * rejects with the system's error (EADDRINUSE and the like) or that of an unusable key or certificate.
 */
export async function startConsumerEdge(deps: EdgeDeps): Promise<ConsumerEdge> {
  const limits: EdgeLimits = { ...EDGE_LIMITS, ...deps.limits }
  const router = makeRouter({ reachable: (gateway) => deps.exchange.reachable(gateway), random: deps.random })
  const edge: Edge = { deps, limits, router, calls: 0, bodies: 0, draining: false }
  const options = httpOptions(limits)
  const http = createHttp(options)
  const https = createHttps({
    ...options,
    ...tlsOptions(deps.tls),
    ...HTTPS_ONLY,
    handshakeTimeout: limits.handshakeMs,
  })
  const connections = new Connections()
  attach(edge, http)
  attach(edge, https)
  http.on('connection', (socket: Socket) => connections.add(socket))
  https.on('connection', (socket: Socket) => connections.addHandshake(socket))
  https.on('secureConnection', (socket) => connections.add(socket))
  try {
    await listen(http, deps.listen.host, deps.listen.http)
    await listen(https, deps.listen.host, deps.listen.https)
  } catch (error) {
    http.close()
    https.close()
    throw error
  }
  return {
    http,
    https,
    setTls: (tls) => https.setSecureContext(tlsOptions(tls)),
    close: () => close(edge, [http, https], connections),
  }
}

function httpOptions(limits: EdgeLimits): ServerOptions {
  return {
    insecureHTTPParser: false,
    // Node's parser counts request line and headers together; each has its own check behind it.
    maxHeaderSize: limits.headBytes + limits.urlBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    keepAliveTimeout: limits.idleMs,
    noDelay: true,
    // Checked by ourselves, so that the refusal is a typed one.
    requireHostHeader: false,
  }
}

/** A certificate is asked for, not demanded, and judged by the list of the client subsystem, not by a CA. */
const HTTPS_ONLY = { requestCert: true, rejectUnauthorized: false } as const

function tlsOptions(tls: EdgeTls) {
  return {
    key: tls.key,
    cert: tls.cert,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    // A TLS 1.2 peer must not change its certificate in the middle of a connection: authenticate-system.ts remembers it.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  } as const
}

function attach(edge: Edge, server: HttpServer): void {
  // Beyond a number of headers Node would drop the rest silently; their size is bounded above.
  server.maxHeadersCount = 0
  server.maxConnections = edge.limits.connections
  server.on('request', (req, res) => begin(edge, req, res, false))
  server.on('checkContinue', (req, res) => begin(edge, req, res, true))
  // RFC 9110 §10.1.1 allows to ignore expectations other than 100-continue; X-Road drops the header.
  server.on('checkExpectation', (req, res) => begin(edge, req, res, false))
  server.on('clientError', (error, socket) => onClientError(edge, error, socket as Socket))
  // Accepting may fail at any time, e.g. without a free file descriptor; the port goes on listening.
  server.on('error', (error) => edge.deps.log.error({ err: error }, "the consumer's edge cannot accept a connection"))
  server.on('connect', (_req, socket) => {
    // Node has taken its own listener off.
    socket.on('error', () => {})
    const refusal = new RabtError('UNSUPPORTED_METHOD', { method: 'CONNECT' })
    endConnection(edge, socket as Socket, rawFault(edge.deps, refusal, 'consumer'))
  })
}

function begin(edge: Edge, req: IncomingMessage, res: ServerResponse, continueOwed: boolean): void {
  const target = originForm(req.url as string)
  const endpoint = endpointOf(req.method as string, target)
  const turn = new Turn(endpoint, req, res, target, edge.deps.clock(), continueOwed)
  if (mayBegin(req.socket, turn)) void serve(edge, turn)
}

function listen(server: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

async function close(edge: Edge, servers: readonly HttpServer[], connections: Connections): Promise<void> {
  edge.draining = true
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
  connections.endIdle()
  const timer = setTimeout(() => connections.endAll(), edge.limits.closeMs)
  await Promise.all(closed)
  clearTimeout(timer)
}
