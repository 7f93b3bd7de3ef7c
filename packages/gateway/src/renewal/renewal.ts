import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '@rabt/protocol'
import { readTls, type TlsPair } from '../node/tls-files.ts'
import { makeCsr } from './csr.ts'
import type { CertificateIssuer } from './issuer.ts'

/**
 * A certificate that the node renews itself, with the key that it has: the directory lists keys, so nothing has to be published. A next key beside it
 * (`<name>.next.pem`) gets its first certificate the same way (`<name>.next.crt`), as soon as the directory lists it.
 */
export interface Renewed {
  /** `<name>.pem` and `<name>.crt` in the folder of keys. */
  readonly name: string
  readonly issuer: CertificateIssuer
  readonly commonName: string
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
}

export interface RenewalOptions {
  readonly folder: string
  readonly certificates: readonly Renewed[]
  readonly clock: () => number
  /** Whether the directory lists a next key (SHA-256 of its SubjectPublicKeyInfo, hex): before that, no authority certifies it. */
  readonly listed: (digest: string) => boolean
  /** Whether peers would take it: issued by a CA that the directory lists for the own state. */
  readonly trusted: (certificate: X509Certificate) => boolean
  /** Runs nothing beside it that takes keys or certificates. */
  readonly alone: (act: () => Promise<void>) => Promise<void>
  /** What an operator should know: `certificate-not-renewed`. */
  readonly alarm: (detail: { readonly name: string; readonly detail: string; readonly expires: string }) => void
}

/** First and longest pause after an attempt that failed, ms. */
const PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 3_600_000

/** Renews certificates of which under a third of their life is left; tries again ever less often, and goes on with what it has. */
export class Renewal {
  readonly #options: RenewalOptions
  /** The last attempt for each name, with a digest of the key that it was for: another key is asked for at once. */
  readonly #failed = new Map<string, { readonly key: string; readonly pause: number; readonly until: number }>()

  constructor(options: RenewalOptions) {
    this.#options = options
  }

  /** Looks at each certificate. @returns names of those that were issued: their files are there. */
  async look(): Promise<readonly string[]> {
    const issued: string[] = []
    for (const one of this.#options.certificates) {
      for (const name of [one.name, `${one.name}.next`]) if (await this.#lookAt(one, name)) issued.push(name)
    }
    return issued
  }

  async #lookAt(one: Renewed, name: string): Promise<boolean> {
    const { folder, clock, alarm } = this.#options
    const now = clock()
    const current = await readTls(folder, one.name)
    const before = new X509Certificate(current.cert)
    const key = name === one.name ? dueKey(current, before, now) : await this.#uncertifiedKey(name)
    if (key === null) return false
    const digest = sha256(Buffer.from(key)).toString('hex')
    const last = this.#failed.get(name)
    const failed = last?.key === digest ? last : undefined
    // Further ahead than any pause is: the clock was set back.
    if (failed !== undefined && failed.until > now && failed.until <= now + LONGEST_PAUSE_MS) return false
    try {
      const { commonName, dnsNames, uris } = one
      const privateKey = createPrivateKey(key)
      const chain = await one.issuer.issue(await makeCsr({ key: privateKey, commonName, dnsNames, uris }), current)
      const fresh = new X509Certificate(chain)
      if (!fresh.checkPrivateKey(privateKey)) throw new Error('the issuer certified another key')
      if (name === one.name && fresh.validToDate <= before.validToDate)
        throw new Error('the issuer gave nothing that lasts longer')
      if (!this.#options.trusted(fresh)) throw new Error('no CA that the directory lists has issued it')
      await this.#options.alone(async () => {
        // The key may have been changed for the next one while the issuer was asked.
        const stays = await readFile(join(folder, `${name}.pem`))
        if (!fresh.checkPrivateKey(createPrivateKey(stays))) throw new Error('the key was changed meanwhile')
        await writeDurable(join(folder, `${name}.crt`), chain)
      })
      this.#failed.delete(name)
      return true
    } catch (error) {
      const pause = Math.min(LONGEST_PAUSE_MS, 2 * (failed?.pause ?? PAUSE_MS / 2))
      this.#failed.set(name, { key: digest, pause, until: now + pause })
      alarm({ name, detail: reason(error), expires: before.validToDate.toISOString() })
      return false
    }
  }

  /** PEM of the next key if it is listed and has no certificate of its own. */
  async #uncertifiedKey(name: string): Promise<string | null> {
    const { folder, listed } = this.#options
    try {
      const pem = await readFile(join(folder, `${name}.pem`), 'utf8')
      const key = createPrivateKey(pem)
      const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
      if (!listed(sha256(spki).toString('hex'))) return null
      const certificate = await readFile(join(folder, `${name}.crt`)).catch(() => null)
      return certificate !== null && new X509Certificate(certificate).checkPrivateKey(key) ? null : pem
    } catch {
      return null
    }
  }
}

/** The key in use if its certificate has under a third of its life left. */
function dueKey({ key }: TlsPair, certificate: X509Certificate, now: number): string | null {
  return isDue(certificate, now) ? key : null
}

/** Whether under a third of its life is left. */
function isDue({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validToDate.getTime() - now < (validToDate.getTime() - validFromDate.getTime()) / 3
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.slice(0, 200)
}

/** A reader finds the old bytes or the new ones, also after a crash. */
async function writeDurable(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o644)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}
