import { X509Certificate } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import type { ConnectionOptions, PeerCertificate, TLSSocket } from 'node:tls'
import type { DirectoryView, GatewayRecord } from '@rabt/directory'
import { type BlobItem, parseOrigin, RabtError } from '@rabt/protocol'
import { WebSocket } from 'ws'
import type { OcspChecker } from '../../trust/ocsp.ts'
import { gatewayOfCertificate, keyDigest, peerCertificate } from '../../trust/peer-identity.ts'
import type { KernelLog } from '../kernel.ts'
import type { Session } from '../wire.ts'
import { BackOff } from './back-off.ts'
import { attach, noMask, SOCKET_OPTIONS } from './socket-wire.ts'

export interface DiallerOptions {
  readonly view: () => DirectoryView
  readonly tls: () => { readonly key: string; readonly cert: string; readonly ca: readonly string[] }
  readonly ocsp: OcspChecker
  readonly log: KernelLog
  /** Milliseconds, monotonic. */
  readonly clock: () => number
  readonly random: () => number
}

const CONNECT_MS = 10_000

interface Peer {
  readonly session: Session
  readonly backOff: BackOff
  socket: WebSocket | null
  certificate: X509Certificate | null
  timer: NodeJS.Timeout | null
}

/** Keeps one outgoing connection to each gateway that the directory lists, and fetches large blobs from them. */
export class Dialler {
  readonly #options: DiallerOptions
  readonly #peers = new Map<string, Peer>()
  #stopped = false

  constructor(options: DiallerOptions) {
    this.#options = options
  }

  has(gateway: string): boolean {
    return this.#peers.has(gateway)
  }

  /** Connects, and again whenever the connection ends. */
  keep(gateway: string, session: Session): void {
    if (this.#peers.has(gateway) || this.#stopped) return
    const backOff = new BackOff(this.#options.clock, this.#options.random)
    this.#peers.set(gateway, {
      session: greeting(session, backOff),
      backOff,
      socket: null,
      certificate: null,
      timer: null,
    })
    this.#dial(gateway)
  }

  /** Ends connections to a key or a CA that the directory lists no more, and dials again. */
  recheck(): void {
    const view = this.#options.view()
    for (const [gateway, { socket, certificate }] of this.#peers) {
      if (!socket || !certificate || gatewayOfCertificate(view, certificate)?.id === gateway) continue
      this.#options.log.alarm('peer-delisted', { peer: gateway })
      socket.terminate()
    }
  }

  /** Ends the connection and does not dial again: the gateway left the directory. */
  drop(gateway: string): void {
    const peer = this.#peers.get(gateway)
    this.#peers.delete(gateway)
    if (peer?.timer) clearTimeout(peer.timer)
    peer?.socket?.terminate()
  }

  /** Ends the connection to a gateway, which is dialled again; how many were ended. */
  cut(gateway: string): number {
    const socket = this.#peers.get(gateway)?.socket
    socket?.terminate()
    return socket ? 1 : 0
  }

  stop(): void {
    this.#stopped = true
    for (const gateway of [...this.#peers.keys()]) this.drop(gateway)
  }

  #dial(gateway: string): void {
    const peer = this.#peers.get(gateway)
    if (!peer || this.#stopped) return
    peer.timer = null
    const socket = this.#connect(gateway, peer)
    if (!socket) {
      this.#retry(gateway)
      return
    }
    peer.socket = socket
    peer.certificate = null
    socket.once('upgrade', (response) => {
      socket.pause()
      this.#meet(gateway, peer, response.socket as TLSSocket)
        .then(() => {
          if (socket.readyState !== socket.OPEN) return
          attach(socket, peer.session, gateway, this.#options.log)
          socket.resume()
        })
        .catch((error: unknown) => {
          this.#options.log.alarm('peer-certificate', {
            peer: gateway,
            detail: error instanceof RabtError ? (error.detail ?? error.code) : String(error),
          })
          socket.terminate()
        })
    })
    socket.on('error', (error) => {
      if (peer.backOff.well) this.#options.log.event('dial-failed', { peer: gateway, detail: error.message })
    })
    socket.on('close', () => {
      if (this.#peers.get(gateway) !== peer) return
      peer.socket = null
      this.#retry(gateway)
    })
  }

  /** Null if there is nobody to dial: the directory does not list it, or is past all its grace, or own keys and certificate cannot be used. */
  #connect(gateway: string, peer: Peer): WebSocket | null {
    try {
      const record = this.#options.view().gateways.get(gateway)
      if (!record) return null
      return new WebSocket(record.linkUrl, {
        ...SOCKET_OPTIONS,
        generateMask: noMask,
        ...this.#tlsFor(record),
        handshakeTimeout: CONNECT_MS,
      })
    } catch (error) {
      if (peer.backOff.well) this.#options.log.event('dial-failed', { peer: gateway, detail: String(error) })
      return null
    }
  }

  /**
   * Whether the other end is the gateway by the directory of this moment: the handshake went by that of the moment of dialling, and what is
   * revoked while OCSP is asked is not for `recheck` to know of.
   *
   * @throws RabtError PEER_MISMATCH, CERTIFICATE_INVALID; what `view` throws
   */
  async #meet(gateway: string, peer: Peer, tls: TLSSocket): Promise<void> {
    const certificate = peerCertificate(tls)
    this.#demandListed(gateway, certificate)
    peer.certificate = certificate
    await this.#options.ocsp.check(certificate.raw)
    this.#demandListed(gateway, certificate)
  }

  #demandListed(gateway: string, certificate: X509Certificate): void {
    if (gatewayOfCertificate(this.#options.view(), certificate)?.id !== gateway)
      throw new RabtError('PEER_MISMATCH', {}, { detail: 'certificate that is listed no more' })
  }

  #retry(gateway: string): void {
    const peer = this.#peers.get(gateway)
    if (!peer || this.#stopped) return
    peer.timer = setTimeout(() => this.#dial(gateway), peer.backOff.ended())
  }

  /**
   * Fetches a large blob from the lane's writer: salt32 || bytes, at most `limit` bytes beside the salt. False if it was erased, null if
   * the writer has none, undefined if it did not answer as it should.
   */
  async fetchBlob(
    gateway: string,
    origin: string,
    index: number,
    part: 'head' | 'body',
    limit: number,
  ): Promise<BlobItem | undefined> {
    const record = this.#options.view().gateways.get(gateway)
    if (!record) return null
    const { slot, epoch, random } = parseOrigin(origin)
    const lane = `${slot}.${epoch}.${Buffer.from(random).toString('hex')}`
    const url = new URL(`/link/blobs/${lane}/${index}/${part}`, record.linkUrl.replace(/^wss:/, 'https:'))
    return new Promise((resolve) => {
      const request = httpsRequest(url, { ...this.#tlsFor(record), timeout: CONNECT_MS }, (response) => {
        if (response.statusCode === 410) {
          response.resume()
          return resolve(false)
        }
        const chunks: Buffer[] = []
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes <= limit + 32) chunks.push(chunk)
          else {
            resolve(null)
            request.destroy()
          }
        })
        response.on('end', () => resolve(answerOf(response.statusCode, chunks)))
        response.on('error', () => resolve(undefined))
      })
      request.on('timeout', () => request.destroy(new Error('timeout')))
      request.on('error', () => resolve(undefined))
      request.end()
    })
  }

  #tlsFor(record: GatewayRecord): ConnectionOptions {
    const { key, cert, ca } = this.#options.tls()
    return {
      key,
      cert,
      ca: [...ca],
      minVersion: 'TLSv1.3',
      // The directory is the allow-list: the key counts, not the host name.
      checkServerIdentity: (_host: string, peer: PeerCertificate) => {
        const digest = keyDigest(new X509Certificate(peer.raw))
        return record.tlsKeys.some((listed) => digest.equals(listed))
          ? undefined
          : new Error('certificate of another gateway')
      },
    }
  }
}

/** The session, and what tells a connection that works from one that merely came about. */
function greeting(session: Session, backOff: BackOff): Session {
  return {
    opened: (wire) => session.opened(wire),
    closed: (wire) => session.closed(wire),
    frame: (wire, frame) => {
      session.frame(wire, frame)
      if (frame.type === 'hello') backOff.greeted()
    },
  }
}

function answerOf(status: number | undefined, chunks: readonly Buffer[]): Buffer | null | undefined {
  if (status === 200) return Buffer.concat(chunks)
  return status === 404 ? null : undefined
}
