import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { CaRecord, DirectoryView, GatewayRecord } from '@rabt/directory'
import { makeCa, makeCertificate } from '@rabt/directory/testing'
import { pemOf, RabtError } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OcspChecker } from '../../trust/ocsp.ts'
import { keyDigest } from '../../trust/peer-identity.ts'
import type { KernelLog } from '../kernel.ts'
import type { Session } from '../wire.ts'
import { Dialler } from './dialler.ts'
import { Listener } from './listener.ts'

// Both ends of a link over TLS on this machine, each with its own directory, and OCSP that answers when the test lets it.
const DAY = 86_400_000
const DIALS = 'KW/GOV/EGOV/gw1'
const LISTENS = 'SA/GOV/EGOV/gw1'
const ca = makeCa('a CA', Date.now() - DAY)
const otherCa = makeCa('another CA', Date.now() - DAY)

function pairOf(subject: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const certificate = makeCertificate({
    subject,
    issuer: ca,
    publicKey,
    extensions: [],
    notBefore: Date.now() - DAY,
    notAfter: Date.now() + DAY,
  })
  return {
    digest: keyDigest(new X509Certificate(certificate)),
    tls: {
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: pemOf('CERTIFICATE', certificate),
      ca: [pemOf('CERTIFICATE', ca.certificate)],
    },
  }
}
const dialling = pairOf(DIALS)
const listening = pairOf(LISTENS)

let happened: string[]
let port: number
let views: { dialler: () => DirectoryView; listener: () => DirectoryView }
/** What is asked of OCSP and waits for its answer. */
let asked: { readonly by: string; readonly answer: () => void }[]
let listener: Listener
let dialler: Dialler
let ownTls: typeof dialling.tls

const viewOf = (
  change: { tlsKeys?: Readonly<Record<string, readonly Uint8Array[]>>; cas?: readonly Buffer[] } = {},
) => {
  const keys = { [DIALS]: [dialling.digest], [LISTENS]: [listening.digest], ...change.tlsKeys }
  const linkUrl = `wss://127.0.0.1:${port}/link`
  const gateways = Object.entries(keys).map(
    ([id, tlsKeys]) => [id, { id, linkUrl, tlsKeys } as unknown as GatewayRecord] as const,
  )
  const cas = (change.cas ?? [ca.certificate]).map(
    (certificate): CaRecord => ({ state: 'KW', certificate, ocspUrl: '' }),
  )
  return { gateways: new Map(gateways), cas } as unknown as DirectoryView
}

const ocspOf = (by: string) =>
  ({ check: () => new Promise<void>((answer) => asked.push({ by, answer })) }) as unknown as OcspChecker
const logOf = (by: string): KernelLog => ({
  event: () => undefined,
  alarm: (name) => void happened.push(`${by}: ${name}`),
})
const sessionOf = (by: string): Session => ({
  opened: () => void happened.push(`${by}: opened`),
  closed: () => undefined,
  frame: () => undefined,
})

/** Answers what `by` asks of OCSP next. */
async function answer(by: string): Promise<void> {
  await expect.poll(() => asked.findIndex((one) => one.by === by)).not.toBe(-1)
  asked
    .splice(
      asked.findIndex((one) => one.by === by),
      1,
    )[0]
    ?.answer()
}
const isAsked = (by: string) => expect.poll(() => asked.some((one) => one.by === by), { timeout: 5_000 }).toBe(true)

beforeEach(async () => {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  port = (free.address() as { port: number }).port
  free.close()
  await once(free, 'close')
  happened = []
  asked = []
  ownTls = dialling.tls
  const all = viewOf()
  views = { dialler: () => all, listener: () => all }
  listener = new Listener({
    host: '127.0.0.1',
    port,
    tls: listening.tls,
    view: () => views.listener(),
    ocsp: ocspOf('listener'),
    log: logOf('listener'),
    session: () => sessionOf('listener'),
    blob: async () => null,
  })
  await listener.listen()
  dialler = new Dialler({
    view: () => views.dialler(),
    tls: () => ownTls,
    ocsp: ocspOf('dialler'),
    log: logOf('dialler'),
    clock: () => performance.now(),
    random: () => 0,
  })
})
afterEach(async () => {
  dialler.stop()
  await listener.close()
})

const GONE = [
  ['a TLS key', () => viewOf({ tlsKeys: { [DIALS]: [], [LISTENS]: [] } })],
  ['a CA', () => viewOf({ cas: [otherCa.certificate] })],
] as const

describe.each(GONE)('%s that is revoked while a link is set up', (_, without) => {
  it('is refused by the listener, whose OCSP responder still calls it good', async () => {
    dialler.keep(LISTENS, sessionOf('dialler'))
    await isAsked('listener')
    views.listener = without
    listener.recheck()
    await answer('listener')
    await expect.poll(() => happened[0]).toBe('listener: connection-refused')
  })

  it('is refused by the dialler, before the peer has answered', async () => {
    dialler.keep(LISTENS, sessionOf('dialler'))
    await isAsked('listener')
    views.dialler = without
    dialler.recheck()
    await answer('listener')
    await expect.poll(() => happened.filter((one) => one.startsWith('dialler'))[0]).toBe('dialler: peer-certificate')
  })

  it('is refused by the dialler, while it waits for OCSP', async () => {
    dialler.keep(LISTENS, sessionOf('dialler'))
    await answer('listener')
    await isAsked('dialler')
    views.dialler = without
    await answer('dialler')
    await expect.poll(() => happened.filter((one) => one.startsWith('dialler'))[0]).toBe('dialler: peer-certificate')
  })
})

describe('a link', () => {
  it('comes about if nothing is revoked', async () => {
    dialler.keep(LISTENS, sessionOf('dialler'))
    await answer('listener')
    await answer('dialler')
    await expect.poll(() => happened.toSorted()).toEqual(['dialler: opened', 'listener: opened'])
  })

  it('with a new key is not judged by the key of the connection before', async () => {
    const renewed = pairOf(LISTENS)
    dialler.keep(LISTENS, sessionOf('dialler'))
    await answer('listener')
    await answer('dialler')
    await expect.poll(() => happened).toContain('dialler: opened')
    const both = viewOf({ tlsKeys: { [LISTENS]: [listening.digest, renewed.digest] } })
    views.dialler = () => both
    listener.renew(renewed.tls)
    listener.cut(DIALS)
    await isAsked('listener')
    happened.length = 0
    const fresh = viewOf({ tlsKeys: { [LISTENS]: [renewed.digest] } })
    views.dialler = () => fresh
    dialler.recheck()
    await answer('listener')
    await answer('dialler')
    await expect.poll(() => happened.toSorted()).toEqual(['dialler: opened', 'listener: opened'])
  })

  it('is tried again, and nothing thrown, while the directory is past all grace or own keys cannot be used', async () => {
    const all = views.dialler
    let looks = 0
    views.dialler = () => {
      looks++
      throw new RabtError('DIRECTORY_EXPIRED')
    }
    dialler.keep(LISTENS, sessionOf('dialler'))
    await expect.poll(() => looks).toBeGreaterThan(2)
    views.dialler = all
    const usable = ownTls
    ownTls = { ...usable, key: listening.tls.key }
    looks = 0
    views.dialler = () => {
      looks++
      return all()
    }
    await expect.poll(() => looks, { timeout: 5_000 }).toBeGreaterThan(1)
    ownTls = usable
    await isAsked('listener')
  })
})
