import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import {
  BasicOCSPResponse,
  type CertID,
  Extension,
  OCSPRequest,
  OCSPResponse,
  ResponseBytes,
  ResponseData,
  SingleResponse,
} from 'pkijs'
import type { CertificateAuthority } from './certificate-authority.ts'
import { OID } from './oid.ts'
import { type IssuedCertificate, REVOCATION_REASON } from './register.ts'

/** RFC 6960 §4.2.1 OCSPResponseStatus. */
const STATUS = { successful: 0, malformedRequest: 1, internalError: 2 } as const

/** How long an answer may be used; a gateway asks again well before. */
const ANSWER_LIFE_MS = 3_600_000
/** RFC 9654 §2.1: a nonce has 1 to 128 octets. */
const NONCE_BYTES = 128
/** Certificates in one question: each costs two hashes. */
const MAX_QUESTIONS = 16

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Answers a DER OCSPRequest with a DER OCSPResponse, signed by the authority's delegated responder. Never throws. */
export async function answerOcsp(authority: CertificateAuthority, request: Uint8Array): Promise<Uint8Array> {
  const question = readRequest(request)
  if (question === undefined) return statusOnly(STATUS.malformedRequest)
  try {
    return await makeAnswer(authority, question)
  } catch {
    return statusOnly(STATUS.internalError)
  }
}

interface Question {
  readonly certIds: readonly CertID[]
  readonly nonce: Uint8Array<ArrayBuffer> | undefined
}

function readRequest(der: Uint8Array): Question | undefined {
  try {
    const { tbsRequest } = OCSPRequest.fromBER(Uint8Array.from(der))
    const certIds = tbsRequest.requestList.map(({ reqCert }) => reqCert)
    if (certIds.length === 0 || certIds.length > MAX_QUESTIONS) return undefined
    const extension = (tbsRequest.requestExtensions ?? []).find(({ extnID }) => extnID === OID.ocspNonce)
    if (extension === undefined) return { certIds, nonce: undefined }
    const nonce = Uint8Array.from(extension.extnValue.valueBlock.valueHexView)
    return nonce.length > 0 && nonce.length <= NONCE_BYTES + 3 ? { certIds, nonce } : undefined
  } catch {
    return undefined
  }
}

async function makeAnswer(authority: CertificateAuthority, { certIds, nonce }: Question): Promise<Uint8Array> {
  const now = new Date(Math.floor(authority.clock() / 1000) * 1000)
  const signer = await authority.ocspSigner()
  const responses = certIds.map((certID) => {
    const certStatus = statusValue(isOurs(authority, certID) ? authority.register.find(serialOf(certID)) : undefined)
    return new SingleResponse({
      certID,
      certStatus,
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + ANSWER_LIFE_MS),
    })
  })
  const basic = new BasicOCSPResponse()
  basic.tbsResponseData = new ResponseData({
    // RFC 6960 §4.2.1 byKey: SHA-1 of the responder's public key.
    responderID: new asn1js.OctetString({ valueHex: toBuffer(digest('sha1', publicKeyBits(signer.certificate))) }),
    producedAt: now,
    responses,
    // RFC 9654 §2.1: the nonce of the request comes back unchanged.
    ...(nonce === undefined
      ? {}
      : { responseExtensions: [new Extension({ extnID: OID.ocspNonce, extnValue: nonce.buffer })] }),
  })
  basic.certs = [signer.certificate]
  await basic.sign(signer.key.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']), 'SHA-256')
  const response = new OCSPResponse({
    responseStatus: new asn1js.Enumerated({ value: STATUS.successful }),
    responseBytes: new ResponseBytes({
      responseType: OID.ocspBasic,
      response: new asn1js.OctetString({ valueHex: basic.toSchema().toBER(false) }),
    }),
  })
  return new Uint8Array(response.toSchema().toBER(false))
}

/** RFC 6960 §4.1.1: the question names the issuer by hashes of its name and key. */
function isOurs({ certificate }: CertificateAuthority, certID: CertID): boolean {
  const hash = HASHES[certID.hashAlgorithm.algorithmId]
  if (hash === undefined) return false
  const name = digest(hash, new Uint8Array(certificate.subject.toSchema().toBER(false)))
  const key = digest(hash, publicKeyBits(certificate))
  return (
    name.equals(certID.issuerNameHash.valueBlock.valueHexView) &&
    key.equals(certID.issuerKeyHash.valueBlock.valueHexView)
  )
}

function serialOf(certID: CertID): string {
  return Buffer.from(certID.serialNumber.valueBlock.valueHexView).toString('hex')
}

/** RFC 6960 §4.2.1 CertStatus: good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL. */
function statusValue(certificate: IssuedCertificate | undefined): asn1js.BaseBlock {
  if (certificate === undefined) return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 2 } })
  const { revoked } = certificate
  if (revoked === null) return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 0 } })
  const reason = new asn1js.Constructed({
    idBlock: { tagClass: 3, tagNumber: 0 },
    value: [new asn1js.Enumerated({ value: REVOCATION_REASON[revoked.reason] })],
  })
  const at = new asn1js.GeneralizedTime({ valueDate: new Date(Math.floor(revoked.at / 1000) * 1000) })
  return new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 1 }, value: [at, reason] })
}

function statusOnly(value: number): Uint8Array {
  const response = new asn1js.Sequence({ value: [new asn1js.Enumerated({ value })] })
  return new Uint8Array(response.toBER(false))
}

function digest(hash: string, bytes: Uint8Array): Buffer {
  return createHash(hash).update(bytes).digest()
}

function publicKeyBits(certificate: CertificateAuthority['certificate']): Uint8Array {
  return certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView
}

function toBuffer(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
