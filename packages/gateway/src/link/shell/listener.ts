import type { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import type { OcspChecker } from '../../trust/ocsp.ts'
import { gatewayOfCertificate, peerCertificate } from '../../trust/peer-identity.ts'
import type { KernelLog } from '../kernel.ts'
import type { Session } from '../wire.ts'
import { attach, SOCKET_OPTIONS } from './socket-wire.ts'

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: readonly string[] }
  readonly view: () => DirectoryView
  readonly ocsp: OcspChecker
  readonly log: KernelLog
  /** The session for the peer's lanes. */
  readonly session: (gateway: string) => Session
  /** A large blob of an own lane, for its receiver alone: bytes, false if erased, null if there is none. */
  readonly blob: (
    receiver: string,
    lane: string,
    index: number,
    part: 'head' | 'body',
  ) => Promise<Buffer | false | null>
}

const BLOB_PATH = /^\/link\/blobs\/([0-9]{1,4}b?\.[0-9]{1,16}\.[0-9a-f]{16})\/([0-9]{1,16})\/(head|body)$/
const HEADERS_MS = 10_000

/** The link's server: TLS 1.3, certificates both ways, the directory as allow-list, OCSP second. */
export class Listener {
  readonly #options: ListenerOptions
  readonly #server: Server
  readonly #sockets = new Map<WebSocket, { gateway: string; certificate: X509Certificate }>()

  constructor(options: ListenerOptions) {
    this.#options = options
    this.#server = createServer({
      key: options.tls.key,
      cert: options.tls.cert,
      ca: [...options.tls.ca],
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
      headersTimeout: HEADERS_MS,
      requestTimeout: HEADERS_MS,
    })
    const upgrades = new WebSocketServer({ noServer: true, ...SOCKET_OPTIONS })
    this.#server.on('upgrade', (request: IncomingMessage, socket, head) => {
      socket.on('error', () => socket.destroy())
      if (request.url !== '/link') return socket.destroy()
      this.#identify(socket as TLSSocket)
        // No turn of the event loop lies between this and the last look at the directory.
        .then((identity) =>
          upgrades.handleUpgrade(request, socket, head, (webSocket) => {
            this.#sockets.set(webSocket, identity)
            webSocket.on('close', () => this.#sockets.delete(webSocket))
            attach(webSocket, options.session(identity.gateway), identity.gateway, options.log)
          }),
        )
        .catch((error: unknown) => {
          this.#refused(error)
          socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        })
    })
    this.#server.on('request', (request, response) => {
      this.#serveBlob(request, response).catch((error: unknown) => {
        this.#refused(error)
        if (!response.headersSent) response.writeHead(error instanceof RabtError ? 403 : 500)
        response.end()
      })
    })
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy())
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#options.port, this.#options.host)
    await once(this.#server, 'listening')
  }

  /** A renewed certificate or another list of CAs, for new connections. */
  renew(tls: ListenerOptions['tls']): void {
    this.#server.setSecureContext({ key: tls.key, cert: tls.cert, ca: [...tls.ca], minVersion: 'TLSv1.3' })
  }

  /** Ends connections whose certificate the directory lists no more. */
  recheck(): void {
    const view = this.#options.view()
    for (const [socket, { gateway, certificate }] of this.#sockets) {
      if (gatewayOfCertificate(view, certificate)?.id === gateway) continue
      this.#options.log.alarm('peer-delisted', { peer: gateway })
      socket.terminate()
    }
  }

  /** Ends the connections from a gateway, which dials again; how many were ended. */
  cut(gateway: string): number {
    const found = [...this.#sockets].filter(([, identity]) => identity.gateway === gateway)
    for (const [socket] of found) socket.terminate()
    return found.length
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.terminate()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #identify(socket: TLSSocket): Promise<{ gateway: string; certificate: X509Certificate }> {
    const certificate = peerCertificate(socket)
    const record = gatewayOfCertificate(this.#options.view(), certificate)
    if (!record) throw new RabtError('PEER_MISMATCH', {}, { detail: 'certificate of no listed gateway' })
    await this.#options.ocsp.check(certificate.raw)
    // What was revoked meanwhile: `recheck` knows only of connections that stand.
    if (gatewayOfCertificate(this.#options.view(), certificate)?.id !== record.id)
      throw new RabtError('PEER_MISMATCH', {}, { detail: 'certificate that is listed no more' })
    return { gateway: record.id, certificate }
  }

  async #serveBlob(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const match = BLOB_PATH.exec(request.url ?? '')
    if (!match || request.method !== 'GET') {
      response.writeHead(404)
      response.end()
      return
    }
    const { gateway } = await this.#identify(request.socket as TLSSocket)
    const bytes = await this.#options.blob(gateway, match[1] as string, Number(match[2]), match[3] as 'head' | 'body')
    if (bytes) response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length })
    else response.writeHead(bytes === false ? 410 : 404)
    response.end(bytes || undefined)
  }

  #refused(error: unknown): void {
    this.#options.log.alarm('connection-refused', {
      detail: error instanceof RabtError ? (error.detail ?? error.code) : String(error),
    })
  }
}
