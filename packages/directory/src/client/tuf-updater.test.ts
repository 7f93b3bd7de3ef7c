import crypto from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withCode } from '../../test/code.ts'
import { sha256Hex } from '../codec/digest.ts'
import { downloadOnce, type Fetch } from './mirror.ts'
import { openSession, typedError } from './tuf-updater.ts'

const VECTOR = join(import.meta.dirname, '../../vectors/tuf-on-ci-0.11')
const BASE = 'http://vector.invalid'
const TAKEN = Date.parse(readFileSync(join(VECTOR, 'faketime'), 'utf8').trim())
const TARGET = readFileSync(join(VECTOR, 'targetpath'), 'utf8').trim()

let staging: string
beforeEach(() => {
  staging = mkdtempSync(join(tmpdir(), 'rabt-vector-'))
  cpSync(join(VECTOR, 'initial_root.json'), join(staging, 'root.json'))
})
afterEach(() => rmSync(staging, { recursive: true }))

const fromVector =
  (change: (name: string, bytes: Buffer) => Buffer = (_, bytes) => bytes): Fetch =>
  async (url) => {
    const name = url.slice(BASE.length)
    try {
      return new Response(new Uint8Array(change(name, readFileSync(join(VECTOR, name)))))
    } catch {
      return new Response(null, { status: 404 })
    }
  }

test('a repository made by tuf-on-ci is verified, by the clock that is passed in', async () => {
  const { updater, taken } = openSession(staging, BASE, downloadOnce(fromVector()), TAKEN)
  await updater.refresh()
  const target = await updater.getTargetInfo(TARGET)
  const digest = target?.hashes.sha256 ?? ''
  expect(sha256Hex(readFileSync(join(VECTOR, 'targets/delegatedrole', `${digest}.artifact`)))).toBe(digest)
  expect([...taken.keys()]).toEqual([
    'metadata/timestamp.json',
    'metadata/2.snapshot.json',
    'metadata/1.targets.json',
    'metadata/2.delegatedrole.json',
  ])
})

test('the same repository has expired in 2045', async () => {
  const { updater } = openSession(staging, `${BASE}/`, downloadOnce(fromVector()), Date.parse('2045-01-01T00:00:00Z'))
  const error = await updater.refresh().catch((cause: unknown) => typedError(cause, BASE))
  expect(error).toEqual(withCode('DIRECTORY_EXPIRED'))
})

test('one changed byte in it is refused', async () => {
  const change = (name: string, bytes: Buffer): Buffer =>
    name.endsWith('snapshot.json') ? Buffer.from(bytes.toString().replace('"version": 2', '"version": 3')) : bytes
  const { updater } = openSession(staging, BASE, downloadOnce(fromVector(change)), TAKEN)
  const error = await updater.refresh().catch((cause: unknown) => typedError(cause, BASE))
  expect(error).toEqual(withCode('DIRECTORY_INVALID'))
})

test('signatures are verified once in a session, however many paths are looked up', async () => {
  const { updater } = openSession(staging, BASE, downloadOnce(fromVector()), TAKEN)
  await updater.refresh()
  const first = await updater.getTargetInfo(TARGET)
  const verify = vi.spyOn(crypto, 'verify')
  try {
    expect(await updater.getTargetInfo(TARGET)).toBe(first)
    await updater.getTargetInfo(`${TARGET}-other`)
    expect(verify).not.toHaveBeenCalled()
    // So many are, when they are.
    const { updater: another } = openSession(staging, BASE, downloadOnce(fromVector()), TAKEN)
    await another.refresh()
    await another.getTargetInfo(TARGET)
    expect(verify).toHaveBeenCalled()
  } finally {
    verify.mockRestore()
  }
})

test('a role that was refused is refused again at the next path', async () => {
  const change = (name: string, bytes: Buffer): Buffer =>
    name.endsWith('delegatedrole.json') ? Buffer.from(bytes.toString().replace('"version": 2', '"version": 3')) : bytes
  const { updater } = openSession(staging, BASE, downloadOnce(fromVector(change)), TAKEN)
  await updater.refresh()
  await expect(updater.getTargetInfo(TARGET)).rejects.toThrow('Unable to load targets')
  await expect(updater.getTargetInfo(TARGET)).rejects.toThrow('Unable to load targets')
})
