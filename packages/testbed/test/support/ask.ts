import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { ConnectionOptions } from 'node:tls'

export interface Question {
  readonly method?: string
  /** Goes out byte for byte. */
  readonly path: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: Uint8Array | string
  readonly tls?: ConnectionOptions
  readonly timeoutMs?: number
  /** Says `Connection: close`; else the connection is offered for more, as most clients do, and ended after the answer. */
  readonly close?: boolean
}

export interface Answer {
  readonly status: number
  readonly reason: string
  /** As they came: order, case and duplicates. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
  /** The one value of a header; throws if there are several. */
  header(name: string): string | undefined
  text(): string
  json(): Record<string, unknown>
}

/** One request on a connection of its own. */
export function ask(base: string, question: Question): Promise<Answer> {
  const { method = 'GET', path, headers = [], body, tls, timeoutMs = 60_000, close = false } = question
  const { protocol, hostname, port, host } = new URL(base)
  const bytes = body === undefined ? undefined : Buffer.from(body as string)
  const lines: string[] = ['Host', host, 'Connection', close ? 'close' : 'keep-alive']
  if (bytes !== undefined) lines.push('Content-Length', String(bytes.length))
  for (const [name, value] of headers) lines.push(name, value)
  const options = { method, path, hostname, port, headers: lines, agent: false as const, timeout: timeoutMs }
  return new Promise((resolve, reject) => {
    const receive = (response: IncomingMessage): void => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => resolve(answerOf(response, Buffer.concat(chunks))))
    }
    const call =
      protocol === 'https:'
        ? tlsRequest({ ...options, servername: 'localhost', ...tls }, receive)
        : plainRequest(options, receive)
    call.once('timeout', () => call.destroy(new Error(`no answer within ${timeoutMs} ms`)))
    call.once('error', reject)
    call.end(bytes)
  })
}

function answerOf(response: IncomingMessage, body: Buffer): Answer {
  const headers: [string, string][] = []
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    headers.push([response.rawHeaders[i] as string, response.rawHeaders[i + 1] as string])
  }
  return {
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? '',
    headers,
    body,
    header: (name) => {
      const found = headers.filter(([other]) => other.toLowerCase() === name.toLowerCase())
      if (found.length > 1) throw new Error(`${found.length} headers ${name}`)
      return found[0]?.[1]
    },
    text: () => body.toString('utf8'),
    json: () => JSON.parse(body.toString('utf8')) as Record<string, unknown>,
  }
}
