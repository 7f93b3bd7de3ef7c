import { createHash, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckedView, GatewayRecord } from '@rabt/directory'
import { derOfPem, RabtError } from '@rabt/protocol'
import * as asn1js from 'asn1js'
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
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAuthorityServer } from '../../public/server.ts'
import { DAY_MS } from '../certificate.ts'
import { type CertificateAuthority, openCertificateAuthority } from '../certificate-authority.ts'
import { spkiOf } from '../key-file.ts'
import { OID } from '../oid.ts'
import { PROFILES, type Profile } from '../profiles.ts'
import { openRenewalDesk } from './renew.ts'

const GATEWAY = 'KW/GOV/EGOV/gw1'
const T = Date.UTC(2026, 0, 1)
const home = mkdtempSync(join(tmpdir(), 'rabt-renew-'))
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const nextKey = generateKeyPairSync('ed25519').privateKey
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

let now = T
let authority: CertificateAuthority
let other: CertificateAuthority
let current: Uint8Array
let listed: { state: string; tlsKeys: Uint8Array[] } | null
/** What the next refreshes of the directory bring, one after the other. */
let coming: (typeof listed | 'unreachable')[]
let server: Server
let base: string

const digest = (of: KeyObject) => new Uint8Array(createHash('sha256').update(spkiOf(of)).digest())

const open = (name: string) =>
  openCertificateAuthority({
    dir: join(home, name),
    code: 'KW',
    organization: 'X',
    url: 'http://a',
    clock: () => now,
  })

const certify = (ca: CertificateAuthority, of = key, commonName = GATEWAY, profile: Profile = PROFILES.gatewayTls) =>
  ca.issue({
    profile,
    spki: spkiOf(of),
    uris: [`urn:rabt:gateway:${GATEWAY}`],
    subject: [
      ['country', 'KW'],
      ['organization', 'الجهاز المركزي'],
      ['commonName', commonName],
    ],
  })

beforeAll(async () => {
  authority = await open('kw')
  other = await open('other')
  const view = () => {
    const record = listed as unknown as GatewayRecord | null
    return { gateways: new Map(record === null ? [] : [[GATEWAY, record]]) } as unknown as CheckedView
  }
  const refresh = async () => {
    const next = coming.shift()
    if (next === 'unreachable') throw new RabtError('DIRECTORY_UNREACHABLE', { place: 'mirror', reason: 'away' })
    if (next !== undefined) listed = next
    return view()
  }
  const directory = { view, refresh }
  const renewal = openRenewalDesk({ authority, code: 'KW', directory })
  server = createAuthorityServer({ authority, repository: home, renewal })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(async () => {
  now = T
  listed = { state: 'KW', tlsKeys: [digest(key)] }
  coming = []
  current = await certify(authority)
  now = T + 5 * DAY_MS
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(home, { recursive: true })
})

interface CsrChange {
  readonly of?: KeyObject
  readonly signedBy?: KeyObject
  readonly subject?: readonly (readonly [oid: string, value: string])[]
  readonly names?: readonly GeneralName[]
  readonly extension?: string
  /** With a list of extensions that holds none. */
  readonly empty?: boolean
}

/** Made by hand, so that it can also be wrong. */
function csrOf({
  of = key,
  signedBy = of,
  subject,
  names = [],
  extension = OID.subjectAltName,
  empty = false,
}: CsrChange): Uint8Array {
  const csr = new CertificationRequest({ version: 0 })
  for (const [type, value] of subject ?? [[OID.commonName, GATEWAY]]) {
    csr.subject.typesAndValues.push(new AttributeTypeAndValue({ type, value: new asn1js.Utf8String({ value }) }))
  }
  csr.subjectPublicKeyInfo = PublicKeyInfo.fromBER(Uint8Array.from(spkiOf(of)))
  if (names.length > 0) {
    const extnValue = new GeneralNames({ names: [...names] }).toSchema().toBER(false)
    const extensions = new Extensions({ extensions: [new Extension({ extnID: extension, extnValue })] })
    csr.attributes = [new Attribute({ type: '1.2.840.113549.1.9.14', values: [extensions.toSchema()] })]
  }
  if (empty) csr.attributes = [new Attribute({ type: '1.2.840.113549.1.9.14', values: [new asn1js.Sequence()] })]
  const isP256 = signedBy.asymmetricKeyType === 'ec'
  csr.signatureAlgorithm.algorithmId = isP256 ? '1.2.840.10045.4.3.2' : '1.3.101.112'
  csr.tbsView = new Uint8Array(
    (csr as unknown as { encodeTBS(): asn1js.Sequence }).encodeTBS().toBER(false) as ArrayBuffer,
  )
  const signature = sign(isP256 ? 'sha256' : null, csr.tbsView, signedBy)
  csr.signatureValue = new asn1js.BitString({ valueHex: Uint8Array.from(signature).buffer })
  return new Uint8Array(csr.toSchema(true).toBER(false))
}

interface Change extends CsrChange {
  readonly by?: KeyObject
  readonly certificate?: Uint8Array
  readonly gateway?: string
  readonly nonce?: string
  readonly header?: Readonly<Record<string, unknown>>
  readonly payload?: Readonly<Record<string, unknown>>
  readonly csr?: Uint8Array
  readonly signature?: (right: Buffer) => Uint8Array
}

const nonce = async (): Promise<string> =>
  ((await (await fetch(`${base}/ca/v1/nonce`)).json()) as { nonce: string }).nonce

const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function bodyOf(change: Change = {}): Promise<string> {
  const { by = key, certificate = current, gateway = GATEWAY, header, payload, signature = (right) => right } = change
  const isP256 = by.asymmetricKeyType === 'ec'
  const head = text({
    alg: isP256 ? 'ES256' : 'EdDSA',
    typ: 'rabt-renewal+jws',
    x5c: [Buffer.from(certificate).toString('base64')],
    ...header,
  })
  const content = text({
    gateway,
    nonce: change.nonce ?? (await nonce()),
    csr: Buffer.from(change.csr ?? csrOf(change)).toString('base64url'),
    ...payload,
  })
  const input = Buffer.from(`${head}.${content}`)
  const right = sign(isP256 ? 'sha256' : null, input, { key: by, dsaEncoding: 'ieee-p1363' })
  return JSON.stringify({
    protected: head,
    payload: content,
    signature: Buffer.from(signature(right)).toString('base64url'),
  })
}

async function post(body: string) {
  const response = await fetch(`${base}/ca/v1/renew`, {
    method: 'POST',
    headers: { 'content-type': 'application/jose+json' },
    body,
  })
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() }
}

const ask = async (change: Change = {}) => post(await bodyOf(change))

async function refusal(change: Change) {
  const { status, type, body } = await ask(change)
  expect(type).toBe('application/problem+json')
  const { code, message } = JSON.parse(body) as { code: string; message: { ar: string } }
  expect(message.ar).toMatch(/[\u0621-\u064a]/)
  return `${status} ${code}`
}

const uri = (value: string) => new GeneralName({ type: 6, value })
const dns = (value: string) => new GeneralName({ type: 2, value })

describe('renewal by CSR', () => {
  it('gives a certificate of the same key, subject and names that lasts seven days from now, and enters it', async () => {
    const { status, type, body } = await ask({ names: [uri(`urn:rabt:gateway:${GATEWAY}`), dns('localhost')] })
    expect([status, type]).toEqual([200, 'application/pem-certificate-chain'])
    const [before, fresh] = [new X509Certificate(current), new X509Certificate(derOfPem(body))]
    expect(fresh.checkIssued(new X509Certificate(authority.der))).toBe(true)
    expect(fresh.publicKey.equals(before.publicKey)).toBe(true)
    expect(fresh.subject).toBe(before.subject)
    expect(fresh.subjectAltName).toBe(before.subjectAltName)
    expect(fresh.keyUsage).toEqual(before.keyUsage)
    expect(fresh.validToDate.getTime()).toBe(now + 7 * DAY_MS)
    expect(authority.register.find(fresh.serialNumber.toLowerCase())?.profile).toBe('gateway-tls')
  })

  it('gives one for another key that the directory lists, also at once, and from it the way back', async () => {
    now = T
    expect(await refusal({ of: nextKey })).toBe('400 CSR_INVALID')
    listed?.tlsKeys.push(digest(nextKey))
    const { status, body } = await ask({ of: nextKey })
    expect(status).toBe(200)
    const fresh = derOfPem(body)
    expect(new X509Certificate(fresh).publicKey.asymmetricKeyType).toBe('ed25519')
    now = T + 6 * DAY_MS
    expect((await ask({ by: nextKey, of: nextKey, certificate: fresh })).status).toBe(200)
  })

  it('asks for the newest directory before it refuses a key: the gateway may have read it first', async () => {
    now = T
    const both = { state: 'KW', tlsKeys: [digest(key), digest(nextKey)] }
    coming = [both]
    expect((await ask({ of: nextKey })).status).toBe(200)
    listed = null
    coming = [listed, both]
    expect((await ask({ of: nextKey })).status).toBe(200)
  })

  it('refuses a key by the directory that it has when no newer one can be had, or none lists it', async () => {
    now = T
    coming = ['unreachable', 'unreachable']
    expect(await refusal({ of: nextKey })).toBe('400 CSR_INVALID')
    coming = [listed, listed, { state: 'KW', tlsKeys: [digest(key), digest(nextKey)] }]
    expect(await refusal({ of: nextKey })).toBe('400 CSR_INVALID')
  })

  it('takes a CSR that asks for an empty list of extensions', async () => {
    expect((await ask({ empty: true })).status).toBe(200)
  })

  it('takes a nonce once, of its own, for five minutes', async () => {
    const body = await bodyOf()
    expect((await post(body)).status).toBe(200)
    const again = await post(body)
    expect([again.status, JSON.parse(again.body).code]).toEqual([400, 'NONCE_INVALID'])
    const old = await nonce()
    now += 5 * 60_000 + 1
    expect(await refusal({ nonce: old })).toBe('400 NONCE_INVALID')
    const directory = { view: () => ({}) as CheckedView, refresh: async () => ({}) as CheckedView }
    const desk = openRenewalDesk({ authority, code: 'KW', directory })
    expect(await refusal({ nonce: desk.nonce().nonce })).toBe('400 NONCE_INVALID')
    const known = await nonce()
    expect(await refusal({ nonce: `${known.startsWith('A') ? 'B' : 'A'}${known.slice(1)}` })).toBe('400 NONCE_INVALID')
  })

  it('does not use the nonce up for a request that nobody signed', async () => {
    const held = await nonce()
    expect(await refusal({ nonce: held, signature: (right) => right.fill(1, 3, 4) })).toBe('400 INVALID_REQUEST')
    expect((await ask({ nonce: held })).status).toBe(200)
  })

  it.each<[string, Change]>([
    ['a signature by another key', { by: stranger, of: key }],
    ['a signature in DER', { signature: (right) => Buffer.concat([Buffer.from([0x30]), right]) }],
    ['no signature', { signature: () => Buffer.alloc(64) }],
    ['the algorithm "none"', { header: { alg: 'none' } }],
    ['the algorithm of another kind of key', { header: { alg: 'EdDSA' } }],
    ['another type', { header: { typ: 'JWT' } }],
    ['a critical extension', { header: { crit: ['b64'], b64: false } }],
    ['a key beside the certificate', { header: { jwk: { kty: 'EC' } } }],
    ['two certificates', { header: { x5c: ['AAAA', 'AAAA'] } }],
    ['no certificate', { header: { x5c: ['AAAA'] } }],
    ['a member too many', { payload: { also: 1 } }],
    ['a CSR that is no text', { payload: { csr: 7 } }],
    ['a CSR with padding', { payload: { csr: 'QQ==' } }],
  ])('refuses %s', async (_name, change) => {
    expect(await refusal(change)).toBe('400 INVALID_REQUEST')
  })

  it.each(['', '{}', 'nonsense', '[]', '{"protected":"e30","payload":"e30","signature":"e30"}'])(
    'refuses the body %j',
    async (body) => {
      expect(JSON.parse((await post(body)).body).code).toBe('INVALID_REQUEST')
    },
  )

  it('refuses a body beyond 16 KiB, and says so', async () => {
    const { status, body } = await post('x'.repeat(200_000))
    expect([status, JSON.parse(body).code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it.each<[string, () => Change | Promise<Change>]>([
    ['of another authority of the same name', async () => ({ certificate: await certify(other) })],
    ['of another gateway', async () => ({ certificate: await certify(authority, key, 'KW/GOV/EGOV/gw2') })],
    ['asked for by another name', () => ({ gateway: 'KW/GOV/EGOV/gw2' })],
    ['of another kind', async () => ({ certificate: await certify(authority, key, GATEWAY, PROFILES.clientSystem) })],
    [
      'that has ended',
      () => {
        now = T + 8 * DAY_MS
        return {}
      },
    ],
    [
      'that was taken back',
      () => {
        authority.revoke(new X509Certificate(current).serialNumber, 'keyCompromise')
        return {}
      },
    ],
    [
      'of a gateway that the directory does not list',
      () => {
        listed = null
        return {}
      },
    ],
    [
      'of a gateway of another state',
      () => {
        listed = { state: 'QA', tlsKeys: [digest(key)] }
        return {}
      },
    ],
    [
      'whose key the directory does not list',
      () => {
        listed = { state: 'KW', tlsKeys: [digest(stranger)] }
        return {}
      },
    ],
  ])('refuses a certificate %s', async (_name, change) => {
    expect(await refusal(await change())).toBe('403 RENEWAL_REFUSED')
  })

  it.each<[string, Change]>([
    ['that another key signed', { signedBy: stranger }],
    ['for a key that is not listed', { of: stranger }],
    ['for another name', { subject: [[OID.commonName, 'KW/GOV/EGOV/gw2']] }],
    [
      'for two names',
      {
        subject: [
          [OID.commonName, GATEWAY],
          [OID.commonName, GATEWAY],
        ],
      },
    ],
    [
      'for another organization',
      {
        subject: [
          [OID.organizationName, 'Y'],
          [OID.commonName, GATEWAY],
        ],
      },
    ],
    ['without a name', { subject: [] }],
    ['for another host', { names: [dns('gw.example')] }],
    ['for another gateway', { names: [uri('urn:rabt:gateway:KW/GOV/EGOV/gw2')] }],
    ['for a host given as a URI', { names: [uri('localhost')] }],
    ['for another extension', { names: [dns('localhost')], extension: '2.5.29.19' }],
    ['that is none', { csr: Buffer.from('3000', 'hex') }],
    ['that other bytes follow', { csr: Buffer.concat([csrOf({}), Buffer.from([0])]) }],
  ])('refuses a CSR %s', async (_name, change) => {
    expect(await refusal(change)).toBe('400 CSR_INVALID')
  })

  it('refuses to renew what has more than two thirds of its life left', async () => {
    now = T + 2 * DAY_MS
    expect(await refusal({})).toBe('409 RENEWAL_EARLY')
    now = T + 2.5 * DAY_MS
    expect((await ask()).status).toBe(200)
  })
})
