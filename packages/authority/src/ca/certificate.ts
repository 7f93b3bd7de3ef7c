import { type KeyObject, randomBytes } from 'node:crypto'
import * as asn1js from 'asn1js'
import {
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  PublicKeyInfo,
  type RelativeDistinguishedNames,
} from 'pkijs'
import { OID } from './oid.ts'
import type { Profile } from './profiles.ts'

/** Attributes of a distinguished name, in order. */
export type Name = readonly (readonly [
  type: 'country' | 'organization' | 'organizationIdentifier' | 'commonName',
  value: string,
])[]

export interface CertificateRequest {
  readonly subject: Name
  readonly spki: Uint8Array
  readonly profile: Profile
  /** RFC 5280 §4.2.1.6 uniformResourceIdentifier. */
  readonly uris?: readonly string[]
  /** The whole subjectAltName, null: none; instead of names made from profile and `uris`. */
  readonly alternativeNames?: Extension | null | undefined
  readonly notBefore: number
  readonly notAfter: number
}

export interface Issuer {
  readonly certificate: Certificate
  readonly key: KeyObject
  readonly ocspUrl: string
  readonly caUrl: string
}

export interface IssuedDer {
  readonly der: Uint8Array
  /** Lower-case hexadecimal. */
  readonly serial: string
}

const NAME_TYPES = {
  country: OID.countryName,
  organization: OID.organizationName,
  organizationIdentifier: OID.organizationIdentifier,
  commonName: OID.commonName,
} as const

/** A root certificate of P-256, valid for ten years: the trust anchor of one state's sample authority. */
export async function makeRootCertificate(
  subject: Name,
  key: KeyObject,
  spki: Uint8Array,
  now: number,
): Promise<IssuedDer> {
  const { certificate, serial } = blank(spki, now - BACKDATE_MS, now + 3650 * DAY_MS)
  fillName(certificate.subject, subject)
  fillName(certificate.issuer, subject)
  const constraints = new BasicConstraints({ cA: true, pathLenConstraint: 0 })
  certificate.extensions = [
    extension(OID.basicConstraints, true, constraints.toSchema()),
    keyUsage(KEY_CERT_SIGN | CRL_SIGN),
    await subjectKeyIdentifier(certificate),
  ]
  return { der: await sign(certificate, key), serial }
}

/** Issues an end certificate. */
export async function makeCertificate(issuer: Issuer, request: CertificateRequest): Promise<IssuedDer> {
  const { certificate, serial } = blank(request.spki, request.notBefore, request.notAfter)
  const { profile } = request
  fillName(certificate.subject, request.subject)
  certificate.issuer = issuer.certificate.subject
  const names = [
    ...(profile.server ? [dnsName('localhost'), ipAddress([127, 0, 0, 1])] : []),
    ...(request.uris ?? []).map((value) => new GeneralName({ type: 6, value })),
  ]
  certificate.extensions = [
    extension(OID.basicConstraints, true, new BasicConstraints({ cA: false }).toSchema()),
    keyUsage(DIGITAL_SIGNATURE),
    extension(
      OID.extKeyUsage,
      profile.usagesCritical,
      new ExtKeyUsage({ keyPurposes: [...profile.usages] }).toSchema(),
    ),
    await subjectKeyIdentifier(certificate),
    await authorityKeyIdentifier(issuer.certificate),
    ...alternativeNames(request, names),
    // RFC 6960 §4.2.2.2.1: the value is NULL.
    ...(profile.noCheck ? [extension(OID.ocspNoCheck, false, new asn1js.Null())] : [informationAccess(issuer)]),
  ]
  return { der: await sign(certificate, issuer.key), serial }
}

function alternativeNames({ alternativeNames: given }: CertificateRequest, names: GeneralName[]): Extension[] {
  if (given !== undefined) return given === null ? [] : [given]
  return names.length === 0 ? [] : [extension(OID.subjectAltName, false, new GeneralNames({ names }).toSchema())]
}

/** Throws RangeError for an attribute that no certificate of ours has. */
export function nameTypeOf(oid: string): Name[number][0] {
  const found = Object.entries(NAME_TYPES).find(([, known]) => known === oid)
  if (found === undefined) throw new RangeError(`no attribute of ours: ${oid}`)
  return found[0] as Name[number][0]
}

export function readCertificate(der: Uint8Array): Certificate {
  return Certificate.fromBER(Uint8Array.from(der))
}

export const DAY_MS = 86_400_000
/** Clocks of two states differ: a new certificate is valid from five minutes ago. */
export const BACKDATE_MS = 5 * 60_000

// RFC 5280 §4.2.1.3, first octet of the bit string.
const DIGITAL_SIGNATURE = 0x80
const KEY_CERT_SIGN = 0x04
const CRL_SIGN = 0x02

function blank(spki: Uint8Array, notBefore: number, notAfter: number): { certificate: Certificate; serial: string } {
  const certificate = new Certificate()
  // RFC 5280 §4.1.2.2: positive, at most 20 octets; the first bits keep it positive and of constant length.
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  certificate.version = 2
  certificate.serialNumber = new asn1js.Integer({ valueHex: serial })
  certificate.notBefore.value = wholeSecond(notBefore)
  certificate.notAfter.value = wholeSecond(notAfter)
  certificate.subjectPublicKeyInfo = new PublicKeyInfo({ schema: asn1js.fromBER(Uint8Array.from(spki)).result })
  return { certificate, serial: serial.toString('hex') }
}

function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000)
}

function fillName(target: RelativeDistinguishedNames, name: Name): void {
  target.typesAndValues = name.map(([type, value]) => {
    // RFC 5280 appendix A.1: countryName is a PrintableString.
    const text = type === 'country' ? new asn1js.PrintableString({ value }) : new asn1js.Utf8String({ value })
    return new AttributeTypeAndValue({ type: NAME_TYPES[type], value: text })
  })
}

function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER(false) })
}

function keyUsage(bits: number): Extension {
  // DER: trailing zero bits of a named bit list are left out (X.690 §11.2.2).
  const unusedBits = Math.log2(bits & -bits)
  return extension(OID.keyUsage, true, new asn1js.BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits }))
}

async function keyIdentifier(certificate: Certificate): Promise<ArrayBuffer> {
  return crypto.subtle.digest(
    'SHA-1',
    certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView.slice(),
  )
}

async function subjectKeyIdentifier(certificate: Certificate): Promise<Extension> {
  const valueHex = await keyIdentifier(certificate)
  return extension(OID.subjectKeyIdentifier, false, new asn1js.OctetString({ valueHex }))
}

async function authorityKeyIdentifier(issuer: Certificate): Promise<Extension> {
  const keyId = new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: await keyIdentifier(issuer) })
  return extension(OID.authorityKeyIdentifier, false, new asn1js.Sequence({ value: [keyId] }))
}

function informationAccess({ ocspUrl, caUrl }: Issuer): Extension {
  const at = (method: string, url: string) =>
    new asn1js.Sequence({
      value: [new asn1js.ObjectIdentifier({ value: method }), new GeneralName({ type: 6, value: url }).toSchema()],
    })
  const access = new asn1js.Sequence({ value: [at(OID.accessOcsp, ocspUrl), at(OID.accessCaIssuers, caUrl)] })
  return extension(OID.authorityInfoAccess, false, access)
}

function dnsName(value: string): GeneralName {
  return new GeneralName({ type: 2, value })
}

function ipAddress(octets: readonly number[]): GeneralName {
  return new GeneralName({ type: 7, value: new asn1js.OctetString({ valueHex: Uint8Array.from(octets).buffer }) })
}

async function sign(certificate: Certificate, key: KeyObject): Promise<Uint8Array> {
  await certificate.sign(key.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']), 'SHA-256')
  return new Uint8Array(certificate.toSchema(true).toBER(false))
}
