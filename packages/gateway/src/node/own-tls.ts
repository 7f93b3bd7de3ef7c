import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { readTls, type TlsPair } from './tls-files.ts'

/** What the node shows on its link, at the consumers' edge and on the admin port. */
export interface OwnPairs {
  readonly link: TlsPair
  readonly edge: TlsPair
  readonly admin: TlsPair
}

const USES = ['link', 'edge', 'admin'] as const
/** Names of the files without `.pem` and `.crt`. */
const FILES = { link: 'tls', edge: 'edge', admin: 'admin' } as const

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

  /** @throws RabtError CONFIGURATION_INVALID naming a file that is not there, or a certificate that does not fit its key: TLS would throw on it. */
  static async open(options: OwnTlsOptions): Promise<OwnTls> {
    await finishTaking(options.folder)
    const pairs = await readPairs(options.folder).catch((cause: NodeJS.ErrnoException) => {
      throw invalid(basename(cause.path ?? options.folder), cause.code ?? 'cannot be read', cause)
    })
    for (const use of USES) if (!fits(pairs[use])) throw invalid(`${FILES[use]}.crt`, 'does not fit its key')
    return new OwnTls(options, pairs)
  }

  get pairs(): OwnPairs {
    return this.#pairs
  }

  /**
   * Takes the next key if it is its time, and reads the files again. A pair whose certificate does not fit its key is not taken: the old one stays.
   *
   * @returns whether anything is another than before.
   * @throws Error naming the pairs that do not fit if there is nothing else to take; what reading the files throws
   */
  async look(view: DirectoryView, now: number): Promise<boolean> {
    await finishTaking(this.#folder)
    await this.#takeNext(view, now)
    const read = await readPairs(this.#folder)
    const unfit = USES.filter((use) => !fits(read[use]))
    const fresh = { ...read, ...Object.fromEntries(unfit.map((use) => [use, this.#pairs[use]])) }
    if (JSON.stringify(fresh) !== JSON.stringify(this.#pairs)) {
      this.#pairs = fresh
      return true
    }
    if (unfit.length > 0) throw new Error(`certificate does not fit its key: ${unfit.join(', ')}`)
    return false
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
    link: await readTls(folder, FILES.link),
    edge: await readTls(folder, FILES.edge),
    admin: await readTls(folder, FILES.admin),
  }
}

/** A file may be read between the renewals of the two, or its renewal may have gone wrong: TLS would throw on such a pair. */
const fits = ({ key, cert }: TlsPair): boolean => spkiOfKey(key) === spkiOfCertificate(cert)

const invalid = (file: string, detail: string, cause?: unknown): RabtError =>
  new RabtError('CONFIGURATION_INVALID', { field: `keys/${file}` }, { detail, cause })

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
