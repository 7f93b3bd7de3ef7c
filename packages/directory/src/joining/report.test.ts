import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalBytes, type Json, parseCanonicalJson } from '../codec/canonical-json.ts'
import { loadKeys } from '../metadata/key.ts'
import { keySigner } from '../publish/signer.ts'
import { CHECKS } from './checks.ts'
import { addSignature, type ReportContent, signReport, verifyReport } from './report.ts'

const signer = () => keySigner(generateKeyPairSync('ed25519').privateKey)
const [own, partner, stranger] = [signer(), signer(), signer()]
const keysOf = ({ keyId, publicKey }: ReturnType<typeof signer>) => loadKeys({ [keyId]: publicKey }, 'test')
const opsKeys = (state: string) => (state === 'AE' ? keysOf(own) : state === 'KW' ? keysOf(partner) : undefined)
const NOW = Date.UTC(2026, 10, 25)

const content = (change: Partial<ReportContent> = {}): ReportContent => ({
  federation: 'gcc',
  run: '3f2f4c9e-8f0e-4a6a-9a6a-1d7d1c1a2b3c',
  state: 'AE',
  partner: 'KW',
  gateway: 'AE/GOV/EGOV/gw1',
  partnerGateway: 'KW/GOV/EGOV/gw1',
  directory: { number: 7, hash: Buffer.alloc(32).toString('base64') },
  software: { state: 'rabt 0.1.0', partner: 'rabt 0.1.0' },
  started: NOW - 30_000,
  ended: NOW,
  checks: CHECKS.map(({ code }) => ({ code, result: 'pass', reason: null, detail: null, durationMs: 5 })),
  ...change,
})
const both = async (change: Partial<ReportContent> = {}) =>
  addSignature(await signReport(content(change), own), partner)
const altered = (bytes: Uint8Array, change: Readonly<Record<string, Json>>): Uint8Array => {
  const { signatures, signed } = parseCanonicalJson(bytes, 'test') as { signatures: Json; signed: object }
  return canonicalBytes({ signatures, signed: { ...signed, ...change } })
}
const refused = (bytes: Uint8Array, now = NOW) => expect(() => verifyReport(bytes, { opsKeys, now })).toThrow()
const REFUSED = expect.objectContaining({ code: 'REPORT_INVALID' })

describe('a conformance report', () => {
  it('holds when both authorities signed it', async () => {
    const report = verifyReport(await both(), { opsKeys, now: NOW })
    expect(report).toMatchObject({ state: 'AE', partner: 'KW', passed: true, signedBy: ['AE', 'KW'] })
    expect(report.expires - report.ended).toBe(30 * 86_400_000)
    expect(report.digest).toHaveLength(32)
  })

  it('says that it did not pass when one check did not', async () => {
    const checks = content().checks.map((each) =>
      each.code === 'clock.partner'
        ? { ...each, result: 'fail' as const, reason: 'CLOCK_OFF' as const, detail: '9000' }
        : each,
    )
    expect(verifyReport(await both({ checks }), { opsKeys, now: NOW }).passed).toBe(false)
    const claimed = altered(await both({ checks }), { passed: true })
    expect(() => verifyReport(claimed, { opsKeys, now: NOW })).toThrow(REFUSED)
  })

  it('does not hold with one signature, and says who signed when half of it is asked for', async () => {
    const half = await signReport(content(), own)
    refused(half)
    expect(verifyReport(half, { opsKeys, now: NOW, partial: true }).signedBy).toEqual(['AE'])
  })

  it.each([
    ['a stranger signed for the partner', async () => addSignature(await signReport(content(), own), stranger)],
    ['a stranger signed beside both', async () => addSignature(await both(), stranger)],
    ['a byte was changed', async () => altered(await both(), { run: '4f2f4c9e-8f0e-4a6a-9a6a-1d7d1c1a2b3c' })],
    ['it is its own partner', () => both({ partner: 'AE', partnerGateway: 'AE/GOV/EGOV/gw1' })],
    ['it names a gateway of another state', () => both({ gateway: 'OM/GOV/EGOV/gw1' })],
    ['it took longer than a run may', () => both({ started: NOW - 120_001 })],
    ['it ended before it began', () => both({ started: NOW + 1 })],
    ['it is from the future', () => both({ started: NOW + 400_000, ended: NOW + 400_000 })],
    ['a check is left out', () => both({ checks: content().checks.slice(1) })],
    ['the checks stand in another order', () => both({ checks: [...content().checks].reverse() })],
    ['it is not JSON', async () => Buffer.from('{')],
    ['it is too large', async () => Buffer.alloc(70_000, 0x20)],
  ])('is refused when %s', async (_why, make) => {
    const bytes = await make()
    expect(() => verifyReport(bytes, { opsKeys, now: NOW })).toThrow(REFUSED)
  })

  it('is signed once by each authority', async () => {
    await expect(addSignature(await both(), own)).rejects.toEqual(REFUSED)
  })
})
