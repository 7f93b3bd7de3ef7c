import { afterEach, expect, it } from 'vitest'
import { PROVIDER_LIMITS } from './limits.ts'
import { OriginPool } from './origin-pool.ts'
import { requestBytes } from './request-bytes.ts'
import { ServiceCall } from './service-call.ts'
import { startRaw } from './test-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

it('uses a connection again whose last bytes were to wait for room', async () => {
  const server = await startRaw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'))
  const { hostname: host, host: authority, port } = new URL(server.origin)
  const pool = new OriginPool({ secure: false, host, port: Number(port), verifyTls: true, connectMs: 1_000 })
  closing.push(
    () => server.close(),
    () => pool.destroy(),
  )
  const ask = () => {
    const call = new ServiceCall({
      limits: { ...PROVIDER_LIMITS, freeBytes: 2 },
      // There is never room.
      budget: { reserve: () => () => undefined },
      method: 'GET',
      bytes: requestBytes({ authority, method: 'GET', target: '/', headers: [], body: null }),
      timeoutMs: 2_000,
      ended: () => undefined,
    })
    call.start(pool)
    return call.answer
  }
  for (let i = 0; i < 3; i++) expect(await ask()).toMatchObject({ status: 200, body: Buffer.from('abc') })
  expect(server.connections).toBe(1)
})
