import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Names that a repository holds: no dot at the beginning of a segment, so neither `..` nor a hidden or unfinished file. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,4}$/

/** Serves one file of the directory's repository; false when there is none of that name. */
export async function serveFile(root: string, name: string, response: ServerResponse, head: boolean): Promise<boolean> {
  if (!NAME.test(name) || name.length > 200 || name.endsWith('.new')) return false
  const path = join(root, name)
  let size: number
  try {
    const file = await open(path)
    const stat = await file.stat()
    await file.close()
    if (!stat.isFile()) return false
    size = stat.size
  } catch {
    return false
  }
  // Only the timestamp keeps its name when it changes: all else is named by version or digest.
  const cache = name.endsWith('timestamp.json') ? 'no-store' : 'public, max-age=31536000, immutable'
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': size, 'cache-control': cache })
  if (head) response.end()
  // A reader that goes away midway is no error of ours.
  else await pipeline(createReadStream(path, { end: Math.max(0, size - 1) }), response).catch(() => response.destroy())
  return true
}
