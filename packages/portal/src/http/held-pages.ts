import type { IncomingMessage, ServerResponse } from 'node:http'
import { chosen } from '../faces/http/accept.ts'
import type { PageCache } from './page-cache.ts'

/** Accept headers whose meaning is remembered: browsers have a few. */
const REMEMBERED = 200

/**
 * Answers with a page that is held and ready, below everything else (ADR 0025). False: whoever stands behind answers. `shows`: whether readers are shown what is
 * at this path now. A reader who would have a record in another form than HTML is left to who knows them.
 */
export function heldPages(cache: PageCache, shows: (path: string) => boolean) {
  const wanted = new Map<string, boolean>()

  function wantsHtml(accept: string | undefined): boolean {
    if (accept === undefined || accept === '*/*') return true
    let is = wanted.get(accept)
    if (is === undefined) {
      is = chosen(accept, ['text/html', 'text/turtle', 'application/ld+json']) === 'text/html'
      if (wanted.size < REMEMBERED) wanted.set(accept, is)
    }
    return is
  }

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { method = '', url = '', headers } = request
    const held = cache.ready({
      method,
      key: url,
      acceptEncoding: headers['accept-encoding'] as string | undefined,
      ifNoneMatch: headers['if-none-match'],
    })
    if (held === undefined || !wantsHtml(headers.accept) || !shows(pathOf(url))) return false
    response.writeHead(held.status, held.headers)
    response.end(held.body)
    return true
  }
}

function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}
