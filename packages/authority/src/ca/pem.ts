/** RFC 7468 textual encoding of a certificate. */
export function pemOfCertificate(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** DER of the first certificate in a PEM text that we wrote. */
export function derOfPem(pem: string): Uint8Array {
  const base64 = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1]
  if (base64 === undefined) throw new Error('no certificate in PEM')
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}
