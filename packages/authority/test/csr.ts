import { type KeyObject, sign } from 'node:crypto'
import * as asn1js from 'asn1js'
import { AttributeTypeAndValue, CertificationRequest, PublicKeyInfo } from 'pkijs'
import { spkiOf } from '../src/ca/key-file.ts'

/** DER of a certificate request (PKCS #10) of a P-256 or Ed25519 key under these common names. */
export function csrOf(key: KeyObject, names: readonly string[], signedBy = key): Uint8Array {
  const csr = new CertificationRequest({ version: 0 })
  for (const value of names) {
    csr.subject.typesAndValues.push(
      new AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value }) }),
    )
  }
  csr.subjectPublicKeyInfo = PublicKeyInfo.fromBER(Uint8Array.from(spkiOf(key)))
  const isP256 = signedBy.asymmetricKeyType === 'ec'
  csr.signatureAlgorithm.algorithmId = isP256 ? '1.2.840.10045.4.3.2' : '1.3.101.112'
  const inner = (csr as unknown as { encodeTBS(): asn1js.Sequence }).encodeTBS()
  csr.tbsView = new Uint8Array(inner.toBER(false))
  const signature = sign(isP256 ? 'sha256' : null, csr.tbsView, signedBy)
  csr.signatureValue = new asn1js.BitString({ valueHex: Uint8Array.from(signature).buffer })
  return new Uint8Array(csr.toSchema(true).toBER(false))
}
