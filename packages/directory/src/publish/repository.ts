import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TIMESTAMP } from '../metadata/names.ts'
import { conflict } from './plan.ts'

/** Where the signed files lie. Names are like `metadata/timestamp.json` and `targets/kw/<sha256>.trust.json`. */
export interface Repository {
  /** Null if there is no such file. */
  read(name: string): Promise<Uint8Array | null>
  /**
   * Writes the file atomically and durably. Only the timestamp is ever replaced: in a folder, other bytes under a name that is
   * taken are refused with CONFLICT, so that of two writers at one number the second stops. `replace` is for a copy that
   * takes in what was published elsewhere.
   */
  write(name: string, bytes: Uint8Array, options?: { readonly replace?: boolean }): Promise<void>
  list(): Promise<readonly string[]>
}

/** A repository in memory; `files` is read and written in place. */
export const memoryRepository = (files: Map<string, Uint8Array> = new Map()): Repository => ({
  read: async (name) => files.get(name) ?? null,
  write: async (name, bytes) => {
    files.set(name, bytes)
  },
  list: async () => [...files.keys()],
})

const SAFE_NAME = /^(?:metadata|targets)(?:\/[A-Za-z0-9-][A-Za-z0-9.-]*){1,3}$/

/** A repository in a directory of the file system, as a web server can publish it. */
export const directoryRepository = (directory: string): Repository => ({
  read: async (name) => {
    // The name may come from a URL.
    if (!SAFE_NAME.test(name)) return null
    try {
      return await readFile(join(directory, name))
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  },
  write: (name, bytes, { replace = name === TIMESTAMP } = {}) => writeAtomically(join(directory, name), bytes, replace),
  list: async () => {
    try {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, '/').length))
        .filter((name) => SAFE_NAME.test(name))
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },
})

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** Writes beside the file, syncs, and gives it its name: a reader sees the old bytes or the new, also after a crash. */
export const writeAtomically = async (path: string, bytes: Uint8Array, replace = true): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`)
  const file = await open(temporary, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  if (replace) await rename(temporary, path)
  else await nameOnce(temporary, path, bytes)
}

/** link(2) fails where the name is taken, also when two processes come at once. */
const nameOnce = async (temporary: string, path: string, bytes: Uint8Array): Promise<void> => {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (!(await readFile(path)).equals(bytes)) throw conflict(`${path.slice(path.lastIndexOf('/') + 1)} is taken`)
  } finally {
    await unlink(temporary)
  }
}
