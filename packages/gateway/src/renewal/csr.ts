import { createPublicKey, type KeyObject } from 'node:crypto'
import { PrintableString, Utf8String } from 'asn1js'
import {
  Attribute,
  AttributeTypeAndValue,
  CertificationRequest,
  Extension,
  Extensions,
  GeneralName,
  GeneralNames,
  PublicKeyInfo,
} from 'pkijs'

const COUNTRY = '2.5.4.6'
const COMMON_NAME = '2.5.4.3'
const SUBJECT_ALT_NAME = '2.5.29.17'
/** PKCS #9 extensionRequest (RFC 2985 §5.4.2). */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'
/** GeneralName (RFC 5280 §4.2.1.6). */
const DNS_NAME = 2
const URI = 6

export interface CsrContent {
  /** P-256. */
  readonly key: KeyObject
  readonly commonName: string
  readonly country?: string
  readonly dnsNames?: readonly string[]
  readonly uris?: readonly string[]
}

/** A certification request (PKCS #10, RFC 2986), DER: signed with the key that it is for, so that it proves possession. */
export async function makeCsr({ key, commonName, country, dnsNames = [], uris = [] }: CsrContent): Promise<Uint8Array> {
  const csr = new CertificationRequest({ version: 0 })
  if (country !== undefined)
    csr.subject.typesAndValues.push(
      new AttributeTypeAndValue({ type: COUNTRY, value: new PrintableString({ value: country }) }),
    )
  csr.subject.typesAndValues.push(
    new AttributeTypeAndValue({ type: COMMON_NAME, value: new Utf8String({ value: commonName }) }),
  )
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  csr.subjectPublicKeyInfo = PublicKeyInfo.fromBER(Uint8Array.from(spki))
  const names = [
    ...dnsNames.map((value) => new GeneralName({ type: DNS_NAME, value })),
    ...uris.map((value) => new GeneralName({ type: URI, value })),
  ]
  const extensions =
    names.length === 0
      ? []
      : [
          new Extension({
            extnID: SUBJECT_ALT_NAME,
            extnValue: new GeneralNames({ names }).toSchema().toBER(false),
          }),
        ]
  csr.attributes = [new Attribute({ type: EXTENSION_REQUEST, values: [new Extensions({ extensions }).toSchema()] })]
  await csr.sign(key.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']), 'SHA-256')
  return new Uint8Array(csr.toSchema().toBER(false))
}
