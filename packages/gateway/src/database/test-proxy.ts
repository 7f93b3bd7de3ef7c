import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TestProxy {
  readonly port: number
  /** Connections cut by {@link swallowNextAnswer}. */
  readonly cuts: number
  /** Connections that stand now pass nothing on any more, without closing; new ones work. */
  silence(): void
  /** The next bytes from the server are thrown away and the client's connection is cut: done, but nobody was told. */
  swallowNextAnswer(): void
  /** Cuts the client's connections that stand now. */
  cut(): void
  close(): Promise<void>
}

/** A TCP proxy before PostgreSQL (`host` may be a socket directory) that fails as networks do. */
export async function startProxy(host: string, port: number): Promise<TestProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const silent = new WeakSet<Socket>()
  let swallow = false
  let cuts = 0
  const server = createServer((near) => {
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    const pair = [near, far] as const
    pairs.add(pair)
    near.on('data', (bytes) => silent.has(near) || far.write(bytes))
    far.on('data', (bytes) => {
      if (silent.has(near)) return
      if (!swallow) {
        near.write(bytes)
        return
      }
      swallow = false
      cuts++
      near.destroy()
    })
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
    get cuts() {
      return cuts
    },
    silence() {
      for (const [near] of pairs) silent.add(near)
    },
    swallowNextAnswer() {
      swallow = true
    },
    cut() {
      for (const [near] of pairs) near.destroy()
    },
    async close() {
      for (const [near] of pairs) near.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
