import { describe, expect, it } from 'vitest'
import { makeContent } from '../content/content.ts'
import type { AgencyAnswer, AgencySystem } from './answer.ts'
import { contentSystem } from './content.ts'

const system: AgencySystem = contentSystem('BH')
const { items, files } = makeContent('BH')

interface Page {
  readonly items: readonly unknown[]
  readonly next: string
  readonly more: boolean
}

const get = async (path: string, query = '', ifNoneMatch?: string): Promise<AgencyAnswer> =>
  system.handle({
    method: 'GET',
    path: path.split('/'),
    query: new URLSearchParams(query),
    ifNoneMatch,
    body: undefined,
    now: 0,
  })
const pageOf = async (query: string) => (await get('changes', query)).body as unknown as Page

describe('the feed of a state', () => {
  it('tells all that it publishes once, page by page, and then nothing', async () => {
    const told: unknown[] = []
    let page = await pageOf('limit=70')
    for (;;) {
      told.push(...page.items)
      if (!page.more) break
      page = await pageOf(`limit=70&after=${page.next}`)
    }
    expect(told).toEqual(items)
    const { next } = page
    expect(await pageOf(`after=${next}`)).toMatchObject({ items: [], next, more: false })
  })

  it('answers a question that it has answered so by 304', async () => {
    const first = await get('changes', 'limit=5')
    const again = await get('changes', 'limit=5', first.headers?.etag)
    expect(again.status).toBe(304)
    expect((await get('changes', 'limit=6', first.headers?.etag)).status).toBe(200)
  })

  it('keeps pages below the bound', async () => {
    const { items: page } = await pageOf('limit=200')
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(2 * 1_048_576)
  })

  it.each([
    ['limit=0', 400],
    ['limit=201', 400],
    ['after=..%2F', 400],
    ['after=000000000000-3', 410],
  ])('refuses %s with %d', async (query, status) => {
    await expect(get('changes', query)).rejects.toMatchObject({ status })
  })

  it('gives a file by its digest, and no other', async () => {
    for (const [digest, bytes] of files) expect((await get(`files/${digest}`)).body).toEqual(bytes)
    await expect(get(`files/${'0'.repeat(64)}`)).rejects.toMatchObject({ status: 404 })
  })
})
