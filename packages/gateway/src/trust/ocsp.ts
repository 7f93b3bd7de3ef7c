import { X509Certificate } from 'node:crypto'
import type { CaRecord } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { fromBER, OctetString } from 'asn1js'
import * as pkijs from 'pkijs'
import type { OcspMemory } from './ocsp-files.ts'

export interface OcspOptions {
  readonly cas: () => readonly CaRecord[]
  readonly clock: () => number
  readonly random: (count: number) => Uint8Array
  readonly fetch: typeof fetch
  /** What outlives the process: a gateway that starts while a responder is down goes by the last answer of the run before. */
  readonly memory?: OcspMemory
}

/** An answer stays good this long after its nextUpdate when the responder cannot be reached. */
const GRACE_MS = 4 * 3_600_000
const MAX_ANSWER_BYTES = 64 * 1024
/** An answer without nextUpdate says that a newer one is always to be had (RFC 6960 §4.2.2.1). */
const UNDATED_MS = 60_000
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
  /** An earlier process asked: since then the certificate may have been revoked, so it only stands in for a responder that does not answer. */
  readonly earlier: boolean
}

/**
 * Asks the certificate's CA whether it still stands (RFC 6960), remembers the answer until its nextUpdate, and bridges an outage by the
 * grace, also over a restart. A new process asks anew.
 */
export class OcspChecker {
  readonly #options: OcspOptions
  readonly #cache = new Map<string, CachedAnswer>()
  readonly #underWay = new Map<string, Promise<CachedAnswer>>()
  readonly #silent = new Map<string, number>()

  constructor(options: OcspOptions) {
    this.#options = options
  }

  /** @throws RabtError CERTIFICATE_INVALID if revoked, of an unknown CA, or nothing can be learnt within the grace */
  async check(der: Uint8Array): Promise<void> {
    const certificate = new X509Certificate(der)
    const key = certificate.fingerprint256
    const now = this.#options.clock()
    const cached = this.#cache.get(key) ?? (await this.#recall(certificate))
    if (cached && !cached.earlier && cached.until > now) return judge(cached)
    let asking = this.#underWay.get(key)
    if (!asking) {
      asking = this.#ask(certificate).finally(() => this.#underWay.delete(key))
      this.#underWay.set(key, asking)
    }
    try {
      const answer = await asking
      this.#remember(key, answer)
      await this.#options.memory?.keep(key, answer.der)
      judge(answer)
    } catch (error) {
      if (error instanceof RabtError) throw error
      if (cached && cached.until + GRACE_MS > now) return judge(cached)
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP responder cannot be reached', cause: error })
    }
  }

  /** Responders, by URL, that gave no answer when they were last asked, and since when (Unix ms): only the grace bridges them. */
  get silent(): ReadonlyMap<string, number> {
    return this.#silent
  }

  /** The last answer for a certificate, DER, if there is one. */
  answer(der: Uint8Array): Uint8Array | null {
    return this.#cache.get(new X509Certificate(der).fingerprint256)?.der ?? null
  }

  #remember(key: string, answer: CachedAnswer): void {
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear()
    this.#cache.set(key, answer)
  }

  /** The last answer of an earlier process, if it still says something: signature, certificate and times are judged anew, all but the nonce. */
  async #recall(certificate: X509Certificate): Promise<CachedAnswer | undefined> {
    const key = certificate.fingerprint256
    const der = await this.#options.memory?.read(key)
    if (!der || der.length > MAX_ANSWER_BYTES) return undefined
    const { subject, issuer } = this.#parties(certificate)
    try {
      const { single, good } = await this.#readSigned(der, subject, issuer)
      const until = single.nextUpdate?.getTime() ?? single.thisUpdate.getTime() + UNDATED_MS
      if (until + GRACE_MS <= this.#options.clock()) return undefined
      const answer = { good, until, der, earlier: true }
      this.#remember(key, answer)
      return answer
    } catch {
      // Whatever is wrong with it, it counts for nothing: the CA is asked as if there were none.
      return undefined
    }
  }

  #parties(certificate: X509Certificate): {
    readonly ca: CaRecord
    readonly subject: pkijs.Certificate
    readonly issuer: pkijs.Certificate
  } {
    const ca = this.#options
      .cas()
      .find((candidate) => certificate.checkIssued(new X509Certificate(candidate.certificate)))
    if (!ca) throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'issued by no CA that the directory lists' })
    const subject = pkijs.Certificate.fromBER(toArrayBuffer(certificate.raw))
    return { ca, subject, issuer: pkijs.Certificate.fromBER(toArrayBuffer(ca.certificate)) }
  }

  async #ask(certificate: X509Certificate): Promise<CachedAnswer> {
    const { ca, subject, issuer } = this.#parties(certificate)
    const request = new pkijs.OCSPRequest()
    await request.createForCertificate(subject, { hashAlgorithm: 'SHA-256', issuerCertificate: issuer })
    const nonce = this.#options.random(16)
    const nonceValue = new OctetString({ valueHex: toArrayBuffer(nonce) }).toBER(false)
    request.tbsRequest.requestExtensions = [new pkijs.Extension({ extnID: NONCE_OID, extnValue: nonceValue })]
    const der = await this.#post(ca.ocspUrl, Buffer.from(request.toSchema(true).toBER(false)))
    const { basic, single, good } = await this.#readSigned(der, subject, issuer)
    const echoed = basic.tbsResponseData.responseExtensions?.find((extension) => extension.extnID === NONCE_OID)
    if (!echoed || !Buffer.from(echoed.extnValue.valueBlock.valueHexView).equals(Buffer.from(nonceValue)))
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer to another question' })
    const now = this.#options.clock()
    const until = single.nextUpdate?.getTime() ?? now + UNDATED_MS
    if (until <= now) throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer past its nextUpdate' })
    return { good, until, der, earlier: false }
  }

  async #post(url: string, body: Uint8Array<ArrayBuffer>): Promise<Buffer> {
    try {
      const answer = await readAnswer(
        await this.#options.fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/ocsp-request' },
          body,
          signal: AbortSignal.timeout(TIMEOUT_MS),
          redirect: 'error',
        }),
      )
      this.#silent.delete(url)
      return answer
    } catch (error) {
      // URLs come from the directory, so they are few; one that it lists no more says nothing.
      for (const other of this.#silent.keys())
        if (!this.#options.cas().some(({ ocspUrl }) => ocspUrl === other)) this.#silent.delete(other)
      if (!this.#silent.has(url)) this.#silent.set(url, this.#options.clock())
      throw error
    }
  }

  /** What an answer says of a certificate, whoever asked for it and whenever: all but its nonce and how long it counts. */
  async #readSigned(
    der: Uint8Array,
    subject: pkijs.Certificate,
    issuer: pkijs.Certificate,
  ): Promise<{
    readonly basic: pkijs.BasicOCSPResponse
    readonly single: pkijs.SingleResponse
    readonly good: boolean
  }> {
    const outer = new pkijs.OCSPResponse({ schema: fromBER(toArrayBuffer(der)).result })
    if (outer.responseStatus.valueBlock.valueDec !== 0 || !outer.responseBytes)
      throw new Error('OCSP responder refused')
    const basic = new pkijs.BasicOCSPResponse({
      schema: fromBER(outer.responseBytes.response.valueBlock.valueHex).result,
    })
    // RFC 6960 §3.2: the signer is the CA or a certificate it issued for OCSP signing; pkijs checks chain and purpose.
    if (!(await basic.verify({ trustedCerts: [issuer] })))
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer is not signed by the CA' })
    const { single, status } = await singleOf(basic.tbsResponseData.responses, subject, issuer)
    // RFC 6960 §4.2.2.1: thisUpdate is not in the future.
    if (single.thisUpdate.getTime() > this.#options.clock() + 5 * 60_000)
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'OCSP answer from the future' })
    if (status !== GOOD && status !== REVOKED)
      throw new RabtError('CERTIFICATE_INVALID', {}, { detail: 'the CA does not know this certificate' })
    return { basic, single, good: status === GOOD }
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
