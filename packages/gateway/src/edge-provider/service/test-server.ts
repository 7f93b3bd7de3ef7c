import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createRawServer, type Socket } from 'node:net'

/** What a test server received, as it came. */
export interface Received {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

export interface TestServer {
  readonly origin: string
  readonly received: Received[]
  close(): Promise<void>
}

/** A real HTTP server that keeps what it received, then answers. */
export async function startHttp(answer: (res: ServerResponse, received: Received) => void): Promise<TestServer> {
  const received: Received[] = []
  const server = createServer(async (req: IncomingMessage, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const headers: [string, string][] = []
    for (let i = 0; i < req.rawHeaders.length; i += 2)
      headers.push([req.rawHeaders[i] as string, req.rawHeaders[i + 1] as string])
    const one = { method: req.method as string, target: req.url as string, headers, body: Buffer.concat(chunks) }
    received.push(one)
    answer(res, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A TCP server that does with each connection, once the request's head is there, what a test says. */
export async function startRaw(
  act: (socket: Socket, request: string) => void,
): Promise<Omit<TestServer, 'received'> & { connections: number }> {
  const sockets = new Set<Socket>()
  const server = createRawServer((socket) => {
    self.connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    let request = ''
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1')
      if (request.includes('\r\n\r\n')) {
        act(socket, request)
        request = ''
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const self = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: 0,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return self
}
