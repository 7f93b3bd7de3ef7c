import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { GatewayKey } from '@rabt/directory'
import { rawPublicKey, signCosignature } from '@rabt/ledger'
import { sha256 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { signedReceipt } from './signed-receipt.ts'

const NAME = 'rabt/v1/test/QA/GOV/EGOV/gw1/receipt'
const BODY = `rabt/v1/test/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/1.1.0000000000000000\n1\n${sha256(Buffer.from('x')).toString('base64')}\n`
const FROM = 1_000_000_000_000
const RETIRED = FROM + 86_400_000
const { privateKey } = generateKeyPairSync('ed25519')
const key = createPublicKey(privateKey)
const publicKey = rawPublicKey(key)
const listed = (retired: number | null): GatewayKey => ({
  use: 'receipt',
  publicKey,
  digest: sha256(publicKey),
  key,
  from: FROM,
  retired,
})

/** Whether a receipt of a time counts, of a checkpoint whose newest entry is of that time too unless said otherwise. */
function counts(time: number, retired: number | null, created = time): boolean {
  const line = signCosignature(BODY, NAME, privateKey, publicKey, Math.floor(time / 1_000))
  return signedReceipt(BODY, line, NAME, [listed(retired)], created)
}

describe('a receipt', () => {
  it('counts from the day on that its key is listed from', () => {
    expect(counts(FROM, null)).toBe(true)
    expect(counts(FROM - 1_000, null)).toBe(false)
  })

  it('of a key that was retired counts if it was given before, and no more from then on', () => {
    expect(counts(RETIRED - 1_000, RETIRED)).toBe(true)
    expect(counts(RETIRED, RETIRED)).toBe(false)
    expect(counts(RETIRED + 60_000, RETIRED)).toBe(false)
  })

  it('of a key that was retired counts for nothing that was created after, whatever time it bears', () => {
    expect(counts(RETIRED - 1_000, RETIRED, RETIRED + 29_000)).toBe(true)
    expect(counts(RETIRED - 1_000, RETIRED, RETIRED + 31_000)).toBe(false)
  })

  it('of another cosigner, or over another checkpoint, counts for nothing', () => {
    const line = signCosignature(BODY, NAME, privateKey, publicKey, FROM / 1_000)
    expect(signedReceipt(BODY, line, NAME.replace('QA', 'KW'), [listed(null)], FROM)).toBe(false)
    expect(signedReceipt(BODY.replace('\n1\n', '\n2\n'), line, NAME, [listed(null)], FROM)).toBe(false)
    expect(signedReceipt(BODY, line, NAME, [{ ...listed(null), use: 'witness' }], FROM)).toBe(false)
  })
})
