import { createHash } from 'node:crypto'
import type { Context } from 'hono'

export interface Answer {
  readonly type: string
  /** What the entity tag is made of, where the body is not at hand; the tag is weak then. */
  readonly mark?: string
  readonly maxAgeSeconds: number
  readonly vary?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * An answer that caches may keep: entity tag, conditional GET, HEAD without making a body that comes in pieces. There is no Last-Modified: what is
 * withdrawn leaves none.
 */
export function answer(c: Context, body: string | (() => AsyncIterable<string>), about: Answer): Response {
  const mark = about.mark ?? (typeof body === 'string' ? body : '')
  const etag = `W/"${createHash('sha256').update(`${about.type}\n${mark}`).digest('base64url').slice(0, 22)}"`
  const headers: Record<string, string> = {
    'content-type': about.type,
    'cache-control': `public, max-age=${about.maxAgeSeconds}`,
    etag,
    ...(about.vary && { vary: about.vary }),
    ...about.headers,
  }
  if (isKnown(c, etag)) {
    delete headers['content-type']
    return new Response(null, { status: 304, headers })
  }
  if (c.req.raw.method === 'HEAD') return new Response(null, { headers })
  return new Response(typeof body === 'string' ? body : streamOf(body()), { headers })
}

/** RFC 9110 §13.1.2, weak comparison. */
function isKnown(c: Context, etag: string): boolean {
  const tags = c.req.header('if-none-match')
  return (
    tags !== undefined &&
    (tags.trim() === '*' || tags.split(',', 20).some((one) => one.trim().replace(/^W\//, '') === etag.slice(2)))
  )
}

/** Pieces of text as bytes; small ones are put together. A reader who leaves ends the making. */
function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      let text = ''
      while (text.length < CHUNK) {
        const { value, done } = await iterator.next()
        if (done === true) {
          if (text !== '') controller.enqueue(encoder.encode(text))
          controller.close()
          return
        }
        text += value
      }
      controller.enqueue(encoder.encode(text))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

const CHUNK = 32_768
