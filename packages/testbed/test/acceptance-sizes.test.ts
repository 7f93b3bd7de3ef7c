import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectFault } from './support/fault.ts'
import { sharedNetwork } from './support/network.ts'
import { register, startService, type TestService } from './support/service.ts'

// Acceptance lines 21 and 22 (docs/spec/x-road-rest.md §11).
const network = await sharedNetwork()
const LIMIT = 10 * 1024 * 1024
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
let service: TestService
let registered: Awaited<ReturnType<typeof register>>

beforeAll(async () => {
  service = await startService(({ target }, response) => {
    const size = Number(/\/bytes\/(\d+)/.exec(target)?.[1] ?? 0)
    const bytes = randomBytes(size)
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-digest': sha256(bytes) })
    response.end(bytes)
  })
  registered = await register(network, 'accept-sizes', service.url)
})
afterAll(async () => {
  await registered.remove()
  await service.close()
})

describe('large bodies', () => {
  it.each([LIMIT - 1, LIMIT])('a request of %d bytes arrives whole', async (size) => {
    const body = randomBytes(size)
    const answer = await network.call(registered.path, { method: 'POST', body })
    expect(answer.status, answer.text().slice(0, 500)).toBe(200)
    expect(service.last().body.length).toBe(size)
    expect(sha256(service.last().body)).toBe(sha256(body))
    service.arrived.length = 0
  })

  it.each([false, true])(
    'a request of one byte more is refused, and the sender can read why (close: %s)',
    async (close) => {
      const fault = { type: 'Server.ClientProxy.LoggingFailed', side: 'client', code: 'BODY_TOO_LARGE' }
      const body = Buffer.alloc(LIMIT + 1)
      expectFault(await network.call(registered.path, { method: 'POST', body, close }), fault)
      const headers = [['Accept-Language', 'ar']] as const
      expectFault(await network.call(registered.path, { method: 'POST', body, headers, close }), {
        ...fault,
        arabic: true,
      })
      expect(service.arrived.length).toBe(0)
    },
  )

  it.each([8 * 1024 * 1024, LIMIT])('an answer of %d random bytes arrives whole', async (size) => {
    const answer = await network.call(`${registered.path}/bytes/${size}`)
    expect(answer.status, answer.text().slice(0, 500)).toBe(200)
    expect(answer.body.length).toBe(size)
    expect(answer.header('content-length')).toBe(String(size))
    expect(sha256(answer.body)).toBe(answer.header('x-digest'))
  })

  it('an answer of one byte more is refused', async () => {
    expectFault(await network.call(`${registered.path}/bytes/${LIMIT + 1}`), {
      type: 'Server.ServerProxy.LoggingFailed',
      side: 'service',
      code: 'SERVICE_ANSWER_TOO_LARGE',
    })
  })
})
