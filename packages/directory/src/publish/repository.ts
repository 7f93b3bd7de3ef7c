import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where the signed files lie. Names are like `metadata/timestamp.json` and `targets/kw/<sha256>.trust.json`. */
export interface Repository {
  /** Null if there is no such file. */
  read(name: string): Promise<Uint8Array | null>
  /** Replaces the file atomically and durably. */
  write(name: string, bytes: Uint8Array): Promise<void>
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
  write: (name, bytes) => writeAtomically(join(directory, name), bytes),
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

/** Writes beside the file, syncs and renames: a reader sees the old bytes or the new, also after a crash. */
export const writeAtomically = async (path: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`)
  const file = await open(temporary, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}
