import { NOTHING_REVOKED, type RevocationContent, type Signer, signRevocation } from '@rabt/directory'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Call, callIn, withItem } from '../test/call.ts'
import { codes, NOW, reasonOf, refusalOf } from '../test/judge.ts'
import { foundDirectory, type RealDirectory } from '../test/real-directory.ts'
import { CONSUMER, FEDERATION, KW, keyOf, T0 } from '../test/world.ts'
import { buildBundle } from './build-bundle.ts'
import { verifyBundle } from './verify-bundle.ts'

const digestOf = (use: 'lane' | 'receipt') => Buffer.from(keyOf(KW, use).published.digest).toString('base64')

describe('a bundle under a real directory', () => {
  let directory: RealDirectory
  let call: Call<RealDirectory>

  beforeAll(async () => {
    directory = await foundDirectory()
    call = callIn(directory, {}, directory.versions)
  }, 60_000)

  const judge = (parts = call.parts, trustedRoot: Uint8Array | null = directory.trustedRoot) =>
    verifyBundle(buildBundle(parts), { trustedRoot, now: NOW })

  it('verifies from the founding root', () => {
    const report = judge()
    expect(codes(report.proved)).toEqual(
      expect.arrayContaining(['1 SEALED', '1 WITNESSED', '2 ANSWER_FITS', '2 RECEIVED']),
    )
    expect(report.warnings).toEqual([])
  })

  it.each([
    ['its lane key', { keys: [digestOf('lane')] }],
    ['the certificate of its seal', { seals: true }],
  ])('warns when a newer directory has taken away %s', async (_, revoked) => {
    const later = await foundDirectory(revoked)
    const made = callIn(later, {}, later.versions)
    const report = verifyBundle(buildBundle(made.parts), { trustedRoot: later.trustedRoot, now: NOW })
    expect(codes(report.warnings)).toEqual(['1 KEY_RETIRED_SINCE'])
  })

  it('fails when a newer directory has revoked the receipt key of an entry that nobody answered', async () => {
    const later = await foundDirectory({ keys: [digestOf('receipt')] })
    const made = callIn(later, {}, later.versions)
    const run = () => verifyBundle(buildBundle(made.parts), { trustedRoot: later.trustedRoot, now: NOW })
    expect(reasonOf(run)).toEqual(['BUNDLE_KEY', 'KEY_RETIRED'])
  })

  describe('when the verifier is given a signed revocation', () => {
    const revoke = (change: Partial<RevocationContent['revoked']>, signer = directory.ops.KW) =>
      signRevocation(
        {
          federation: FEDERATION,
          state: 'KW',
          number: 1,
          directory: 2,
          issued: T0,
          expires: T0 + 1000,
          decision: null,
          revoked: { ...NOTHING_REVOKED, ...change },
        },
        [signer as Signer],
      )
    const judgeWith = (revocations: readonly Uint8Array[]) =>
      verifyBundle(buildBundle(call.parts), { trustedRoot: directory.trustedRoot, now: NOW, revocations })

    it.each([
      ['its lane key', { keys: [digestOf('lane')] }],
      ['its member', { members: [CONSUMER.slice(0, CONSUMER.lastIndexOf('/'))] }],
    ])('warns of an answered request when it names %s, long after it has expired', async (_, change) => {
      const report = judgeWith([await revoke(change)])
      expect(codes(report.warnings)).toContain('1 KEY_RETIRED_SINCE')
      expect(codes(report.proved)).toEqual(codes(judge().proved))
    })

    it.each([
      ['its gateway', { gateways: [KW] }],
      ['its receipt key', { keys: [digestOf('receipt')] }],
    ])('fails an entry that nobody answered when it names %s', async (_, change) => {
      const document = await revoke(change)
      expect(reasonOf(() => judgeWith([document]))).toEqual(['BUNDLE_KEY', 'KEY_RETIRED'])
    })

    it('changes nothing for one that names another, and refuses one that is not signed by whom it says', async () => {
      expect(judgeWith([await revoke({ gateways: ['KW/GOV/EGOV/gw9'] })])).toEqual(judge())
      const forged = await revoke({ gateways: [KW] }, directory.ops.SA)
      expect(refusalOf(() => judgeWith([forged])).code).toBe('REVOCATION_INVALID')
    })
  })

  it('needs no more than the states concerned', () => {
    const files = new Map([...directory.filesOf(directory.versions[0])].filter(([name]) => !/qa/.test(name)))
    const directories = directory.versions.map((version) => ({ version, files }))
    const parts = { ...withItem(call.parts, 0, { witnesses: [] }), directories }
    expect(codes(judge(parts).missing)).toContain('1 NOT_WITNESSED')
    expect(refusalOf(() => judge({ ...call.parts, directories })).code).toBe('BUNDLE_SIGNATURE')
  })

  it('fails under the root of another federation, and without one', async () => {
    const other = await foundDirectory()
    expect(refusalOf(() => judge(call.parts, other.trustedRoot)).code).toBe('BUNDLE_DIRECTORY')
    expect(refusalOf(() => judge(call.parts, Buffer.from('{}'))).code).toBe('BUNDLE_DIRECTORY')
    expect(refusalOf(() => judge(call.parts, null)).code).toBe('NO_TRUSTED_ROOT')
  })

  it('fails with a root in it that does not follow', async () => {
    const other = await foundDirectory()
    const { trustedRoot } = directory
    for (const rootChain of [
      [other.trustedRoot],
      [trustedRoot, Buffer.from('{}')],
      [Buffer.from(trustedRoot).fill(32, 20, 21)],
    ]) {
      expect(refusalOf(() => judge({ ...call.parts, rootChain })).code).toBe('BUNDLE_DIRECTORY')
    }
  })

  it('fails with a changed file of a state that the call does not concern, and with a timestamp', () => {
    const parts = withItem(call.parts, 0, { witnesses: [] })
    const files = directory.filesOf(directory.versions[0])
    const judgeWith = (changed: ReadonlyMap<string, Uint8Array>) => () =>
      judge({ ...parts, directories: directory.versions.map((version) => ({ version, files: changed })) })
    expect(judgeWith(files)().warnings).toEqual([])
    const foreign = [...files].filter(([name]) => /qa/.test(name))
    expect(foreign.length).toBeGreaterThan(3)
    for (const [name, bytes] of foreign) {
      const bad = Buffer.from(bytes)
      bad[9] = (bad[9] as number) ^ 1
      expect(reasonOf(judgeWith(new Map([...files, [name, bad]]))), name).toEqual(['BUNDLE_DIRECTORY', 'FILE_UNUSED'])
    }
    const stamped = new Map([...files, ['metadata/timestamp.json', directory.timestamp]])
    expect(reasonOf(judgeWith(stamped))).toEqual(['BUNDLE_DIRECTORY', 'FILE_UNUSED'])
  })

  it('fails with any file of the directory changed, absent or added', () => {
    const files = directory.filesOf(directory.versions[0])
    const withFiles = (changed: ReadonlyMap<string, Uint8Array>) => () =>
      judge({ ...call.parts, directories: directory.versions.map((version) => ({ version, files: changed })) })
    for (const [name, bytes] of files) {
      const bad = Buffer.from(bytes)
      const at = bad.length - 9
      bad[at] = (bad[at] as number) ^ 1
      expect(refusalOf(withFiles(new Map([...files, [name, bad]]))).code, name).toMatch(/^BUNDLE_/)
    }
    for (const name of [
      'metadata/1.snapshot.json',
      'metadata/1.targets.json',
      'metadata/1.state-kw.json',
      'metadata/2.state-kw-ops.json',
    ]) {
      expect(files.has(name), name).toBe(true)
      expect(refusalOf(withFiles(new Map([...files].filter(([one]) => one !== name)))).code, name).toMatch(/^BUNDLE_/)
    }
    expect(refusalOf(withFiles(new Map([...files, ['metadata/9.root.json', Buffer.from('{}')]]))).params.why).toBe(
      'FILE_UNUSED',
    )
  })
})
