import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'

const LIMITS = {
  /** Pages held; beyond it the one longest unused goes. */
  pages: 2_000,
  /** Bytes held over all pages and encodings. */
  bytes: 48 * 1_048_576,
  /** A page above this is answered but not held. */
  pageBytes: 1_048_576,
  /** A longer address is answered but not held: it was made to fill the cache. */
  keyLength: 300,
} as const

interface Held {
  readonly bytes: Map<Encoding, Uint8Array<ArrayBuffer>>
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
  readonly until: number
  size: number
}

type Encoding = 'identity' | 'gzip' | 'br'

const compress: Readonly<Record<Exclude<Encoding, 'identity'>, (page: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (page) => promisify(gzip)(page, { level: 6 }),
  br: (page) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
}

export interface PageCache {
  readonly middleware: MiddlewareHandler
  /** Something was published: every page is made anew when it is next asked for. */
  drop(): void
  /** For the metrics. */
  counts(): { readonly pages: number; readonly bytes: number; readonly hits: number; readonly misses: number }
}

/**
 * Public pages as bytes, by address and encoding (RFC 9111 §2; the entity tag is of the page before encoding, RFC 9110 §8.8.3, and weak).
 * Only GET and HEAD with status 200 and without a cookie set; pages live for `maxAgeMs` at most, so that what is measured shows in time.
 */
export function pageCache(options: { readonly maxAgeMs: number; readonly clock: () => number }): PageCache {
  const { maxAgeMs, clock } = options
  const held = new Map<string, Held>()
  const making = new Map<string, Promise<Held | undefined>>()
  let bytes = 0
  let hits = 0
  let misses = 0
  let generation = 0

  const forget = (key: string): void => {
    bytes -= held.get(key)?.size ?? 0
    held.delete(key)
  }
  const keep = (key: string, page: Held): void => {
    forget(key)
    held.set(key, page)
    bytes += page.size
    for (const oldest of held.keys()) {
      if (held.size <= LIMITS.pages && bytes <= LIMITS.bytes) break
      forget(oldest)
    }
  }
  const find = (key: string): Held | undefined => {
    const page = held.get(key)
    if (page === undefined) return undefined
    if (page.until <= clock()) {
      forget(key)
      return undefined
    }
    held.delete(key)
    held.set(key, page)
    return page
  }
  const encoded = async (key: string, page: Held, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> => {
    const known = page.bytes.get(encoding)
    const plain = page.bytes.get('identity') as Uint8Array<ArrayBuffer>
    if (known !== undefined || encoding === 'identity') return known ?? plain
    const made = new Uint8Array(await compress[encoding](plain))
    if (!page.bytes.has(encoding)) {
      page.bytes.set(encoding, made)
      page.size += made.length
      if (held.get(key) === page) bytes += made.length
    }
    return made
  }

  return {
    middleware: async (c, next) => {
      const { method, url } = c.req
      const key = url.slice(url.indexOf('/', 8))
      if ((method !== 'GET' && method !== 'HEAD') || key.length > LIMITS.keyLength) return next()
      let page = find(key)
      if (page !== undefined) hits++
      else {
        // Those who ask for a page while it is being made wait for that one.
        const begun = making.get(key)
        if (begun !== undefined) page = await begun
        else {
          misses++
          const { promise, resolve } = Promise.withResolvers<Held | undefined>()
          making.set(key, promise)
          const made = generation
          try {
            await next()
            page = await take(c.res, clock() + maxAgeMs)
            if (page !== undefined && made === generation) keep(key, page)
          } finally {
            making.delete(key)
            resolve(page)
          }
          if (page === undefined) return
        }
        if (page === undefined) return next()
      }
      const encoding = choose(c.req.header('accept-encoding'))
      const headers: Record<string, string> = { ...page.headers, etag: page.etag, vary: 'accept-encoding, accept' }
      if (matches(c.req.header('if-none-match'), page.etag)) {
        c.res = undefined
        c.res = new Response(null, { status: 304, headers })
        return
      }
      const body = await encoded(key, page, encoding)
      if (encoding !== 'identity') headers['content-encoding'] = encoding
      headers['content-length'] = String(body.length)
      c.res = undefined
      c.res = new Response(method === 'HEAD' ? null : body, { headers })
    },
    drop: () => {
      generation++
      held.clear()
      bytes = 0
    },
    counts: () => ({ pages: held.size, bytes, hits, misses }),
  }
}

/** The answer as it may be held, or nothing. */
async function take(response: Response, until: number): Promise<Held | undefined> {
  if (response.status !== 200 || response.headers.has('set-cookie')) return undefined
  if (/no-store/.test(response.headers.get('cache-control') ?? '')) return undefined
  if (!/^text\/html/.test(response.headers.get('content-type') ?? '')) return undefined
  const page = new Uint8Array(await response.clone().arrayBuffer())
  if (page.length > LIMITS.pageBytes) return undefined
  return {
    bytes: new Map([['identity', page]]),
    headers: Object.fromEntries([...response.headers].filter(([name]) => name !== 'content-length')),
    etag: `W/"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`,
    until,
    size: page.length,
  }
}

/** Of those that are named with a weight above nought, the best of ours (RFC 9110 §12.5.3). */
function choose(accepted: string | undefined): Encoding {
  if (accepted === undefined) return 'identity'
  const named = new Map(
    accepted.split(',', 20).map((part) => {
      const [name = '', ...parameters] = part.split(';')
      const weight = parameters.map((one) => /^\s*q=([\d.]+)\s*$/i.exec(one)?.[1]).find((one) => one !== undefined)
      return [name.trim().toLowerCase(), weight === undefined ? 1 : Number(weight)] as const
    }),
  )
  if ((named.get('br') ?? 0) > 0) return 'br'
  return (named.get('gzip') ?? 0) > 0 ? 'gzip' : 'identity'
}

/** RFC 9110 §13.1.2, weak comparison. */
function matches(asked: string | undefined, etag: string): boolean {
  if (asked === undefined) return false
  return asked === '*' || asked.split(',', 20).some((one) => one.trim().replace(/^W\//, '') === etag.slice(2))
}
