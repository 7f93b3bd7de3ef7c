import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DirectoryView, GatewayKeyUse } from '@rabt/directory'
import { publicKeyDigest, rawPublicKey } from '@rabt/ledger'
import { sha256 } from '@rabt/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyRing } from './key-ring.ts'

const SETTLE_MS = 60_000
const GATEWAY = 'KW/GOV/EGOV/gw1'
const MEMBER = 'KW/GOV/MOI'
const T = 1_800_000_000_000

let folder: string
/** What the directory lists: since when, and whether it is retired. */
let listed: Map<string, { readonly from: number; readonly retired: number | null }>

const view = {
  gatewayKey: (gateway: string, use: GatewayKeyUse, digest: string) => listed.get(`${gateway} ${use} ${digest}`),
  sealKey: (member: string, digest: string) => {
    const key = listed.get(`${member} ${digest}`)
    return key && { notBefore: key.from, notAfter: key.from + 10 * SETTLE_MS, retired: key.retired }
  },
} as unknown as DirectoryView

const make = (kind: 'ed25519' | 'ml-dsa-44' | 'p256') =>
  kind === 'p256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync(kind as 'ed25519')

async function put(name: string, kind: Parameters<typeof make>[0]): Promise<KeyObject> {
  const { privateKey, publicKey } = make(kind)
  await writeFile(join(folder, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return publicKey
}

const list = (use: GatewayKeyUse, key: KeyObject, from = T, retired: number | null = null) =>
  listed.set(`${GATEWAY} ${use} ${sha256(Buffer.from(rawPublicKey(key))).toString('hex')}`, { from, retired })

const open = () => KeyRing.open({ folder, federation: 'gcc', gateway: GATEWAY, settleMs: SETTLE_MS })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rabt-ring-'))
  listed = new Map()
  await mkdir(join(folder, 'members'))
  await put('lane', 'ed25519')
  await put('lane-pq', 'ml-dsa-44')
  await put('receipt', 'ed25519')
  await put(`members/${encodeURIComponent(MEMBER)}`, 'p256')
})
afterEach(() => rm(folder, { recursive: true }))

describe('the key ring', () => {
  it('takes the next lane key when the directory has listed it long enough, and says that the lanes change', async () => {
    const ring = await open()
    const before = ring.signer
    const next = await put('lane.next', 'ed25519')
    expect(await ring.look(view, T + SETTLE_MS)).toEqual({ lanes: false, taken: [], failed: [] })
    list('lane', next)
    expect(await ring.look(view, T + SETTLE_MS - 1)).toEqual({ lanes: false, taken: [], failed: [] })
    expect(ring.signer).toBe(before)
    expect(await ring.look(view, T + SETTLE_MS)).toEqual({ lanes: true, taken: ['lane'], failed: [] })
    expect(ring.signer.laneKeyDigest).toEqual(sha256(Buffer.from(rawPublicKey(next))))
    expect(await ring.look(view, T + SETTLE_MS)).toEqual({ lanes: false, taken: [], failed: [] })
    // A restart finds it, and the key before is gone.
    expect((await open()).signer.laneKeyDigest).toEqual(ring.signer.laneKeyDigest)
    expect(await readdir(folder)).not.toContain('lane.next.pem')
  })

  it('never takes a key that is retired, or listed for another use or gateway', async () => {
    const ring = await open()
    const next = await put('receipt.next', 'ed25519')
    list('lane', next)
    expect((await ring.look(view, T + SETTLE_MS)).taken).toEqual([])
    list('receipt', next, T, T + 1)
    expect((await ring.look(view, T + SETTLE_MS)).taken).toEqual([])
    list('receipt', next)
    expect(await ring.look(view, T + SETTLE_MS)).toEqual({ lanes: false, taken: ['receipt'], failed: [] })
  })

  it('takes a post-quantum key into new lanes', async () => {
    const ring = await open()
    list('lane-pq', await put('lane-pq.next', 'ml-dsa-44'))
    expect(await ring.look(view, T + SETTLE_MS)).toEqual({ lanes: true, taken: ['lane-pq'], failed: [] })
  })

  it("takes a member's next seal key within its certificate's life", async () => {
    const ring = await open()
    const name = encodeURIComponent(MEMBER)
    const next = await put(`members/${name}.next`, 'p256')
    const before = ring.member(MEMBER)
    listed.set(`${MEMBER} ${publicKeyDigest(next).toString('hex')}`, { from: T, retired: null })
    expect((await ring.look(view, T + 10 * SETTLE_MS)).taken).toEqual([])
    expect(await ring.look(view, T + SETTLE_MS)).toEqual({ lanes: false, taken: [`members/${name}`], failed: [] })
    expect(ring.member(MEMBER)).not.toBe(before)
  })

  it('passes over what is no key for its place or bears no name of a member, and takes the others', async () => {
    const ring = await open()
    await put('lane.next', 'p256')
    await put('lane-pq.next', 'ed25519')
    await put('members/100%.next', 'p256')
    list('receipt', await put('receipt.next', 'ed25519'))
    expect(await ring.look(view, T + SETTLE_MS)).toEqual({ lanes: false, taken: ['receipt'], failed: [] })
  })

  it('uses what it took although another could not be taken', async () => {
    const ring = await open()
    const before = ring.signer
    const next = await put('lane.next', 'ed25519')
    list('lane', next)
    const name = encodeURIComponent(MEMBER)
    const seal = await put(`members/${name}.next`, 'p256')
    listed.set(`${MEMBER} ${publicKeyDigest(seal).toString('hex')}`, { from: T, retired: null })
    // A folder in its place: the rename fails.
    await rm(join(folder, 'members', `${name}.pem`))
    await mkdir(join(folder, 'members', `${name}.pem`))
    const change = await ring.look(view, T + SETTLE_MS).catch((error: unknown) => String(error))
    expect(ring.signer).not.toBe(before)
    expect(change).toMatchObject({ lanes: true, taken: ['lane'], failed: [expect.any(Error)] })
  })

  it('passes over a next key that is half written', async () => {
    const ring = await open()
    await writeFile(join(folder, 'lane.next.pem'), '-----BEGIN PRIVATE KEY-----\nMC4C')
    expect((await ring.look(view, T)).taken).toEqual([])
  })
})
