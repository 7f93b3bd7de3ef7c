import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TestProxy {
  readonly port: number
  /** Connections that stand now pass nothing on any more, without closing; new ones work. */
  silence(): void
  close(): Promise<void>
}

/** A TCP proxy that can go silent as a firewall does which forgot a connection. */
export async function startProxy(host: string, port: number): Promise<TestProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(port, host)
    const pair = [near, far] as const
    pairs.add(pair)
    near.pipe(far)
    far.pipe(near)
    for (const socket of pair) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        near.destroy()
        far.destroy()
        pairs.delete(pair)
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      for (const [near, far] of pairs) {
        near.unpipe(far)
        far.unpipe(near)
        near.resume()
        far.resume()
      }
    },
    async close() {
      for (const [near] of pairs) near.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
