import { X509Certificate } from 'node:crypto'
import { Enumerated, Integer, OctetString, Primitive } from 'asn1js'
import {
  BasicOCSPResponse,
  CertID,
  Certificate,
  Extension,
  OCSPRequest,
  OCSPResponse,
  ResponseBytes,
  ResponseData,
  SingleResponse,
} from 'pkijs'
import { OcspChecker } from '../../../src/trust/ocsp.ts'
import { makeCertificates, NOW } from '../federation.ts'
import { type Parser, parser } from '../parser.ts'

const NONCE = '1.3.6.1.5.5.7.48.1.2'
const BASIC = '1.3.6.1.5.5.7.48.1.1'

export const checkerFor = (ca: Uint8Array, respond: (request: Uint8Array) => Promise<Uint8Array>): OcspChecker =>
  new OcspChecker({
    cas: () => [{ state: 'KW', certificate: ca, ocspUrl: 'http://ocsp.invalid/' }],
    clock: () => NOW,
    random: (count) => Buffer.alloc(count, 3),
    fetch: async (_url, init) => new Response(Buffer.from(await respond(init?.body as Uint8Array))),
  })

/** One certificate in an answer: whether it is the one asked about, and its times, Unix ms. */
export interface SingleAnswer {
  readonly asked: boolean
  readonly thisUpdate: number
  readonly nextUpdate: number
}

const UNTIL_TOMORROW: SingleAnswer = { asked: true, thisUpdate: NOW, nextUpdate: NOW + 86_400_000 }

/** What a state's responder answers: good, until tomorrow, signed by the CA itself. */
export async function goodAnswer(
  request: Uint8Array,
  ca: { certificate: Uint8Array; privateKey: import('node:crypto').KeyObject },
  singles: readonly SingleAnswer[] = [UNTIL_TOMORROW],
) {
  const { tbsRequest } = OCSPRequest.fromBER(Uint8Array.from(request))
  const issuer = Certificate.fromBER(Uint8Array.from(ca.certificate))
  const basic = new BasicOCSPResponse()
  basic.tbsResponseData = new ResponseData({
    responderID: issuer.subject,
    producedAt: new Date(NOW),
    responses: tbsRequest.requestList.flatMap(({ reqCert }) =>
      singles.map(
        ({ asked, thisUpdate, nextUpdate }) =>
          new SingleResponse({
            certID: asked ? reqCert : withOtherSerial(reqCert),
            certStatus: new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 } }),
            thisUpdate: new Date(thisUpdate),
            nextUpdate: new Date(nextUpdate),
          }),
      ),
    ),
    responseExtensions: (tbsRequest.requestExtensions ?? [])
      .filter(({ extnID }) => extnID === NONCE)
      .map(({ extnValue }) => new Extension({ extnID: NONCE, extnValue: extnValue.valueBlock.valueHex })),
  })
  basic.certs = [issuer]
  await basic.sign(ca.privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']), 'SHA-256')
  const response = new OctetString({ valueHex: basic.toSchema().toBER(false) })
  const outer = new OCSPResponse({
    responseStatus: new Enumerated({ value: 0 }),
    responseBytes: new ResponseBytes({ responseType: BASIC, response }),
  })
  return Buffer.from(outer.toSchema().toBER(false))
}

function withOtherSerial({ hashAlgorithm, issuerNameHash, issuerKeyHash }: CertID): CertID {
  return new CertID({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber: new Integer({ value: 77 }) })
}

/** An OCSP answer as anybody on the way can make it: over plain HTTP, to a question whose nonce is known. */
export async function ocspParsers(): Promise<readonly Parser[]> {
  const { ca, seal } = makeCertificates('KW')
  let seed = Buffer.alloc(0)
  await checkerFor(ca.certificate, async (request) => {
    seed = await goodAnswer(request, ca)
    return seed
  }).check(seal)
  const serial = new X509Certificate(seal).serialNumber
  return [
    parser({
      name: 'ocsp-answer',
      format: 'der',
      seeds: [seed],
      read: async (input) => {
        await checkerFor(ca.certificate, async () => input).check(seal)
        if (!input.includes(Buffer.from(serial, 'hex')))
          throw new Error('an answer for another certificate was accepted')
      },
    }),
  ]
}
