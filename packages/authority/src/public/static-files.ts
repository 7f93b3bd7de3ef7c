import { open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Names that a repository holds: no dot at the beginning of a segment, so neither `..` nor a hidden or unfinished file. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,4}$/

/** What is read at once; a larger file is passed on in pieces, as its reader takes them. */
const SMALL_BYTES = 64 * 1024

/** Serves one file of the directory's repository; false when there is none of that name. */
export async function serveFile(root: string, name: string, response: ServerResponse, head: boolean): Promise<boolean> {
  if (!NAME.test(name) || name.length > 200 || name.endsWith('.new')) return false
  const file = await open(join(root, name)).catch(() => null)
  if (file === null) return false
  try {
    const stat = await file.stat()
    if (!stat.isFile()) return false
    const { size } = stat
    const small = !head && size <= SMALL_BYTES ? await file.readFile() : null
    // Only the timestamp keeps its name when it changes: all else is named by version or digest.
    const cache = name.endsWith('timestamp.json') ? 'no-store' : 'public, max-age=31536000, immutable'
    const length = small?.length ?? size
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': length, 'cache-control': cache })
    if (head || small !== null) response.end(small ?? undefined)
    // A reader that goes away midway is no error of ours.
    else await pipeline(file.createReadStream({ end: size - 1 }), response).catch(() => response.destroy())
    return true
  } finally {
    await file.close()
  }
}
