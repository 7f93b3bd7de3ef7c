import { createPrivateKey, X509Certificate } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { readTls } from '../node/tls-files.ts'
import { makeCsr } from './csr.ts'
import type { CertificateIssuer } from './issuer.ts'

/** A certificate that the node renews itself, with the key that it has: the directory lists keys, so nothing has to be published. */
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
  /** What an operator should know: `certificate-not-renewed`. */
  readonly alarm: (detail: { readonly name: string; readonly detail: string; readonly expires: string }) => void
}

/** First and longest pause after an attempt that failed, ms. */
const PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 3_600_000

/** Renews certificates of which under a third of their life is left; tries again ever less often, and goes on with what it has. */
export class Renewal {
  readonly #options: RenewalOptions
  readonly #failed = new Map<string, { readonly pause: number; readonly until: number }>()

  constructor(options: RenewalOptions) {
    this.#options = options
  }

  /** Looks at each certificate. @returns names of those that were renewed: their files are there. */
  async look(): Promise<readonly string[]> {
    const renewed: string[] = []
    for (const one of this.#options.certificates) if (await this.#lookAt(one)) renewed.push(one.name)
    return renewed
  }

  async #lookAt(one: Renewed): Promise<boolean> {
    const { folder, clock, alarm } = this.#options
    const now = clock()
    const current = await readTls(folder, one.name)
    const certificate = new X509Certificate(current.cert)
    if (!isDue(certificate, now) || (this.#failed.get(one.name)?.until ?? 0) > now) return false
    try {
      const key = createPrivateKey(current.key)
      const { commonName, dnsNames, uris } = one
      const chain = await one.issuer.issue(await makeCsr({ key, commonName, dnsNames, uris }), current)
      const fresh = new X509Certificate(chain)
      if (!fresh.checkPrivateKey(key)) throw new Error('the issuer certified another key')
      if (fresh.validToDate <= certificate.validToDate) throw new Error('the issuer gave nothing that lasts longer')
      await writeDurable(join(folder, `${one.name}.crt`), chain)
      this.#failed.delete(one.name)
      return true
    } catch (error) {
      const pause = Math.min(LONGEST_PAUSE_MS, 2 * (this.#failed.get(one.name)?.pause ?? PAUSE_MS / 2))
      this.#failed.set(one.name, { pause, until: now + pause })
      alarm({ name: one.name, detail: reason(error), expires: certificate.validToDate.toISOString() })
      return false
    }
  }
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
