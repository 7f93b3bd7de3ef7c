import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { completed, SECURITY_HEADERS } from './security-headers.ts'

const LIMITS = {
  /** Pages held; beyond it the one longest unused goes. */
  pages: 2_000,
  /** Bytes held over all pages and encodings. */
  bytes: 32 * 1_048_576,
  /** Addresses remembered that were asked for once: a page is held from the second time within its life. */
  asked: 2_000,
  /** A page above this is answered but not held. */
  pageBytes: 1_048_576,
  /** A longer address is answered but not held: it was made to fill the cache. */
  keyLength: 300,
} as const

interface Held {
  readonly variants: Map<Encoding, Variant>
  /** Of the page itself, and ours. */
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
  readonly until: number
  size: number
}

interface Variant {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** What of a request decides on which bytes answer it. */
export interface Asked {
  readonly method: string
  /** Path and query, as they stand in the address. */
  readonly key: string
  readonly acceptEncoding: string | undefined
  readonly ifNoneMatch: string | undefined
}

export interface HeldAnswer {
  readonly status: 200 | 304
  readonly headers: Readonly<Record<string, string>>
  /** Null: headers alone. */
  readonly body: Uint8Array<ArrayBuffer> | null
}

type Encoding = 'identity' | 'gzip' | 'br'

const compress: Readonly<Record<Exclude<Encoding, 'identity'>, (page: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (page) => promisify(gzip)(page, { level: 6 }),
  br: (page) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
}

export interface PageCache {
  /** Stands before the pages: answers with those that are held, and takes those that may be. */
  readonly middleware: MiddlewareHandler
  /** What is held, where it is ready to be sent; nothing: it has to be made. */
  ready(asked: Asked): HeldAnswer | undefined
  /** Something was published: every page is made anew when it is next asked for. */
  drop(): void
  /** For the metrics. */
  counts(): { readonly pages: number; readonly bytes: number; readonly hits: number; readonly misses: number }
}

/**
 * Public pages as bytes, by address and encoding (RFC 9111 §2; the entity tag is of the page before encoding, RFC 9110 §8.8.3, and weak).
 * Only GET and HEAD with status 200 and without a cookie set, from the second time that they are asked for; pages live for `maxAgeMs` at most, so that what is measured shows in time.
 */
export function pageCache(options: { readonly maxAgeMs: number; readonly clock: () => number }): PageCache {
  const { maxAgeMs, clock } = options
  const held = new Map<string, Held>()
  /** When it is over, by address. */
  const asked = new Map<string, number>()
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
  /** Whether an address was asked for before, not long ago. Pages that nobody asks for twice do not push out others. */
  const isAskedAgain = (key: string): boolean => {
    const until = asked.get(key)
    asked.delete(key)
    asked.set(key, clock() + maxAgeMs)
    for (const oldest of asked.keys()) {
      if (asked.size <= LIMITS.asked) break
      asked.delete(oldest)
    }
    return until !== undefined && until > clock()
  }
  const encoded = async (key: string, page: Held, encoding: Encoding): Promise<Variant> => {
    const plain = page.variants.get('identity') as Variant
    const known = encoding === 'identity' ? plain : page.variants.get(encoding)
    if (known !== undefined || encoding === 'identity') return known ?? plain
    const made = variantOf(page, new Uint8Array(await compress[encoding](plain.bytes)), encoding)
    if (!page.variants.has(encoding)) {
      page.variants.set(encoding, made)
      page.size += made.bytes.length
      if (held.get(key) === page) bytes += made.bytes.length
    }
    return made
  }

  return {
    ready: ({ method, key, acceptEncoding, ifNoneMatch }) => {
      if (method !== 'GET' && method !== 'HEAD') return undefined
      const page = find(key)
      const variant = page?.variants.get(choose(acceptEncoding))
      if (page === undefined || variant === undefined) return undefined
      hits++
      return answerWith(page, variant, method, ifNoneMatch)
    },
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
          const isWanted = isAskedAgain(key)
          const written = watchHtml(c)
          try {
            await next()
            page = await take(c.res, written(c.res), clock() + maxAgeMs)
            if (page !== undefined && isWanted && made === generation) keep(key, page)
          } finally {
            making.delete(key)
            resolve(page)
          }
          if (page === undefined) return
        }
        if (page === undefined) return next()
      }
      const variant = await encoded(key, page, choose(c.req.header('accept-encoding')))
      const { status, headers, body } = answerWith(page, variant, method, c.req.header('if-none-match'))
      c.res = undefined
      c.res = completed(new Response(body, { status, headers }))
    },
    drop: () => {
      generation++
      held.clear()
      bytes = 0
    },
    counts: () => ({ pages: held.size, bytes, hits, misses }),
  }
}

/** What pages write by `c.html`, at hand without reading it back from the answer's stream. */
function watchHtml(c: Context): (response: Response) => string | undefined {
  const written = new WeakMap<Response, string>()
  const html = c.html
  c.html = ((content: string | Promise<string>, ...rest: [ContentfulStatusCode?]) => {
    if (content instanceof Promise) return html(content, ...rest)
    const text = String(content)
    const response = html(text, ...rest)
    written.set(response, text)
    return response
  }) as typeof html
  return (response) => written.get(response)
}

/** The answer as it may be held, or nothing. */
async function take(response: Response, written: string | undefined, until: number): Promise<Held | undefined> {
  const { status, headers } = response
  if (status !== 200 || headers.has('set-cookie')) return undefined
  if (/no-store/.test(headers.get('cache-control') ?? '')) return undefined
  if (!/^text\/html/.test(headers.get('content-type') ?? '')) return undefined
  const bytes = written === undefined ? new Uint8Array(await response.clone().arrayBuffer()) : encoder.encode(written)
  if (bytes.length > LIMITS.pageBytes) return undefined
  const etag = `W/"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`
  const page: Held = {
    variants: new Map(),
    headers: {
      ...Object.fromEntries([...headers].filter(([name]) => name !== 'content-length')),
      ...SECURITY_HEADERS,
      etag,
      vary: 'accept-encoding, accept',
    },
    etag,
    until,
    size: bytes.length,
  }
  page.variants.set('identity', variantOf(page, bytes, 'identity'))
  return page
}

const encoder = new TextEncoder()

const variantOf = ({ headers }: Held, bytes: Uint8Array<ArrayBuffer>, encoding: Encoding): Variant => ({
  bytes,
  headers: {
    ...headers,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    'content-length': String(bytes.length),
  },
})

function answerWith(page: Held, variant: Variant, method: string, ifNoneMatch: string | undefined): HeldAnswer {
  if (matches(ifNoneMatch, page.etag)) return { status: 304, headers: page.headers, body: null }
  return { status: 200, headers: variant.headers, body: method === 'HEAD' ? null : variant.bytes }
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
