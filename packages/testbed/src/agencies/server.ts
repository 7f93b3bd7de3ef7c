import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { StateCode } from '../federation/states.ts'
import { type AgencyAnswer, Refusal } from './answer.ts'
import { makeSystems } from './systems.ts'

export interface AgenciesOptions {
  readonly states: readonly StateCode[]
  readonly clock: () => number
}

/** No sample needs more; a larger body is refused before it is read. */
const BODY_BYTES = 64 * 1024

/** The HTTP server of all sample agencies. It listens nowhere yet. */
export function createAgenciesServer({ states, clock }: AgenciesOptions): Server {
  const { services, descriptions } = makeSystems(states)

  const answer = async (request: IncomingMessage): Promise<AgencyAnswer> => {
    const target = request.url ?? '/'
    const at = target.indexOf('?')
    const rawPath = at < 0 ? target : target.slice(0, at)
    if (rawPath === '/healthz') return { status: 200, body: { status: 'ok' } }
    const description = descriptions.get(rawPath)
    if (description !== undefined) {
      const server = `http://${request.headers.host ?? 'localhost'}${description.path}`
      return { status: 200, body: description.system.describe(server) }
    }
    const segments = rawPath.split('/').slice(1)
    const system = services.get(`/${segments.slice(0, 3).join('/')}`)
    if (system === undefined)
      throw new Refusal(404, 'not-found', { ar: 'لا خدمة في هذا العنوان', en: 'No service at this address' })
    return system.handle({
      method: request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET'),
      path: decodePath(segments.slice(3)),
      query: new URLSearchParams(at < 0 ? '' : target.slice(at + 1)),
      ifNoneMatch: request.headers['if-none-match'],
      body: await readBody(request),
      now: clock(),
    })
  }

  const server = createServer({ maxHeaderSize: 80 * 1024 }, (request, response) => {
    answer(request).then(
      (good) => send(request, response, good.status, 'application/json', good.body, good.headers ?? {}),
      (error: unknown) => refuse(request, response, error),
    )
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  // Longer than the gateway keeps idle connections: the side that calls closes first, so no call meets a closing socket.
  server.keepAliveTimeout = 75_000
  return server
}

function decodePath(segments: readonly string[]): readonly string[] {
  const kept = segments.at(-1) === '' ? segments.slice(0, -1) : segments
  try {
    return kept.map(decodeURIComponent)
  } catch {
    throw new Refusal(400, 'invalid-input', { ar: 'ترميز غير صالح في العنوان', en: 'Invalid encoding in the address' })
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES) {
      throw new Refusal(
        413,
        'body-too-large',
        { ar: 'المحتوى أكبر من 64 كيلوبايت', en: 'The body is larger than 64 KiB' },
        { connection: 'close' },
      )
    }
    chunks.push(chunk)
  }
  if (size === 0) return undefined
  if (!/^application\/(?:[a-z.+-]+\+)?json(?:\s*;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'not-json', { ar: 'المحتوى يجب أن يكون JSON', en: 'The body must be JSON' })
  }
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal(400, 'invalid-input', {
    ar: 'المحتوى ليس كائن JSON صالحًا',
    en: 'The body is not a valid JSON object',
  })
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof Refusal) {
    const arabic = /^\s*ar\b/i.test(request.headers['accept-language'] ?? '')
    const body = {
      type: `urn:rabt:sample:${error.code}`,
      title: arabic ? error.text.ar : error.text.en,
      status: error.status,
      text: error.text,
      sample: true,
    }
    send(request, response, error.status, 'application/problem+json', body, error.headers)
    return
  }
  // A caller that went away while its body was read; or our own mistake, which the log of the process keeps.
  if (!request.destroyed || request.complete) console.error(error)
  const text = { ar: 'خطأ داخلي', en: 'Internal error' }
  const body = { type: 'about:blank', title: text.en, status: 500, text, sample: true }
  send(request, response, 500, 'application/problem+json', body, {})
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: Readonly<Record<string, unknown>> | Uint8Array,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.destroyed) return
  if (status === 304) {
    response.writeHead(status, headers).end()
    return
  }
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...headers, 'content-length': bytes.length })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
