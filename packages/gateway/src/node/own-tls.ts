import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { DirectoryView } from '@rabt/directory'
import { readTls, type TlsPair } from './tls-files.ts'

/** What the node shows on its link, at the consumers' edge and on the admin port. */
export interface OwnPairs {
  readonly link: TlsPair
  readonly edge: TlsPair
  readonly admin: TlsPair
}

export interface OwnTlsOptions {
  readonly folder: string
  readonly gateway: string
  /** How long a next key is listed before it is taken, ms. */
  readonly settleMs: number
}

/**
 * The node's own TLS keys and certificates. They are read again from their files, so that a renewed certificate is taken by new connections. Another key for the link lies
 * beside the one in use as `tls.next.pem` with `tls.next.crt`, and is taken when the directory has listed it for `settleMs`: then every peer knows it.
 */
export class OwnTls {
  readonly #folder: string
  readonly #gateway: string
  readonly #settleMs: number
  #pairs: OwnPairs
  /** The next key (SHA-256 of its SubjectPublicKeyInfo, hex), and since when this process has seen it listed. */
  #seen: { readonly key: string; readonly since: number } | null = null

  private constructor({ folder, gateway, settleMs }: OwnTlsOptions, pairs: OwnPairs) {
    this.#folder = folder
    this.#gateway = gateway
    this.#settleMs = settleMs
    this.#pairs = pairs
  }

  /** @throws what reading the files throws. */
  static async open(options: OwnTlsOptions): Promise<OwnTls> {
    await finishTaking(options.folder)
    return new OwnTls(options, await readPairs(options.folder))
  }

  get pairs(): OwnPairs {
    return this.#pairs
  }

  /** Takes the next key if it is its time, and reads the files again. @returns whether anything is another than before. */
  async look(view: DirectoryView, now: number): Promise<boolean> {
    await finishTaking(this.#folder)
    await this.#takeNext(view, now)
    const fresh = await readPairs(this.#folder)
    if (JSON.stringify(fresh) === JSON.stringify(this.#pairs)) return false
    this.#pairs = fresh
    return true
  }

  async #takeNext(view: DirectoryView, now: number): Promise<void> {
    const next = await readIfThere(join(this.#folder, 'tls.next.pem'))
    const certificate = await readIfThere(join(this.#folder, 'tls.next.crt'))
    if (next === null || certificate === null || spkiOfKey(next) !== spkiOfCertificate(certificate)) {
      this.#seen = null
      return
    }
    const key = spkiOfKey(next)
    const listed = view.gateways
      .get(this.#gateway)
      ?.tlsKeys.some((digest) => Buffer.from(digest).toString('hex') === key)
    if (!listed) this.#seen = null
    else if (this.#seen?.key !== key) this.#seen = { key, since: now }
    else if (now - this.#seen.since >= this.#settleMs) {
      // The certificate first: `finishTaking` knows from it that the key was on its way.
      await rename(join(this.#folder, 'tls.next.crt'), join(this.#folder, 'tls.crt'))
      await rename(join(this.#folder, 'tls.next.pem'), join(this.#folder, 'tls.pem'))
      this.#seen = null
    }
  }
}

/** A process that ended between the two renames left the new certificate beside the old key. */
async function finishTaking(folder: string): Promise<void> {
  const next = await readIfThere(join(folder, 'tls.next.pem'))
  const certificate = await readIfThere(join(folder, 'tls.crt'))
  if (next === null || certificate === null || spkiOfKey(next) !== spkiOfCertificate(certificate)) return
  await rename(join(folder, 'tls.next.pem'), join(folder, 'tls.pem'))
}

async function readPairs(folder: string): Promise<OwnPairs> {
  return {
    link: await readTls(folder, 'tls'),
    edge: await readTls(folder, 'edge'),
    admin: await readTls(folder, 'admin'),
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return null
  }
}

/** SHA-256 of the SubjectPublicKeyInfo, hex; of what cannot be read, a name that nothing else has. */
function spkiOfKey(pem: string): string {
  try {
    return digest(createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' }))
  } catch {
    return 'unreadable key'
  }
}

function spkiOfCertificate(pem: string): string {
  try {
    return digest(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
  } catch {
    return 'unreadable certificate'
  }
}

function digest(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}
