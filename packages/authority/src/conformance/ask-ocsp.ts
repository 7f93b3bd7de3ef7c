import { randomBytes, X509Certificate } from 'node:crypto'
import type { CaRecord } from '@rabt/directory'
import { fromBER, OctetString } from 'asn1js'
import { BasicOCSPResponse, Certificate, Extension, OCSPRequest, OCSPResponse } from 'pkijs'
import { OID } from '../ca/oid.ts'

/** RFC 6960 §2.2; `silent`: no answer, or none that can be believed. */
export type OcspStatus = 'good' | 'revoked' | 'unknown' | 'silent'

/** Plain HTTP: whoever stands on the way may answer without end. */
const MAX_ANSWER_BYTES = 64 * 1024

const STATUS: Readonly<Record<number, OcspStatus>> = { 0: 'good', 1: 'revoked', 2: 'unknown' }

/** What the authority that issued a certificate says of it now: a fresh answer to this very question, signed by its CA or responder. */
export async function askOcsp(der: Uint8Array, cas: readonly CaRecord[], signal: AbortSignal): Promise<OcspStatus> {
  try {
    const subject = new X509Certificate(der)
    const ca = cas.find(({ certificate }) => subject.checkIssued(new X509Certificate(certificate)))
    if (ca === undefined) return 'unknown'
    return await ask(Certificate.fromBER(buffer(der)), Certificate.fromBER(buffer(ca.certificate)), ca.ocspUrl, signal)
  } catch {
    return 'silent'
  }
}

async function ask(subject: Certificate, issuer: Certificate, url: string, signal: AbortSignal): Promise<OcspStatus> {
  const request = new OCSPRequest()
  await request.createForCertificate(subject, { hashAlgorithm: 'SHA-256', issuerCertificate: issuer })
  const nonce = new OctetString({ valueHex: buffer(randomBytes(16)) }).toBER(false)
  request.tbsRequest.requestExtensions = [new Extension({ extnID: OID.ocspNonce, extnValue: nonce })]
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request' },
    body: Buffer.from(request.toSchema(true).toBER(false)),
    redirect: 'error',
    signal,
  })
  const outer = new OCSPResponse({ schema: fromBER(await bounded(response)).result })
  if (outer.responseBytes === undefined) return 'silent'
  const basic = new BasicOCSPResponse({ schema: fromBER(outer.responseBytes.response.valueBlock.valueHex).result })
  // RFC 6960 §3.2: the signer is the CA, or one that it certified for OCSP signing; pkijs checks chain and purpose.
  if (!(await basic.verify({ trustedCerts: [issuer] }))) return 'silent'
  // RFC 9654 §2.1: the nonce came back, so the answer is not an older one.
  const echoed = basic.tbsResponseData.responseExtensions?.find(({ extnID }) => extnID === OID.ocspNonce)
  if (!Buffer.from(echoed?.extnValue.valueBlock.valueHexView ?? []).equals(Buffer.from(nonce))) return 'silent'
  const { isForCertificate, status } = await basic.getCertificateStatus(subject, issuer)
  return isForCertificate ? (STATUS[status] ?? 'unknown') : 'silent'
}

async function bounded(response: Response): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new RangeError('the answer is too long')
    chunks.push(chunk)
  }
  return buffer(Buffer.concat(chunks))
}

function buffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
