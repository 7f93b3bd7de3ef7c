import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNet, type Socket } from 'node:net'
import type { RegistryContent } from '@rabt/directory'
import { type Network, PROVIDER } from './network.ts'
import { agree, known, publishRegistry } from './publish.ts'

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
  /** What CONSUMER may do by an agreement: everything unless said otherwise. With nothing the service is only listed. */
  readonly agreed?: readonly { readonly method: string; readonly path: string }[]
}

export interface Registered {
  /** Of calls to it. */
  readonly path: string
  readonly remove: () => Promise<void>
}

/** Registers a service of PROVIDER at the gateway of Qatar, as its operator would, and agrees with CONSUMER on its use. */
export async function register(
  network: Network,
  code: string,
  url: string,
  settings: Registration = {},
): Promise<Registered> {
  return (await registerAll(network, { [code]: { url, ...settings } }))[code] as Registered
}

/** The same for several services, by their codes: published together. */
export async function registerAll<Service extends string>(
  network: Network,
  services: Readonly<Record<Service, Registration & { readonly url: string }>>,
): Promise<Readonly<Record<Service, Registered>>> {
  const codes = Object.keys(services) as Service[]
  const idOf = (code: string): string => `${PROVIDER}/${code}`
  const pathOf = (code: string): string => `/admin/v1/services/${encodeURIComponent(idOf(code))}`
  for (const code of codes) {
    const { agreed: _agreed, ...service } = services[code]
    await network.admin('QA', 'PUT', pathOf(code), { ...UNLIMITED, ...service })
  }
  const closed = codes.filter((code) => services[code].agreed?.length === 0)
  await publishRegistry(network, 'QA', (content) => {
    const fresh = closed.filter((code) => !content.services.some(({ id }) => id === idOf(code)))
    return { ...content, services: [...content.services, ...fresh.map((code) => listed(idOf(code)))] }
  })
  const open = codes.filter((code) => !closed.includes(code))
  await agree(
    network,
    ...open.map((code) => ({
      service: idOf(code),
      ...(services[code].agreed && { endpoints: services[code].agreed }),
    })),
  )
  await known(network, ['KW', 'QA'])
  return Object.fromEntries(
    codes.map((code) => [
      code,
      { path: `/r1/${idOf(code)}`, remove: async () => void (await network.admin('QA', 'DELETE', pathOf(code))) },
    ]),
  ) as Record<Service, Registered>
}

const UNLIMITED = { type: 'REST', descriptionUrl: null, timeoutMs: 20_000, disabled: null, endpoints: [] }

function listed(id: string): RegistryContent['services'][number] {
  return { id, type: 'REST', title: { ar: 'خدمة اختبار', en: 'A service of the tests' }, timeoutMs: 20_000 }
}
