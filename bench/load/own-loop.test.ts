import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ownLoop } from './own-loop.ts'
import { whyVoid } from './result.ts'

let server: Server | undefined
afterEach(() => server?.closeAllConnections())
afterEach(() => server?.close())

function serve(status: number, seen: string[]): Promise<string> {
  const started = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['x-road-client']}`)
    request.resume().once('end', () => response.writeHead(status).end('{"a":1}'))
  })
  server = started
  return new Promise((resolve) => {
    started.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(started.address() as AddressInfo).port}`))
  })
}

const calls = ['/a', '/b'].map((path) => ({ path, headers: { 'X-Road-Client': 'KW/GOV/MOI/traffic' }, body: '{}' }))

describe('the load loop of our own', () => {
  it('sends the calls in turn and counts the answers', async () => {
    const seen: string[] = []
    const result = await ownLoop(calls, new AbortController().signal).run(await serve(200, seen), 2, 0.1)
    expect(result.requests).toBe(seen.length)
    expect(new Set(seen)).toEqual(new Set(['POST /a KW/GOV/MOI/traffic', 'POST /b KW/GOV/MOI/traffic']))
    expect(whyVoid(result, 7)).toBeUndefined()
    expect(result.p50Ms).toBeLessThanOrEqual(result.p99Ms)
  })
  it('a run with refused calls is void', async () => {
    const result = await ownLoop(calls, new AbortController().signal).run(await serve(500, []), 1, 0.05)
    expect(whyVoid(result, 7)).toMatch(/\(status\)/)
  })
  it('a run that reaches nobody is void', async () => {
    const url = await serve(200, [])
    await new Promise((resolve) => server?.close(resolve))
    const result = await ownLoop(calls, new AbortController().signal).run(url, 1, 0.02)
    expect(whyVoid(result, 7)).toMatch(/\(read\)/)
  })
})
