import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'

/** RFC 5280 §5.3.1 CRLReason, those that this authority gives. */
export const REVOCATION_REASON = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const
export type RevocationReason = keyof typeof REVOCATION_REASON

export interface IssuedCertificate {
  /** Lower-case hexadecimal, as Node shows serial numbers but in lower case. */
  readonly serial: string
  readonly profile: string
  readonly subject: string
  readonly notAfter: number
  readonly revoked: { readonly at: number; readonly reason: RevocationReason } | null
}

type Line =
  | { readonly issued: string; readonly profile: string; readonly subject: string; readonly notAfter: number }
  | { readonly revoked: string; readonly at: number; readonly reason: RevocationReason }

/**
 * An authority's register: what it issued and what it took back, one JSON line an act, only ever appended to. One
 * process issues, another answers OCSP from the same file: a reader looks at the file's size before it answers.
 */
export class Register {
  readonly #path: string
  readonly #known = new Map<string, IssuedCertificate>()
  #read = 0

  constructor(path: string) {
    this.#path = path
  }

  recordIssued(certificate: Omit<IssuedCertificate, 'revoked'>): void {
    const { serial, profile, subject, notAfter } = certificate
    this.#append({ issued: serial, profile, subject, notAfter })
  }

  /** Returns false when the certificate is not of this authority; a second revocation changes nothing. */
  revoke(serial: string, at: number, reason: RevocationReason): boolean {
    const certificate = this.find(serial)
    if (certificate === undefined) return false
    if (certificate.revoked === null) this.#append({ revoked: serial, at, reason })
    return true
  }

  find(serial: string): IssuedCertificate | undefined {
    this.#catchUp()
    return this.#known.get(serial)
  }

  #append(line: Line): void {
    const fd = openSync(this.#path, 'a', 0o600)
    try {
      // One write: lines of two processes do not mix (O_APPEND). The leading end of line closes what a crash cut short.
      writeSync(fd, `\n${JSON.stringify(line)}\n`)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  }

  #catchUp(): void {
    if (!existsSync(this.#path) || statSync(this.#path).size === this.#read) return
    const bytes = readFileSync(this.#path)
    const complete = bytes.lastIndexOf(0x0a) + 1
    for (const text of bytes.subarray(this.#read, complete).toString('utf8').split('\n')) {
      const line = parseLine(text)
      if (line !== undefined) this.#apply(line)
    }
    this.#read = complete
  }

  #apply(line: Line): void {
    if ('issued' in line) {
      const { issued, profile, subject, notAfter } = line
      this.#known.set(issued, { serial: issued, profile, subject, notAfter, revoked: null })
      return
    }
    const certificate = this.#known.get(line.revoked)
    if (certificate !== undefined && certificate.revoked === null) {
      this.#known.set(line.revoked, { ...certificate, revoked: { at: line.at, reason: line.reason } })
    }
  }
}

/** A line cut short by a crash stands for an act that was never answered: it is passed over. */
function parseLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line
  } catch {
    return undefined
  }
}
