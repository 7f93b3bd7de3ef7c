import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { pageCache } from './page-cache.ts'

function site(page: (path: string) => Response | Promise<Response>) {
  let now = 0
  let made = 0
  const cache = pageCache({ maxAgeMs: 1_000, clock: () => now })
  const app = new Hono()
  app.use(cache.middleware)
  app.all('*', (c) => {
    made++
    return page(c.req.path)
  })
  return {
    cache,
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') => app.request(path, { headers, method }),
    made: () => made,
    later: (ms: number) => {
      now += ms
    },
  }
}

const html = (text: string, headers: Record<string, string> = {}) =>
  new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })

describe('a page', () => {
  it('is held from the second time it is asked for, and made again when something was published or its time is over', async () => {
    const one = site((path) => html(`<p>${path}`))
    for (let n = 0; n < 4; n++) expect(await (await one.get('/ar')).text()).toBe('<p>/ar')
    expect(one.made()).toBe(2)
    one.cache.drop()
    for (let n = 0; n < 2; n++) await one.get('/ar')
    expect(one.made()).toBe(3)
    one.later(1_000)
    for (let n = 0; n < 3; n++) await one.get('/ar')
    expect(one.made()).toBe(5)
  })

  it('that was asked for long ago is asked for anew', async () => {
    const one = site(() => html('<p>x'))
    await one.get('/ar')
    one.later(1_000)
    await one.get('/ar')
    expect(one.cache.counts().pages).toBe(0)
  })

  it('is made once for all who ask at once', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>()
    const one = site(() => promise)
    const asked = [one.get('/ar'), one.get('/ar'), one.get('/ar')]
    resolve(html('<p>x'))
    const answers = await Promise.all(asked)
    expect(await Promise.all(answers.map((each) => each.text()))).toEqual(['<p>x', '<p>x', '<p>x'])
    expect(one.made()).toBe(1)
  })

  it('that was begun before a publication is not held', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>()
    let begun = 0
    const one = site(() => (++begun === 2 ? promise : html('<p>new')))
    await one.get('/ar')
    const asked = one.get('/ar')
    await Promise.resolve()
    one.cache.drop()
    resolve(html('<p>old'))
    expect(await (await asked).text()).toBe('<p>old')
    expect(await (await one.get('/ar')).text()).toBe('<p>new')
  })

  it('comes in the encoding that is asked for', async () => {
    const one = site(() => html('<p>ربط'.repeat(100)))
    const br = await one.get('/ar', { 'accept-encoding': 'gzip, deflate, br' })
    expect(br.headers.get('content-encoding')).toBe('br')
    expect(brotliDecompressSync(Buffer.from(await br.arrayBuffer())).toString()).toBe('<p>ربط'.repeat(100))
    const zipped = await one.get('/ar', { 'accept-encoding': 'br;q=0, gzip' })
    expect(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString()).toBe('<p>ربط'.repeat(100))
    expect((await one.get('/ar')).headers.get('content-encoding')).toBeNull()
    expect(one.made()).toBe(2)
  })

  it('that the reader has is not sent again', async () => {
    const one = site(() => html('<p>x'))
    const etag = (await one.get('/ar')).headers.get('etag') ?? ''
    const again = await one.get('/ar', { 'if-none-match': `"other", ${etag}` })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect((await one.get('/ar', { 'if-none-match': 'W/"other"' })).status).toBe(200)
  })

  it('asked for by HEAD has its headers alone', async () => {
    const one = site(() => html('<p>x'))
    const head = await one.get('/ar', {}, 'HEAD')
    expect(head.headers.get('content-length')).toBe('4')
    expect(await head.text()).toBe('')
  })

  it.each([
    ['is not there', () => new Response('<p>no', { status: 404, headers: { 'content-type': 'text/html' } })],
    ['sets a cookie', () => html('<p>x', { 'set-cookie': 'a=b' })],
    ['may not be stored', () => html('<p>x', { 'cache-control': 'no-store' })],
    ['is no page', () => new Response('{}', { headers: { 'content-type': 'application/json' } })],
    ['is very large', () => html('x'.repeat(1_048_577))],
  ])('that %s is not held', async (_, page) => {
    const one = site(page)
    const [first, second] = [await one.get('/ar'), await one.get('/ar')]
    expect(await second.text()).toBe(await first.text())
    await one.get('/ar')
    expect(one.made()).toBe(3)
    expect(one.cache.counts().pages).toBe(0)
  })

  it('is not made from what was sent', async () => {
    const one = site(() => html('<p>x'))
    await one.get('/ar', {}, 'POST')
    await one.get('/ar', {}, 'POST')
    expect(one.made()).toBe(2)
  })
})

describe('the cache', () => {
  it('holds so many pages, however many addresses are asked for', async () => {
    const one = site((path) => html(path))
    for (let i = 0; i < 4_100; i++) await one.get(`/ar/${i >> 1}`)
    expect(one.cache.counts().pages).toBe(2_000)
  })

  it('holds so many bytes, however large pages are', async () => {
    const one = site((path) => html(path.padEnd(1_000_000)))
    for (let i = 0; i < 80; i++) await one.get(`/ar/${i >> 1}`)
    const { pages, bytes } = one.cache.counts()
    expect(bytes).toBeLessThanOrEqual(32 * 1_048_576)
    expect(pages).toBe(33)
  })

  it('is not filled by addresses that nobody asks for twice', async () => {
    const one = site((path) => html(path))
    await one.get('/ar')
    await one.get('/ar')
    for (let i = 0; i < 5_000; i++) await one.get(`/ar/${i}`)
    for (let i = 0; i < 5_000; i++) await one.get(`/ar/${i}`)
    expect(one.cache.counts().pages).toBe(1)
  })

  it('does not hold what has an address made to fill it', async () => {
    const one = site(() => html('<p>x'))
    for (let n = 0; n < 2; n++) await one.get(`/ar?q=${'x'.repeat(400)}`)
    expect(one.cache.counts().pages).toBe(0)
  })
})
