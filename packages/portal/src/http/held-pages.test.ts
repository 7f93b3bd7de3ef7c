import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync } from 'node:zlib'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, expect, it } from 'vitest'
import { heldPages } from './held-pages.ts'
import { pageCache } from './page-cache.ts'
import { SECURITY_HEADERS, securityHeaders } from './security-headers.ts'

const PAGE = '<p>ربط'.repeat(50)
let close = (): void => undefined
afterEach(() => close())

/** A portal in small: `passed` is what came to the application behind the pages that are held. */
async function portal() {
  let hidden = ''
  let passed = 0
  const cache = pageCache({ maxAgeMs: 60_000, clock: () => 0 })
  const app = new Hono()
  app.use(securityHeaders(), cache.middleware)
  app.get('/ar/*', (c) => c.html(PAGE))
  const held = heldPages(cache, (path) => path !== hidden)
  const behind = getRequestListener(app.fetch)
  const server = createServer((incoming, outgoing) => {
    if (held(incoming, outgoing)) return
    passed++
    void behind(incoming, outgoing)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => {
    server.close()
    server.closeAllConnections()
  }
  const { port } = server.address() as AddressInfo
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const sent = request({ port, path, headers, method }).end()
    const [response] = await once(sent, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const { date: _, ...rest } = response.headers as IncomingHttpHeaders
    return { status: response.statusCode as number, headers: rest, body: Buffer.concat(chunks) }
  }
  const hide = (path: string) => {
    hidden = path
  }
  return { get, cache, hide, passed: () => passed }
}

it('a page that is held is the same answer, with the same headers, and nothing behind is asked', async () => {
  const { get, passed } = await portal()
  await get('/ar/services?page=2')
  const made = await get('/ar/services?page=2')
  const held = await get('/ar/services?page=2')
  expect(held).toEqual(made)
  expect(held.body.toString()).toBe(PAGE)
  expect(held.headers).toMatchObject({ ...SECURITY_HEADERS, vary: 'accept-encoding, accept' })
  expect(passed()).toBe(2)
  expect((await get('/ar/services?page=3')).status).toBe(200)
  expect(passed()).toBe(3)
})

it('answers HEAD and what the reader has without a body', async () => {
  const { get, passed } = await portal()
  await get('/ar')
  const { headers } = await get('/ar')
  expect(await get('/ar', {}, 'HEAD')).toEqual({ status: 200, headers, body: Buffer.alloc(0) })
  const again = await get('/ar', { 'if-none-match': headers.etag as string })
  expect([again.status, again.headers.etag, again.body.length]).toEqual([304, headers.etag, 0])
  expect(passed()).toBe(2)
})

it('comes in each encoding once that was made', async () => {
  const { get, passed } = await portal()
  for (let n = 0; n < 2; n++) await get('/ar')
  const first = await get('/ar', { 'accept-encoding': 'gzip, br' })
  expect(passed()).toBe(3)
  const second = await get('/ar', { 'accept-encoding': 'gzip, br' })
  expect(second).toEqual(first)
  expect(brotliDecompressSync(second.body).toString()).toBe(PAGE)
  expect(passed()).toBe(3)
})

it('leaves to others what is asked for in another form, sent, in preparation, or was published since', async () => {
  const { get, cache, hide, passed } = await portal()
  const seen = async (...asked: Parameters<typeof get>) => {
    const before = passed()
    await get(...asked)
    return passed() - before
  }
  for (let n = 0; n < 2; n++) await get('/ar')
  expect(await seen('/ar', { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' })).toBe(0)
  expect(await seen('/ar', { accept: 'text/turtle' })).toBe(1)
  expect(await seen('/ar', { accept: 'image/png' })).toBe(1)
  expect(await seen('/ar', {}, 'POST')).toBe(1)
  hide('/ar')
  expect(await seen('/ar')).toBe(1)
  hide('')
  expect(await seen('/ar')).toBe(0)
  cache.drop()
  expect(await seen('/ar')).toBe(1)
})
