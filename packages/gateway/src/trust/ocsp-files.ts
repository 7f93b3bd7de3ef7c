import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const MAX_FILES = 4_096
const SUFFIX = '.ocsp'

/** Where the last OCSP answers outlive the process. What is read from it is judged anew: nothing here is trusted. */
export interface OcspMemory {
  /** The last answer (DER) about the certificate of this fingerprint (`AB:CD:...`), or null. */
  read(fingerprint: string): Promise<Uint8Array | null>
  /** Never fails: what cannot be kept is only not remembered. */
  keep(fingerprint: string, der: Uint8Array): Promise<void>
}

/** One file a certificate, written beside and renamed, so that a crash leaves the answer before or none. Answers are public. */
export class OcspFiles implements OcspMemory {
  readonly #folder: string
  readonly #onError: (error: unknown) => void
  readonly #maxFiles: number

  private constructor(folder: string, onError: (error: unknown) => void, maxFiles: number) {
    this.#folder = folder
    this.#onError = onError
    this.#maxFiles = maxFiles
  }

  /** Makes the folder if need be, and takes away what a crash left half written. `onError` hears of answers that could not be kept. */
  static async open(folder: string, onError: (error: unknown) => void, maxFiles = MAX_FILES): Promise<OcspFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const files = new OcspFiles(folder, onError, maxFiles)
    await files.#trim()
    return files
  }

  async read(fingerprint: string): Promise<Uint8Array | null> {
    return readFile(this.#path(fingerprint)).catch(() => null)
  }

  async keep(fingerprint: string, der: Uint8Array): Promise<void> {
    const part = join(this.#folder, `${randomBytes(8).toString('hex')}.part`)
    try {
      await writeFile(part, der, { mode: 0o600, flush: true })
      await rename(part, this.#path(fingerprint))
      await this.#bound()
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined)
      this.#onError(error)
    }
  }

  #path(fingerprint: string): string {
    return join(this.#folder, `${fingerprint.replaceAll(':', '').toLowerCase()}${SUFFIX}`)
  }

  async #trim(): Promise<void> {
    const names = await readdir(this.#folder)
    for (const name of names) if (name.endsWith('.part')) await rm(join(this.#folder, name), { force: true })
    await this.#bound()
  }

  /** Certificates come and go with their peers: of too many the newest stay. */
  async #bound(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(SUFFIX))
    if (names.length <= this.#maxFiles) return
    const paths = names.map((name) => join(this.#folder, name))
    const aged = await Promise.all(paths.map(async (path) => ({ path, written: (await stat(path)).mtimeMs })))
    aged.sort((a, b) => b.written - a.written)
    for (const { path } of aged.slice(this.#maxFiles)) await rm(path, { force: true })
  }
}
