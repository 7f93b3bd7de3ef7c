import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Large blobs (salt32 || bytes), one file each, named by their digest. A file is complete and durable, or absent. */
export class BlobFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  path(digest: Uint8Array): string {
    const name = Buffer.from(digest).toString('hex')
    return join(this.#folder, name.slice(0, 2), name)
  }

  /** Written, synced and renamed, then the folder synced: durable before it resolves. */
  async keep(digest: Uint8Array, item: Uint8Array): Promise<void> {
    const path = this.path(digest)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const part = `${path}.part`
    const file = await open(part, 'w', 0o600)
    try {
      await file.writeFile(item)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
    const folder = await open(dirname(path), 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }

  /** salt32 || bytes; null if it was erased or never came. */
  async read(digest: Uint8Array): Promise<Buffer | null> {
    try {
      return await readFile(this.path(digest))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  async erase(digest: Uint8Array): Promise<void> {
    await rm(this.path(digest), { force: true })
  }
}
