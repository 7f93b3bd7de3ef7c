import http from 'node:http'
import https from 'node:https'

export interface HttpRequest {
  readonly url: URL
  /** Path and query as they go on the wire, byte for byte. */
  readonly path: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: Uint8Array
  readonly timeoutMs: number
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
}

export interface HttpAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: Uint8Array
}

/** One request on one connection. Rejects with Node's own error, or with `code: 'TIMEOUT'`. */
export function send(wanted: HttpRequest): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
  const { url, path, method, body, timeoutMs, tls } = wanted
  const rawHeaders = wanted.headers.flat()
  if (!wanted.headers.some(([name]) => name.toLowerCase() === 'host')) rawHeaders.push('Host', url.host)
  if (body !== undefined) rawHeaders.push('Content-Length', String(body.length))
  const options = { host: bare(url.hostname), port: url.port, path, method, agent: false as const, headers: rawHeaders }
  const sent =
    url.protocol === 'https:'
      ? https.request({ ...options, ...tls, servername: servername(url.hostname) })
      : http.request(options)
  const timer = setTimeout(() => sent.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })), timeoutMs)
  sent.once('close', () => clearTimeout(timer))
  sent.once('error', reject)
  sent.once('response', (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.once('error', reject)
    response.once('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        reason: response.statusMessage ?? '',
        headers: response.headers,
        body: Buffer.concat(chunks),
      }),
    )
  })
  sent.end(body)
  return promise
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** Nodes on this machine carry certificates for `localhost`; RFC 6066 §3 allows no address as a server name. */
function servername(hostname: string): string {
  return /^(127\.|\[)/.test(hostname) ? 'localhost' : hostname
}
