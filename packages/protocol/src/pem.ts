export type PemLabel = 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'PRIVATE KEY'

/** Textual encoding of DER (RFC 7468 §2): lines of 64 characters, a line end after the last. */
export function pemOf(label: PemLabel, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** DER of the first certificate in a PEM text. @throws Error when there is none */
export function derOfPem(pem: string): Uint8Array {
  const base64 = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1]
  if (base64 === undefined) throw new Error('no certificate in PEM')
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}
