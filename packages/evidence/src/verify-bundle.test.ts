import { sha256 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { makeCall } from '../test/call.ts'
import { codes, NOW, refusalOf, verify as verifyIn } from '../test/judge.ts'
import { CONSUMER, PROVIDER, ROOT, T0, World } from '../test/world.ts'
import { buildBundle } from './build-bundle.ts'
import type { BundleParts } from './bundle/bundle.ts'
import { decodeBundle } from './bundle/decode.ts'
import { renderRefusal, renderReport } from './report/render.ts'
import { verifyBundleWith } from './verify/verify-bundle.ts'

const call = makeCall()
const verify = (parts: BundleParts, world = call.world, trustedRoot: Uint8Array | null = ROOT) =>
  verifyIn(parts, world, trustedRoot)
describe('a bundle', () => {
  it('says all that it proves and what it lacks', () => {
    const report = verify(call.parts)
    expect(codes(report.proved)).toEqual([
      '- DIRECTORY',
      '- DIRECTORY',
      '1 ASKED',
      '1 HEAD_MATCHES',
      '1 LANE_OPENED',
      '1 LANE_SIGNED',
      '1 POST_QUANTUM',
      '1 RECEIVED',
      '1 SEALED',
      '1 WITNESSED',
      '2 ANSWERED',
      '2 ANSWER_FITS',
      '2 BODY_MATCHES',
      '2 HEAD_MATCHES',
      '2 LANE_OPENED',
      '2 LANE_SIGNED',
      '2 RECEIVED',
      '2 SEALED',
    ])
    expect(codes(report.missing)).toEqual([
      '1 NO_AGREEMENT',
      '1 NO_OCSP',
      '2 NOT_POST_QUANTUM',
      '2 NOT_WITNESSED',
      '2 NO_OCSP',
      '2 TIME_BY_RECEIVER_ONLY',
    ])
    expect(report.warnings).toEqual([])
    expect(report.proved.find(({ code }) => code === 'ASKED')?.params).toEqual({
      consumer: CONSUMER,
      provider: PROVIDER,
      service: 'violations',
      method: 'GET',
      time: new Date(T0).toISOString(),
    })
  })

  it('is the same bytes for the same parts, and is read as it was written', () => {
    const file = buildBundle(call.parts)
    expect(buildBundle({ ...call.parts, directories: [...call.parts.directories, ...call.parts.directories] })).toEqual(
      file,
    )
    const bundle = decodeBundle(file)
    expect(bundle.items).toEqual(call.parts.items)
    expect(bundle.versions).toEqual(call.versions)
    expect([...bundle.files.keys()].sort()).toEqual(['7.snapshot.json', '8.snapshot.json', 'kw/trust.json'])
    expect(bundle.rootChain).toEqual(call.world.rootChain)
  })

  it('is spoken of in whole sentences in both languages', () => {
    const report = verify(call.parts)
    for (const language of ['en', 'ar'] as const) {
      const lines = renderReport(report, language)
      expect(lines.length).toBe(report.proved.length + report.missing.length + 2)
      expect(lines.join('\n')).not.toMatch(/[{}]|undefined/)
    }
    expect(renderReport(report, 'en')).toContain(
      `- entry 1: ${CONSUMER} asked ${PROVIDER} for service violations (GET) at ${new Date(T0).toISOString()}.`,
    )
  })

  it('needs a root from outside, and that one', () => {
    expect(refusalOf(() => verify(call.parts, call.world, null)).code).toBe('NO_TRUSTED_ROOT')
    const error = refusalOf(() => verify(call.parts, call.world, Buffer.from('{"root":9}')))
    expect(error.code).toBe('BUNDLE_DIRECTORY')
    expect(renderRefusal(error, 'en').join()).toContain(
      'directory 7: the directory of that day does not verify from the trusted root',
    )
    expect(renderRefusal(error, 'ar').join()).toContain('الدليل 7: دليل ذلك اليوم لا يثبت انطلاقا من الجذر الموثوق')
  })

  it('may lack what is not there yet, and says so', () => {
    const [request] = call.parts.items
    const bare = {
      ...call.parts,
      items: [{ ...request, receipt: null, head: null, open: null, witnesses: [] }],
    } as BundleParts
    const parts = { ...bare, directories: call.parts.directories.slice(0, 1) }
    const report = verify(parts)
    expect(codes(report.missing)).toEqual([
      '- NO_ANSWER',
      '1 HEAD_ERASED',
      '1 NOT_WITNESSED',
      '1 NO_AGREEMENT',
      '1 NO_OCSP',
      '1 NO_OPENING',
      '1 RECEIPT_PENDING',
      '1 TIME_BY_SENDER_ONLY',
    ])
  })
})

describe('a bundle with any byte changed', () => {
  const small = makeCall(new World(), { postQuantum: false })
  const file = buildBundle(small.parts)
  const judge = (bytes: Uint8Array) => verifyBundleWith(small.world.verify, bytes, { trustedRoot: ROOT, now: NOW })

  it('is whole before', () => {
    expect(judge(file).proved.length).toBeGreaterThan(10)
  })

  it('fails', () => {
    for (let at = 0; at < file.length; at++) {
      const bad = Buffer.from(file)
      bad[at] = (bad[at] as number) ^ (1 << (at % 8))
      expect(refusalOf(() => judge(bad)).code, `byte ${at}`).toBe('BUNDLE_DIGEST')
    }
  })

  it('fails also under a digest that fits', { timeout: 120_000 }, () => {
    for (let at = 0; at < file.length - 32; at++) {
      const bad = Buffer.from(file)
      bad[at] = (bad[at] as number) ^ (1 << (at % 8))
      sha256(bad.subarray(0, -32)).copy(bad, bad.length - 32)
      expect(refusalOf(() => judge(bad)).code, `byte ${at}`).toMatch(/^BUNDLE_/)
    }
  })

  it('fails cut off anywhere', () => {
    for (let length = 0; length < file.length; length += 7) {
      expect(refusalOf(() => judge(file.subarray(0, length))).code).toMatch(/^BUNDLE_(DIGEST|FORMAT)$/)
    }
  })
})
