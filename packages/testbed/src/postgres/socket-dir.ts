import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestbedError } from '../files/testbed-error.ts'

/** unix(7): sun_path holds 108 bytes with the closing zero; the server adds `/.s.PGSQL.<port>` and `.lock`. */
const PATH_LIMIT = 107 - '/.s.PGSQL.65535.lock'.length

/**
 * Makes the private directory of a home's socket. Homes can lie deep, sockets cannot: the directory is in the system's
 * temporary directory and named by a hash of the home.
 */
export function makeSocketDir(home: string): string {
  const uid = process.getuid?.() ?? 0
  const name = `rabt-${uid}-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`
  const preferred = join(tmpdir(), name)
  const dir = Buffer.byteLength(preferred) <= PATH_LIMIT ? preferred : join('/tmp', name)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const found = lstatSync(dir)
  // The temporary directory is open to all: somebody may have been there first.
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new TestbedError(
      `${dir} is not a private directory of this user; remove it and start again`,
      `المجلد ${dir} ليس مجلدًا خاصًا بهذا المستخدم؛ احذفه ثم أعد التشغيل`,
    )
  }
  return dir
}
