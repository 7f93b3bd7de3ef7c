import { Hono } from 'hono'
import type { PublishedFiles } from '../../files/published-files.ts'

const NAME = /^[\w][\w.-]{0,99}$/

/** `/files/<sha256>/<name>`: bytes that never change, always as a download, never as a page of this site. */
export function fileRoutes(files: PublishedFiles): Hono {
  return new Hono().get('/files/:sha256/:name', async (c, next) => {
    const { sha256, name } = c.req.param()
    const file = NAME.test(name) ? await files.get(sha256) : null
    if (file === null) return next()
    return c.body(new Uint8Array(file.content), 200, {
      'content-type': file.mediaType,
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${sha256}"`,
    })
  })
}
