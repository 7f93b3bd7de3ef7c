import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { makeCa, makeCertificate, p256 } from '@rabt/directory/testing'
import { pemOf } from '@rabt/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { authorityIssuer } from './authority-issuer.ts'

const T = Date.UTC(2026, 0, 1)
const GATEWAY = 'KW/GOV/EGOV/gw1'
const { privateKey, publicKey } = p256()
const ca = makeCa('a CA', T)
const der = makeCertificate({
  subject: GATEWAY,
  issuer: ca,
  publicKey,
  extensions: [],
  notBefore: T,
  notAfter: T + 7 * 86_400_000,
})
const current = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: pemOf('CERTIFICATE', der) }
const CSR = Buffer.from('a request')
const NONCE = 'n'.repeat(43)

interface Asked {
  readonly protected: string
  readonly payload: string
  readonly signature: string
}

type Answer = (response: ServerResponse, asked: Asked, turn: number) => void
let close = async () => {}
afterEach(() => close())

/** An authority that gives nonces and answers a renewal as the test says. */
async function authority(answer: Answer, nonce: unknown = { nonce: NONCE, expires: T }) {
  const asked: Asked[] = []
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/at/ca/v1/nonce') return response.end(JSON.stringify(nonce))
    if (request.url !== '/at/ca/v1/renew' || request.headers['content-type'] !== 'application/jose+json')
      return response.writeHead(404).end()
    const body = JSON.parse((await buffer(request)).toString()) as Asked
    asked.push(body)
    answer(response, body, asked.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/at`
  return { asked, issuer: authorityIssuer({ url, gateway: GATEWAY }) }
}

const problem = (response: ServerResponse, status: number, code: string) =>
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ code, title: 'No.' }))

const decoded = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
const holds = ({ protected: head, payload, signature }: Asked, key: KeyObject): boolean =>
  verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )

describe('a certificate from the own authority (docs/spec/renewal.md)', () => {
  it('is asked for with a JWS by the key in use, over gateway, nonce and request', async () => {
    const { asked, issuer } = await authority((response) => response.end('a chain'))
    expect(await issuer.issue(CSR, current)).toBe('a chain')
    const [first] = asked as [Asked]
    expect(Object.keys(first).sort()).toEqual(['payload', 'protected', 'signature'])
    expect(decoded(first.protected)).toEqual({
      alg: 'ES256',
      typ: 'rabt-renewal+jws',
      x5c: [Buffer.from(der).toString('base64')],
    })
    expect(decoded(first.payload)).toEqual({ gateway: GATEWAY, nonce: NONCE, csr: CSR.toString('base64url') })
    expect(holds(first, new X509Certificate(der).publicKey)).toBe(true)
    expect(holds(first, p256().publicKey)).toBe(false)
  })

  it('is asked for once more when the authority no more knows its nonce, and not a third time', async () => {
    const forgetful = await authority((response, _, turn) =>
      turn === 1 ? problem(response, 400, 'NONCE_INVALID') : response.end('a chain'),
    )
    expect(await forgetful.issuer.issue(CSR, current)).toBe('a chain')
    await close()
    const stubborn = await authority((response) => problem(response, 400, 'NONCE_INVALID'))
    await expect(stubborn.issuer.issue(CSR, current)).rejects.toThrow('NONCE_INVALID: No.')
    expect(stubborn.asked).toHaveLength(2)
  })

  it.each<[string, Answer, string]>([
    ['a refusal', (response) => problem(response, 403, 'RENEWAL_REFUSED'), 'RENEWAL_REFUSED: No.'],
    ['an answer without words', (response) => response.writeHead(502).end('<html>'), 'the authority answered 502'],
    ['an endless answer', (response) => response.end('x'.repeat(65 * 1024)), 'answers too much'],
    [
      'another address',
      (response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
      'fetch failed',
    ],
  ])('is not had from %s', async (_, answer, said) => {
    const { issuer } = await authority(answer)
    await expect(issuer.issue(CSR, current)).rejects.toThrow(said)
  })

  it.each([[{}], [{ nonce: 7 }], [{ nonce: 'short' }], ['no object'], [null]])(
    'is not asked for with %j for a nonce',
    async (nonce) => {
      const { asked, issuer } = await authority((response) => response.end('a chain'), nonce)
      await expect(issuer.issue(CSR, current)).rejects.toThrow('gave no nonce')
      expect(asked).toEqual([])
    },
  )
})
