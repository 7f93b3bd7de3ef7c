import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DirectoryView } from '@rabt/directory'
import { CertificationRequest } from 'pkijs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyDesk, sealKeyName } from './key-desk.ts'
import type { KeyName } from './next-key.ts'

const GATEWAY = 'KW/GOV/EGOV/gw1'
const MEMBER = 'KW/GOV/MOI'
const SEAL: KeyName = 'members/KW%2FGOV%2FMOI'

let folder: string
/** Digests (hex) that the directory lists. */
let listed: Set<string>
let desk: KeyDesk

const view = () =>
  ({
    gateways: new Map([[GATEWAY, { tlsKeys: [...listed].map((hex) => Buffer.from(hex, 'hex')) }]]),
    gatewayKey: (gateway: string, _use: string, digest: string) =>
      gateway === GATEWAY && listed.has(digest) ? { from: 7, retired: null } : undefined,
    sealKey: (member: string, digest: string) =>
      member === MEMBER && listed.has(digest) ? { notBefore: 9, retired: 11 } : undefined,
  }) as unknown as DirectoryView

const hexOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rabt-keys-'))
  listed = new Set()
  desk = new KeyDesk({ folder, instance: 'KW', gateway: GATEWAY, view })
})
afterEach(() => rm(folder, { recursive: true }))

describe('next keys', () => {
  it.each<[KeyName, string, number]>([
    ['lane', 'ed25519', 32],
    ['lane-pq', 'ml-dsa-44', 1312],
    ['receipt', 'ed25519', 32],
    ['tls', 'p256', 91],
    [SEAL, 'p256', 91],
  ])('are made once: %s', async (name, algorithm, bytes) => {
    const first = await desk.next(name)
    expect(first).toMatchObject({ made: true, algorithm, listed: false, from: null, retired: null })
    expect(Buffer.from(first.publicKey, 'base64')).toHaveLength(bytes)
    const again = await desk.next(name)
    expect(again).toMatchObject({ made: false, publicKey: first.publicKey, digest: first.digest })
    const file = join(folder, `${name}.next.pem`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    listed.add(hexOf(first.digest))
    expect((await desk.list()).find((key) => key.name === name)?.next?.listed).toBe(true)
  })

  it('are the same for two who ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => desk.next('receipt')))
    expect(new Set(all.map(({ publicKey }) => publicKey)).size).toBe(1)
    expect(all.filter(({ made }) => made)).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['receipt.next.pem'])
  })

  it('give way to nothing: what somebody put in their place is refused, until it is dropped', async () => {
    await writeFile(join(folder, 'lane.next.pem'), '-----BEGIN PRIV')
    await expect(desk.next('lane')).rejects.toMatchObject({ code: 'CONFLICT' })
    await desk.drop('lane')
    expect((await desk.next('lane')).made).toBe(true)
  })

  it('are asked certificates for, by the names that they will bear', async () => {
    const names = async (name: KeyName) => {
      const { csr, publicKey } = await desk.next(name)
      const request = CertificationRequest.fromBER(Uint8Array.from(csr ?? []))
      expect(await request.verify()).toBe(true)
      expect(Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER(false)).toString('base64')).toBe(publicKey)
      return request.subject.typesAndValues.map(({ value }) => value.valueBlock.value)
    }
    expect(await names('tls')).toEqual(['KW', GATEWAY])
    expect(await names(SEAL)).toEqual(['KW', MEMBER])
    expect((await desk.next('lane')).csr).toBeNull()
  })

  it('are dropped while nobody lists them', async () => {
    await expect(desk.drop('tls')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { digest } = await desk.next('tls')
    listed.add(hexOf(digest))
    await expect(desk.drop('tls')).rejects.toMatchObject({ code: 'CONFLICT' })
    listed.clear()
    await desk.drop('tls')
    expect(await readdir(folder)).toEqual([])
  })

  it('stand in the list beside the keys in use', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    await writeFile(join(folder, 'lane.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await desk.next(SEAL)
    const list = await desk.list()
    expect(list.map(({ name, inUse, next }) => [name, inUse !== null, next !== null])).toEqual([
      ['lane', true, false],
      ['lane-pq', false, false],
      ['receipt', false, false],
      ['tls', false, false],
      [SEAL, false, true],
    ])
    expect(list[0]?.inUse?.publicKey).toBe(
      createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(12).toString('base64'),
    )
    const secret = createPrivateKey(await readFile(join(folder, 'lane.pem'))).export({ format: 'jwk' }).d as string
    expect(JSON.stringify(list)).not.toContain(Buffer.from(secret, 'base64url').toString('base64'))
  })
})

describe('a member', () => {
  it('of the own state has a sealing key, by its identifier', () => {
    expect(sealKeyName('KW/GOV/MOI', 'KW')).toBe(SEAL)
  })

  it.each([
    ['SA/GOV/MOI', 'NOT_FOUND'],
    ['KW/GOV/MOI/traffic', 'MALFORMED_IDENTIFIER'],
    ['KW/GOV', 'MALFORMED_IDENTIFIER'],
    ['KW/GOV/..', 'MALFORMED_IDENTIFIER'],
    ['KW/GOV/a%2Fb', 'MALFORMED_IDENTIFIER'],
    ['../../x', 'MALFORMED_IDENTIFIER'],
    [`KW/GOV/${'a'.repeat(230)}`, 'MALFORMED_IDENTIFIER'],
  ])('%s has none here', (member, code) => {
    expect(() => sealKeyName(member, 'KW')).toThrow(expect.objectContaining({ code }))
  })
})
