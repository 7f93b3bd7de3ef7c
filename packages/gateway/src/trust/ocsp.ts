import { X509Certificate } from 'node:crypto'
import type { CaRecord } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { fromBER, OctetString } from 'asn1js'
import * as pkijs from 'pkijs'

export interface OcspOptions {
  readonly cas: () => readonly CaRecord[]
  readonly clock: () => number
  readonly random: (count: number) => Uint8Array
  readonly fetch: typeof fetch
}

/** An answer stays good this long after its nextUpdate when the responder cannot be reached. */
const GRACE_MS = 4 * 3_600_000
const MAX_ANSWER_BYTES = 64 * 1024
const TIMEOUT_MS = 4_000
const MAX_CACHED = 4_096
const NONCE_OID = '1.3.6.1.5.5.7.48.1.2'
const GOOD = 0
const REVOKED = 1

interface CachedAnswer {
  readonly good: boolean
  readonly until: number
  /** DER of the OCSP response: kept as evidence. */
  readonly der: Uint8Array
}

/** Asks the certificate's CA whether it still stands (RFC 6960), remembers the answer until its nextUpdate, and bridges an outage by the grace. */
export class OcspChecker {
  readonly #options: OcspOptions
  readonly #cache = new Map<string, CachedAnswer>()
  readonly #underWay = new Map<string, Promise<CachedAnswer>>()

  constructor(options: OcspOptions) {
    this.#options = options
  }

  /** @throws RabtError CERTIFICATE_INVALID if revoked, of an unknown CA, or nothing can be learnt within the grace */
  async check(der: Uint8Array): Promise<void> {
    const certificate = new X509Certificate(der)
    const key = certificate.fingerprint256
    const now = this.#options.clock()
    const cached = this.#cache.get(key)
    if (cached && cached.until > now) return judge(cached)
    let asking = this.#underWay.get(key)
    if (!asking) {
      asking = this.#ask(certificate).finally(() => this.#underWay.delete(key))
      this.#underWay.set(key, asking)
    }
    try {
      const answer = await asking
      if (this.#cache.size >= MAX_CACHED) this.#cache.clear()
      this.#cache.set(key, answer)
      judge(answer)
    } catch (error) {
      if (error instanceof RabtError) throw error
      if (cached && cached.until + GRACE_MS > now) return judge(cached)
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP responder cannot be reached', cause: error })
    }
  }

  /** The last answer for a certificate, DER, if there is one. */
  answer(der: Uint8Array): Uint8Array | null {
    return this.#cache.get(new X509Certificate(der).fingerprint256)?.der ?? null
  }

  async #ask(certificate: X509Certificate): Promise<CachedAnswer> {
    const ca = this.#options
      .cas()
      .find((candidate) => certificate.checkIssued(new X509Certificate(candidate.certificate)))
    if (!ca) throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'issued by no CA that the directory lists' })
    const subject = pkijs.Certificate.fromBER(toArrayBuffer(certificate.raw))
    const issuer = pkijs.Certificate.fromBER(toArrayBuffer(ca.certificate))
    const request = new pkijs.OCSPRequest()
    await request.createForCertificate(subject, { hashAlgorithm: 'SHA-256', issuerCertificate: issuer })
    const nonce = this.#options.random(16)
    const nonceValue = new OctetString({ valueHex: toArrayBuffer(nonce) }).toBER(false)
    request.tbsRequest.requestExtensions = [new pkijs.Extension({ extnID: NONCE_OID, extnValue: nonceValue })]
    const response = await this.#options.fetch(ca.ocspUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: Buffer.from(request.toSchema(true).toBER(false)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    })
    const der = await readAnswer(response)
    return this.#read(der, subject, issuer, nonceValue)
  }

  async #read(
    der: Buffer,
    subject: pkijs.Certificate,
    issuer: pkijs.Certificate,
    nonce: ArrayBuffer,
  ): Promise<CachedAnswer> {
    const outer = new pkijs.OCSPResponse({ schema: fromBER(toArrayBuffer(der)).result })
    if (outer.responseStatus.valueBlock.valueDec !== 0 || !outer.responseBytes)
      throw new Error('OCSP responder refused')
    const basic = new pkijs.BasicOCSPResponse({
      schema: fromBER(outer.responseBytes.response.valueBlock.valueHex).result,
    })
    // RFC 6960 §3.2: the signer is the CA or a certificate it issued for OCSP signing; pkijs checks chain and purpose.
    if (!(await basic.verify({ trustedCerts: [issuer] })))
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer is not signed by the CA' })
    const echoed = basic.tbsResponseData.responseExtensions?.find((extension) => extension.extnID === NONCE_OID)
    if (!echoed || !Buffer.from(echoed.extnValue.valueBlock.valueHexView).equals(Buffer.from(nonce)))
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer to another question' })
    const { single, status } = await singleOf(basic.tbsResponseData.responses, subject, issuer)
    const now = this.#options.clock()
    // RFC 6960 §4.2.2.1: thisUpdate is not in the future, nextUpdate not in the past.
    if (single.thisUpdate.getTime() > now + 5 * 60_000)
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer from the future' })
    const until = single.nextUpdate?.getTime() ?? now + 60_000
    if (until <= now) throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer past its nextUpdate' })
    if (status !== GOOD && status !== REVOKED)
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'the CA does not know this certificate' })
    return { good: status === GOOD, until, der }
  }
}

/** What an answer says of one certificate: it may speak of others too, each with its own times, but of this one once. */
async function singleOf(
  responses: readonly pkijs.SingleResponse[],
  subject: pkijs.Certificate,
  issuer: pkijs.Certificate,
): Promise<{ single: pkijs.SingleResponse; status: number }> {
  const found: { single: pkijs.SingleResponse; status: number }[] = []
  for (const single of responses) {
    const alone = new pkijs.BasicOCSPResponse()
    alone.tbsResponseData.responses = [single]
    const { isForCertificate, status } = await alone.getCertificateStatus(subject, issuer)
    if (isForCertificate) found.push({ single, status })
  }
  const [only] = found
  if (!only || found.length > 1)
    throw new RabtError(
      'CERTIFICATE_INVALID',
      {},
      { detail: 'OCSP answer for another certificate, or two for this one' },
    )
  return only
}

function judge(answer: CachedAnswer): void {
  if (!answer.good) throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'revoked' })
}

/** Plain HTTP: whoever stands on the way may answer without end. */
async function readAnswer(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new Error('OCSP answer is too long')
    chunks.push(chunk)
  }
  if (!response.ok) throw new Error(`OCSP responder answered ${response.status}`)
  return Buffer.concat(chunks)
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
