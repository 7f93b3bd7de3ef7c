import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCa, makeCertificate, p256 } from '@rabt/directory/testing'
import { publicKeyDigest } from '@rabt/ledger'
import { pemOf } from '@rabt/protocol'
import { CertificationRequest } from 'pkijs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isIssuedBy } from '../node/tls-files.ts'
import { Renewal } from './renewal.ts'

const DAY = 86_400_000
const T = Date.UTC(2026, 0, 1)
const ca = makeCa('a CA', T)

let folder: string
let now: number
let alarms: string[]
let asked: number
/** Digests (hex) of the next keys that the directory lists. */
let listed: Set<string>

const certify = (publicKey: KeyObject, from: number, issuer = ca): string =>
  pemOf(
    'CERTIFICATE',
    makeCertificate({
      subject: 'gw',
      issuer,
      publicKey,
      extensions: [],
      notBefore: from,
      notAfter: from + 7 * DAY,
    }),
  )

/** A CA that knows whom it asks. */
const honest = async (_csr: Uint8Array, current: { readonly key: string }) =>
  certify(createPublicKey(createPrivateKey(current.key)), now)

const open = (issue: typeof honest) =>
  new Renewal({
    folder,
    certificates: [
      {
        name: 'tls',
        commonName: 'KW/GOV/EGOV/gw1',
        dnsNames: [],
        uris: [],
        issuer: {
          issue: (csr, current) => {
            asked++
            return issue(csr, current)
          },
        },
      },
    ],
    clock: () => now,
    listed: (digest) => listed.has(digest),
    trusted: (certificate) => isIssuedBy(certificate, new X509Certificate(ca.certificate)),
    alone: (act) => act(),
    alarm: ({ detail }) => void alarms.push(detail),
  })

const expires = async () => new X509Certificate(await readFile(join(folder, 'tls.crt'))).validToDate.getTime()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rabt-renewal-'))
  now = T
  alarms = []
  asked = 0
  listed = new Set()
  const { privateKey, publicKey } = p256()
  await writeFile(join(folder, 'tls.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  await writeFile(join(folder, 'tls.crt'), certify(publicKey, T))
})
afterEach(() => rm(folder, { recursive: true }))

describe('renewal of certificates', () => {
  it('asks when less than a third of the life is left, and not before', async () => {
    const renewal = open(honest)
    now = T + (7 * DAY * 2) / 3
    expect(await renewal.look()).toEqual([])
    now += 1
    expect(await renewal.look()).toEqual(['tls'])
    expect(await expires()).toBe(Math.floor((now + 7 * DAY) / 1000) * 1000)
    expect(await renewal.look()).toEqual([])
    expect(asked).toBe(1)
    expect((await readdir(folder)).sort()).toEqual(['tls.crt', 'tls.pem'])
  })

  it('goes on with what it has when the issuer is away, says so, and asks less and less often', async () => {
    const renewal = open(() => Promise.reject(new Error('connect ECONNREFUSED')))
    now = T + 5 * DAY
    const times: number[] = []
    for (let minute = 0; minute < 24 * 60; minute++, now += 60_000) {
      const before = asked
      await renewal.look()
      if (asked > before) times.push(minute)
    }
    expect(times.slice(0, 7)).toEqual([0, 1, 3, 7, 15, 31, 63])
    const pauses = times.map((time, index) => time - (times[index - 1] ?? 0))
    expect(Math.max(...pauses)).toBe(60)
    expect(new Set(alarms)).toEqual(new Set(['connect ECONNREFUSED']))
    expect(await expires()).toBe(T + 7 * DAY)
  })

  it('gets the next key its first certificate, once, whatever is left of the one in use', async () => {
    const next = p256()
    await writeFile(join(folder, 'tls.next.pem'), next.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const byRequest = async (csr: Uint8Array) => {
      const { subjectPublicKeyInfo } = CertificationRequest.fromBER(Uint8Array.from(csr))
      const key = Buffer.from(subjectPublicKeyInfo.toSchema().toBER(false))
      return certify(createPublicKey({ key, format: 'der', type: 'spki' }), now)
    }
    const renewal = open(byRequest)
    expect(await renewal.look()).toEqual([])
    listed.add(publicKeyDigest(next.publicKey).toString('hex'))
    expect(await renewal.look()).toEqual(['tls.next'])
    expect(new X509Certificate(await readFile(join(folder, 'tls.next.crt'))).checkPrivateKey(next.privateKey)).toBe(
      true,
    )
    expect(await renewal.look()).toEqual([])
    now = T + 6 * DAY
    expect(await renewal.look()).toEqual(['tls'])
    expect(asked).toBe(2)
  })

  it('asks for another next key at once, however often it asked in vain for one before', async () => {
    const renewal = open(() => Promise.reject(new Error('CSR_INVALID')))
    const makeNext = async () => {
      const next = p256()
      await writeFile(join(folder, 'tls.next.pem'), next.privateKey.export({ type: 'pkcs8', format: 'pem' }))
      listed.add(publicKeyDigest(next.publicKey).toString('hex'))
    }
    await makeNext()
    for (let minute = 0; minute < 10; minute++, now += 60_000) await renewal.look()
    expect(asked).toBe(4)
    await makeNext()
    await renewal.look()
    expect(asked).toBe(5)
    await renewal.look()
    expect(asked).toBe(5)
  })

  it.each([
    ['a certificate of another key', async () => certify(p256().publicKey, now)],
    [
      'a certificate that is as old',
      async (_: Uint8Array, current: { readonly key: string }) =>
        certify(createPublicKey(createPrivateKey(current.key)), T),
    ],
    [
      'a certificate of a CA that the directory does not list',
      async (_: Uint8Array, current: { readonly key: string }) =>
        certify(createPublicKey(createPrivateKey(current.key)), now, makeCa('a CA', T)),
    ],
    ['what is none', async () => 'nonsense'],
  ])('does not take %s', async (_name, issue) => {
    now = T + 6 * DAY
    const before = await readFile(join(folder, 'tls.crt'), 'utf8')
    expect(await open(issue).look()).toEqual([])
    expect(await readFile(join(folder, 'tls.crt'), 'utf8')).toBe(before)
    expect(alarms).toHaveLength(1)
  })

  it('takes no certificate of a key that was changed while the issuer was asked', async () => {
    now = T + 6 * DAY
    const next = p256()
    const renewal = open(async (csr, current) => {
      await writeFile(join(folder, 'tls.pem'), next.privateKey.export({ type: 'pkcs8', format: 'pem' }))
      await writeFile(join(folder, 'tls.crt'), certify(next.publicKey, now))
      return honest(csr, current)
    })
    expect(await renewal.look()).toEqual([])
    expect(alarms).toEqual(['the key was changed meanwhile'])
    expect(new X509Certificate(await readFile(join(folder, 'tls.crt'))).checkPrivateKey(next.privateKey)).toBe(true)
  })

  it('asks again when its clock is set back below a pause', async () => {
    const renewal = open(() => Promise.reject(new Error('away')))
    now = T + 6 * DAY + 365 * DAY
    await renewal.look()
    now = T + 6 * DAY
    await renewal.look()
    expect(asked).toBe(2)
  })
})
