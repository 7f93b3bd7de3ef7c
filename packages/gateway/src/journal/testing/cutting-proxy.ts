import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import type pg from 'pg'

export interface CuttingProxy {
  readonly port: number
  /** Connections cut so far. */
  readonly cuts: number
  /** The next bytes from the server are thrown away and the client's connection is cut: done, but nobody was told. */
  swallowNextAnswer(): void
  close(): Promise<void>
}

/** A TCP proxy before PostgreSQL that can lose an answer. */
export async function startCuttingProxy(server: pg.ClientConfig): Promise<CuttingProxy> {
  let armed = false
  let cuts = 0
  const sockets = new Set<Socket>()
  const listener = createServer((client) => {
    const path = server.host?.startsWith('/') ? `${server.host}/.s.PGSQL.${server.port}` : null
    const upstream = path ? createConnection(path) : createConnection({ host: server.host, port: server.port ?? 5432 })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => upstream.write(bytes))
    upstream.on('data', (bytes) => {
      if (!armed) {
        client.write(bytes)
        return
      }
      armed = false
      cuts++
      client.destroy()
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get cuts() {
      return cuts
    },
    swallowNextAnswer: () => {
      armed = true
    },
    close: async () => {
      listener.close()
      for (const socket of sockets) socket.destroy()
      await once(listener, 'close')
    },
  }
}
