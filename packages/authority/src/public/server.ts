import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { pemOf, RabtError } from '@rabt/protocol'
import type { CertificateAuthority } from '../ca/certificate-authority.ts'
import { answerOcsp } from '../ca/ocsp.ts'
import { RENEWAL_BYTES } from '../ca/renewal/jws.ts'
import type { RenewalDesk } from '../ca/renewal/renew.ts'
import { sendProblem } from './problem.ts'
import { serveFile } from './static-files.ts'

export interface AuthorityServerOptions {
  readonly authority: CertificateAuthority
  /** Folder of the directory's repository. */
  readonly repository: string
  /** `/conformance/...` and `/board`; a party that is no state has neither. */
  readonly conformance?: RequestListener
  /** `/directory/v1/...`, of an authority that can write the directory. */
  readonly handOver?: RequestListener
  /** `/ca/v1/...`; without one these addresses are not there. */
  readonly renewal?: RenewalDesk
  /** Whether the rest of the authority, its register and its admin API, is open too: `/readyz`. */
  readonly isReady?: () => boolean
}

const CONFORMANCE = /^\/(?:conformance\/|board$)/

/** An OCSP question of sixteen certificates needs 2 KiB. */
const OCSP_BYTES = 16 * 1024

/**
 * One authority's server: `/ocsp`, `/ca.crt`, `/ca/v1/...`, `/directory/<file>`, `/directory/v1/...`, `/conformance/...`, `/board`, `/healthz`, `/readyz`.
 * It listens nowhere yet.
 */
export function createAuthorityServer(options: AuthorityServerOptions): Server {
  const { authority, repository, renewal, conformance, handOver, isReady = () => true } = options
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      console.error(error)
      if (response.headersSent) response.destroy()
      else text(response, 500, 'internal error')
    })
  })

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const { method } = request
    if (conformance !== undefined && CONFORMANCE.test(path)) return void conformance(request, response)
    if (path.startsWith('/directory/v1/')) {
      return handOver === undefined ? text(response, 404, 'not found') : void handOver(request, response)
    }
    if (path === '/ocsp' && method === 'POST') {
      // An over-long question is answered as malformed.
      return ocsp(response, (await readBounded(request, OCSP_BYTES)) ?? Buffer.alloc(0))
    }
    if (renewal !== undefined && path === '/ca/v1/renew' && method === 'POST') return renew(renewal, request, response)
    if (method !== 'GET' && method !== 'HEAD') return text(response, 405, 'method not allowed')
    const head = method === 'HEAD'
    if (renewal !== undefined && path === '/ca/v1/nonce') {
      return send(response, 200, 'application/json', Buffer.from(JSON.stringify(renewal.nonce())))
    }
    if (path === '/readyz') return isReady() ? text(response, 200, 'ok') : text(response, 503, 'not ready')
    if (path === '/healthz') return text(response, 200, 'ok')
    if (path === '/ca.crt') return send(response, 200, 'application/pkix-cert', authority.der)
    if (path.startsWith('/ocsp/')) return ocsp(response, decodeGet(path.slice('/ocsp/'.length)))
    if (
      path.startsWith('/directory/') &&
      (await serveFile(repository, path.slice('/directory/'.length), response, head))
    )
      return
    text(response, 404, 'not found')
  }

  const ocsp = async (response: ServerResponse, question: Uint8Array): Promise<void> =>
    send(response, 200, 'application/ocsp-response', await answerOcsp(authority, question))

  const renew = async (desk: RenewalDesk, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const body = await readBounded(request, RENEWAL_BYTES)
      if (body === null) throw new RabtError('BODY_TOO_LARGE', { limit: String(RENEWAL_BYTES) })
      const pem = pemOf('CERTIFICATE', await desk.renew(body))
      send(response, 200, 'application/pem-certificate-chain', Buffer.from(pem))
    } catch (error) {
      if (!(error instanceof RabtError)) console.error(error)
      sendProblem(response, error)
    }
  }

  server.headersTimeout = 10_000
  server.requestTimeout = 10_000
  return server
}

/** RFC 6960 appendix A.1: GET {url}/{url-encoding of base64 of the DER}. What does not decode is answered as malformed. */
function decodeGet(encoded: string): Uint8Array {
  try {
    return Buffer.from(decodeURIComponent(encoded), 'base64')
  } catch {
    return Buffer.alloc(0)
  }
}

/** Null when there is more than `limit`; the rest is read and dropped, so that the answer arrives (bounded by requestTimeout). */
async function readBounded(request: IncomingMessage, limit: number): Promise<Uint8Array | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
  }
  return size > limit ? null : Buffer.concat(chunks)
}

function text(response: ServerResponse, status: number, body: string): void {
  send(response, status, 'text/plain; charset=utf-8', Buffer.from(`${body}\n`))
}

function send(response: ServerResponse, status: number, type: string, body: Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
