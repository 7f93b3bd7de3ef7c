import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** How it passes on what the dialler sends. `silent`: nothing, and it closes nothing (a half-open connection). */
export type Passing = 'freely' | 'trickling' | 'silent'

export interface LinkProxy {
  passing: Passing
  /** Ends every connection. */
  cut(): void
  close(): Promise<void>
}

const TRICKLE = { everyMs: 20, bytes: 16 }

/** Stands before a gateway's link port and fails as networks do. */
export async function startLinkProxy(port: number, behind: number): Promise<LinkProxy> {
  const sockets = new Set<Socket>()
  const proxy = { passing: 'freely' as Passing }
  const pass = (from: Socket, to: Socket): void => {
    let waiting: Buffer = Buffer.alloc(0)
    const trickle = setInterval(() => {
      if (waiting.length === 0 || proxy.passing === 'silent') return
      const bytes = proxy.passing === 'freely' ? waiting.length : TRICKLE.bytes
      to.write(waiting.subarray(0, bytes))
      waiting = waiting.subarray(bytes)
    }, TRICKLE.everyMs)
    from.on('data', (chunk: Buffer) => {
      if (proxy.passing === 'freely' && waiting.length === 0) to.write(chunk)
      else waiting = Buffer.concat([waiting, chunk])
    })
    from.once('close', () => {
      clearInterval(trickle)
      to.destroy()
    })
  }
  const server = createServer((near) => {
    const far = connect(behind, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.once('close', () => sockets.delete(socket))
    }
    pass(near, far)
    pass(far, near)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return Object.assign(proxy, {
    cut,
    close: async () => {
      server.close()
      cut()
      await once(server, 'close')
    },
  })
}
