import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { CertificateAuthority } from '../ca/certificate-authority.ts'
import { answerOcsp } from '../ca/ocsp.ts'
import { serveFile } from './static-files.ts'

export interface AuthorityServerOptions {
  readonly authority: CertificateAuthority
  /** Folder of the directory's repository. */
  readonly repository: string
  /** `/conformance/...` and `/board`; a party that is no state has neither. */
  readonly conformance?: RequestListener
}

const CONFORMANCE = /^\/(?:conformance\/|board$)/

/** An OCSP question of sixteen certificates needs 2 KiB. */
const OCSP_BYTES = 16 * 1024

/** One authority's server: `/ocsp`, `/ca.crt`, `/directory/<file>`, `/conformance/...`, `/board`, `/healthz`. It listens nowhere yet. */
export function createAuthorityServer({ authority, repository, conformance }: AuthorityServerOptions): Server {
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
    if (path === '/ocsp' && method === 'POST') return ocsp(response, await readBounded(request))
    if (method !== 'GET' && method !== 'HEAD') return text(response, 405, 'method not allowed')
    const head = method === 'HEAD'
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

/** An over-long question is cut, and so answered as malformed. */
async function readBounded(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > OCSP_BYTES) return Buffer.alloc(0)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function text(response: ServerResponse, status: number, body: string): void {
  send(response, status, 'text/plain; charset=utf-8', Buffer.from(`${body}\n`))
}

function send(response: ServerResponse, status: number, type: string, body: Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
