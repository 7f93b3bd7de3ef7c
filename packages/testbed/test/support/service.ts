import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNet, type Socket } from 'node:net'
import { CONSUMER, type Network, PROVIDER } from './network.ts'

/** What arrived at the agency's system. */
export interface Arrived {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

export type Handle = (arrived: Arrived, response: ServerResponse) => void

export interface TestService {
  readonly url: string
  readonly arrived: Arrived[]
  last(): Arrived
  close(): Promise<void>
}

/** An agency's system: a real HTTP server that writes down what arrives. It answers 200 and JSON unless `handle` does. */
export async function startService(handle: Handle = answerOk): Promise<TestService> {
  const arrived: Arrived[] = []
  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      const headers: [string, string][] = []
      for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
        headers.push([request.rawHeaders[i] as string, request.rawHeaders[i + 1] as string])
      }
      const body = Buffer.concat(chunks)
      const one: Arrived = { method: request.method ?? '', target: request.url ?? '', headers, body }
      arrived.push(one)
      handle(one, response)
    })
  })
  server.keepAliveTimeout = 75_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    last: () => {
      const found = arrived.at(-1)
      if (found === undefined) throw new Error('nothing arrived')
      return found
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

export function answerOk(_arrived: Arrived, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end('{"ok":true}')
}

/** A system that speaks octets of its own: `speak` gets each connection after the first bytes of a request. */
export async function startRawService(speak: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createNet((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', () => speak(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

export interface Registration {
  readonly type?: 'REST' | 'OPENAPI'
  readonly descriptionUrl?: string | null
  readonly timeoutMs?: number
  readonly disabled?: { readonly ar: string; readonly en: string } | null
  readonly endpoints?: readonly { readonly method: string; readonly path: string }[]
  /** Rights of CONSUMER; one that allows everything unless said otherwise. */
  readonly rights?: readonly { readonly method: string; readonly path: string }[]
}

/** Registers a service of PROVIDER at the gateway of Qatar, as its operator would. @returns the path of calls to it, and its end */
export async function register(network: Network, code: string, url: string, settings: Registration = {}) {
  const { rights = [{ method: '*', path: '**' }], ...service } = settings
  const id = `${PROVIDER}/${code}`
  const path = `/admin/v1/services/${encodeURIComponent(id)}`
  await network.admin('QA', 'PUT', path, {
    type: 'REST',
    descriptionUrl: null,
    timeoutMs: 20_000,
    disabled: null,
    endpoints: [],
    ...service,
    url,
  })
  const rightPath = (at: number) => `/admin/v1/rights/${encodeURIComponent(`test/${code}/${at}`)}`
  for (const [at, right] of rights.entries()) {
    const body = { ...right, subject: CONSUMER, subjectType: 'subsystem', service: id, decision: 'test' }
    await network.admin('QA', 'PUT', rightPath(at), body)
  }
  return {
    path: `/r1/${id}`,
    remove: async () => {
      for (const at of rights.keys()) await network.admin('QA', 'DELETE', rightPath(at))
      await network.admin('QA', 'DELETE', path)
    },
  }
}
