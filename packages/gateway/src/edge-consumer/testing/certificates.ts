import { createHash, webcrypto } from 'node:crypto'
import { pemOf } from '@rabt/protocol'
import { Integer, Utf8String } from 'asn1js'
import { AttributeTypeAndValue, Certificate } from 'pkijs'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const
const COMMON_NAME = '2.5.4.3'

export interface TestCertificate {
  readonly key: string
  readonly cert: string
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string
}

/** A self-signed P-256 certificate. */
export async function selfSigned(name: string, notAfter = new Date(Date.UTC(2040, 0))): Promise<TestCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = new Certificate()
  certificate.version = 2
  certificate.serialNumber = new Integer({ value: 1 })
  for (const party of [certificate.issuer, certificate.subject]) {
    party.typesAndValues.push(new AttributeTypeAndValue({ type: COMMON_NAME, value: new Utf8String({ value: name }) }))
  }
  certificate.notBefore.value = new Date(Date.UTC(2020, 0))
  certificate.notAfter.value = notAfter
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey)
  await certificate.sign(keys.privateKey, 'SHA-256')
  const der = Buffer.from(certificate.toSchema().toBER())
  return {
    key: pemOf('PRIVATE KEY', Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))),
    cert: pemOf('CERTIFICATE', der),
    fingerprint: createHash('sha256').update(der).digest('hex'),
  }
}
