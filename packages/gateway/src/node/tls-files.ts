import type { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface TlsPair {
  readonly key: string
  readonly cert: string
}

/** A key with its certificate chain, `<name>.pem` and `<name>.crt`. */
export async function readTls(folder: string, name: string): Promise<TlsPair> {
  const [key, cert] = await Promise.all([
    readFile(join(folder, `${name}.pem`), 'utf8'),
    readFile(join(folder, `${name}.crt`), 'utf8'),
  ])
  return { key, cert }
}

/** Whether a certificate bears the name and the signature of the other. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}
