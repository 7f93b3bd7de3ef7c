import { RabtError, sha256 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { blob, makeCall, REQUEST_HEAD, withItem } from '../test/call.ts'
import { makeEntry, TestLane } from '../test/lane.ts'
import { CONSUMER, KW, PROVIDER, QA, ROOT, SA, T0, World } from '../test/world.ts'
import { buildBundle } from './build-bundle.ts'
import type { BundleParts } from './bundle/bundle.ts'
import { decodeBundle } from './bundle/decode.ts'
import { renderRefusal, renderReport } from './report/render.ts'
import { verifyBundleWith } from './verify/verify-bundle.ts'

const NOW = T0 + 3_600_000
const call = makeCall()

const verify = (parts: BundleParts, world = call.world, trustedRoot: Uint8Array | null = ROOT) =>
  verifyBundleWith(world.verify, buildBundle(parts), { trustedRoot, now: NOW })

function refusalOf(run: () => unknown): RabtError {
  try {
    run()
  } catch (error) {
    if (error instanceof RabtError) return error
    throw error
  }
  throw new Error('accepted')
}

const codes = (list: readonly { code: string; item: number | null }[]): string[] =>
  list.map(({ code, item }) => `${item ?? '-'} ${code}`).sort()

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
    expect(bundle.items.map(({ index }) => index)).toEqual(call.parts.items.map(({ index }) => index))
    expect(bundle.items[1]).toEqual(decodeBundle(file).items[1])
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
    expect(renderRefusal(error, 'en')[1]).toBe(
      'directory 7: the directory of that day does not verify from the trusted root',
    )
    expect(renderRefusal(error, 'ar')[1]).toContain('الدليل 7')
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

  it('fails also under a digest that fits', () => {
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

describe('a part of another entry', () => {
  const other = makeCall(call.world, {}, call.versions)
  const [mine, theirs] = [call.parts.items, other.parts.items]

  it.each([
    ['the entry', 0, { entry: theirs[0]?.entry }, 'BUNDLE_PROOF'],
    ['the index', 0, { index: 1 }, 'BUNDLE_PROOF'],
    ['the proof', 0, { proof: theirs[0]?.proof }, 'BUNDLE_PROOF'],
    ['the checkpoint', 0, { checkpoint: theirs[0]?.checkpoint }, 'BUNDLE_PROOF'],
    ["the answer's checkpoint", 0, { checkpoint: mine[1]?.checkpoint }, 'BUNDLE_PROOF'],
    ['no seal', 0, { seal: null }, 'BUNDLE_SEAL'],
    ['the seal', 0, { seal: theirs[0]?.seal }, 'BUNDLE_SEAL'],
    ["the provider's seal", 0, { seal: mine[1]?.seal }, 'BUNDLE_SEAL'],
    ['the receipt', 0, { receipt: theirs[0]?.receipt }, 'BUNDLE_PROOF'],
    ["the receipt's line", 0, { receipt: { ...mine[0]?.receipt, line: theirs[0]?.receipt?.line } }, 'BUNDLE_RECEIPT'],
    ["the other side's receipt", 0, { receipt: mine[1]?.receipt }, 'BUNDLE_KEY'],
    ['a receipt that is none', 0, { receipt: { line: 'x', other: null } }, 'BUNDLE_RECEIPT'],
    ['the head', 1, { head: REQUEST_HEAD }, 'BUNDLE_BLOB'],
    ['a body', 0, { body: blob('x', 1) }, 'BUNDLE_BLOB'],
    ['the opening', 0, { open: theirs[0]?.open }, 'BUNDLE_PROOF'],
    ["the other lane's opening", 0, { open: mine[1]?.open }, 'BUNDLE_ENTRY'],
    ['the witness', 0, { witnesses: theirs[0]?.witnesses }, 'BUNDLE_SIGNATURE'],
    [
      'a witness twice',
      0,
      { witnesses: [...(mine[0]?.witnesses ?? []), ...(mine[0]?.witnesses ?? [])] },
      'BUNDLE_SIGNATURE',
    ],
    ['the writer as its witness', 0, { witnesses: [call.request.cosign(KW, 'witness', 4)] }, 'BUNDLE_SIGNATURE'],
    ['a receipt as witness', 0, { witnesses: [call.request.cosign(SA, 'receipt', 4)] }, 'BUNDLE_SIGNATURE'],
    ['an unknown proof', 0, { stamps: [Buffer.of(1)] }, 'BUNDLE_FORMAT'],
    ['an unknown OCSP answer', 1, { ocsp: [Buffer.of(1)] }, 'BUNDLE_FORMAT'],
    ['an unknown certificate', 1, { certificates: [Buffer.of(1)] }, 'BUNDLE_FORMAT'],
  ] as const)('(%s) fails it', (_, at, change, code) => {
    const parts = withItem(call.parts, at, change as Parameters<typeof withItem>[2])
    expect(refusalOf(() => verify(parts)).code).toBe(code)
  })

  it('(its answer) fails it', () => {
    const items = [mine[0], theirs[1]] as BundleParts['items']
    const error = refusalOf(() => verify({ ...call.parts, items }))
    expect(error.code).toBe('BUNDLE_CORRELATION')
  })

  it('(order, doubles) fails it', () => {
    const [request, response] = mine as [BundleParts['items'][0], BundleParts['items'][0]]
    for (const items of [[response, request], [request, response, response], [request, request], [response]]) {
      expect(refusalOf(() => verify({ ...call.parts, items, directories: call.parts.directories })).code).toMatch(
        /BUNDLE_(FORMAT|CORRELATION|DIRECTORY)/,
      )
    }
  })
})

describe('the directory in a bundle', () => {
  it('must hold the versions that entries name, and no other', () => {
    const [first, second] = call.parts.directories as [BundleParts['directories'][0], BundleParts['directories'][0]]
    expect(refusalOf(() => verify({ ...call.parts, directories: [first] })).code).toBe('BUNDLE_DIRECTORY')
    const third = call.world.addVersion(9)
    const more = [first, second, { version: third, files: call.world.filesOf(third) }]
    const error = refusalOf(() => verify({ ...call.parts, directories: more }))
    expect([error.code, error.params.why]).toEqual(['BUNDLE_DIRECTORY', 'VERSION_UNUSED'])
  })

  it('must hold its files, the right ones and no other', () => {
    const [first, second] = call.parts.directories as [BundleParts['directories'][0], BundleParts['directories'][0]]
    const without = new Map([...first.files].filter(([name]) => !name.includes('snapshot')))
    const changed = new Map(
      [...first.files].map(([name, bytes]) => [name, name.includes('snapshot') ? Buffer.from('{}') : bytes]),
    )
    const extra = new Map([...first.files, ['more.json', Buffer.from('{}')]])
    for (const [files, why] of [
      [without, 'DIRECTORY_REFUSED'],
      [changed, 'DIRECTORY_REFUSED'],
      [extra, 'FILE_UNUSED'],
    ] as const) {
      const error = refusalOf(() => verify({ ...call.parts, directories: [{ ...first, files }, second] }))
      expect([error.code, error.params.why]).toEqual(['BUNDLE_DIRECTORY', why])
    }
  })

  it('must follow from the root by the roots in the bundle', () => {
    for (const rootChain of [[], [Buffer.from('{"root":3}')]]) {
      expect(refusalOf(() => verify({ ...call.parts, rootChain })).code).toBe('BUNDLE_DIRECTORY')
    }
  })

  it('cannot hold two files of one name', () => {
    const [first, second] = call.parts.directories as [BundleParts['directories'][0], BundleParts['directories'][0]]
    const files = new Map([...second.files, ['kw/trust.json', Buffer.from('{}')]])
    expect(refusalOf(() => buildBundle({ ...call.parts, directories: [first, { ...second, files }] })).code).toBe(
      'BUNDLE_FORMAT',
    )
  })
})

describe('keys and parties of the day', () => {
  const judge = (first: Parameters<World['addVersion']>[1], second: typeof first = first, take = 2) => {
    const world = new World()
    const made = makeCall(world, { postQuantum: true }, [world.addVersion(7, first), world.addVersion(8, second)])
    const parts = {
      ...made.parts,
      items: made.parts.items.slice(0, take),
      directories: made.parts.directories.slice(0, take),
    }
    return () => verify(parts, world)
  }
  const retire = (gateway: string, use: string, retired: number) => ({
    gatewayKey: (id: string, key: Parameters<NonNullable<NonNullable<typeof first>['gatewayKey']>>[1]) =>
      id === gateway && key.use === use ? { ...key, retired } : key,
  })
  const first: Parameters<World['addVersion']>[1] = {}

  it.each([
    ['a lane key withdrawn before', retire(KW, 'lane', T0 - 1), 'BUNDLE_KEY'],
    ['an ML-DSA key withdrawn before', retire(KW, 'lane-pq', T0 - 1), 'BUNDLE_SIGNATURE'],
    ['a receipt key withdrawn before', retire(SA, 'receipt', T0 - 1), 'BUNDLE_KEY'],
    ['a witness key withdrawn before', retire(QA, 'witness', T0 - 1), 'BUNDLE_KEY'],
    [
      'a lane key published later',
      { gatewayKey: (_: string, key: object) => ({ ...key, from: T0 + 500 }) as never },
      'BUNDLE_KEY',
    ],
    [
      'an unlisted lane key',
      { gatewayKey: (id: string, key: { use: string }) => (id === KW && key.use === 'lane' ? null : key) as never },
      'BUNDLE_KEY',
    ],
    ['an uncertified sealing key', { sealKey: () => null }, 'BUNDLE_KEY'],
    [
      'an expired certificate',
      { sealKey: (_: string, key: object) => ({ ...key, notAfter: T0 - 1 }) as never },
      'BUNDLE_KEY',
    ],
    [
      'a certificate not yet valid',
      { sealKey: (_: string, key: object) => ({ ...key, notBefore: T0 + 500 }) as never },
      'BUNDLE_KEY',
    ],
    [
      'a sealing key withdrawn before',
      { sealKey: (_: string, key: object) => ({ ...key, retired: T0 }) as never },
      'BUNDLE_KEY',
    ],
    ['a consumer hosted elsewhere', { hosts: (id: string) => (id === CONSUMER ? [QA] : [SA]) }, 'BUNDLE_DIRECTORY'],
    ['a provider hosted elsewhere', { hosts: (id: string) => (id === PROVIDER ? [QA] : [KW]) }, 'BUNDLE_DIRECTORY'],
  ])('(%s) fail it', (_, changes, code) => {
    expect(refusalOf(judge(changes as typeof first)).code).toBe(code)
  })

  it('(withdrawn between creation and receipt) fail it, unless it was answered', () => {
    const withdrawn = {
      sealKey: (id: string, key: object) => (id === 'KW/GOV/MOI' ? { ...key, retired: T0 + 500 } : key) as never,
    }
    const error = refusalOf(judge(withdrawn, withdrawn, 1))
    expect([error.code, error.params.why]).toEqual(['BUNDLE_KEY', 'KEY_RETIRED'])
    expect(codes(judge({}, withdrawn)().warnings)).toEqual(['1 KEY_RETIRED_SINCE'])
    const later = { sealKey: (_: string, key: object) => ({ ...key, retired: T0 + 5000 }) as never }
    expect(judge(later, later)().warnings).toEqual([])
  })

  it('(a receipt older than the entry) fails it', () => {
    const receipt = call.request.receipt(2, 5, T0 / 1000 - 40)
    expect(refusalOf(() => verify(withItem(call.parts, 0, { receipt }))).params.why).toBe('RECEIPT_EARLY')
  })
})

describe('an answer', () => {
  it.each([
    ['another index', { correlation: { origin: call.request.origin, index: 1, leaf: call.request.leaf(2) } }],
    ['another leaf', { correlation: { origin: call.request.origin, index: 2, leaf: call.request.leaf(1) } }],
    ['another lane', { correlation: { origin: call.response.origin, index: 2, leaf: call.request.leaf(2) } }],
    ['nothing', { correlation: null }],
    ['another service', { service: 'registry' }],
    ['another method', { method: 'POST' }],
  ])('to %s fails the bundle', (_, response) => {
    const world = new World()
    const made = makeCall(world, { response })
    const request = call.parts.items[0] as BundleParts['items'][0]
    const parts = { ...made.parts, items: [request, made.parts.items[1] as typeof request] }
    expect(refusalOf(() => verify(parts, world)).code).toBe('BUNDLE_CORRELATION')
  })

  it('of the gateway in the place of the service is told apart, and a late one noted', () => {
    const world = new World()
    const made = makeCall(world, { response: { outcome: 'SERVICE_TIMEOUT', status: 500, created: T0 + 61_000 } })
    const receipt = made.response.receipt(1, null, T0 / 1000 + 62)
    const report = verify(withItem(made.parts, 1, { receipt }), world)
    expect(report.proved.find(({ code }) => code === 'ANSWERED_BY_NETWORK')?.params.code).toBe('SERVICE_TIMEOUT')
    expect(codes(report.warnings)).toEqual(['2 ANSWER_LATE'])
  })

  it('may be a control that names the request', () => {
    const leaf = call.request.leaf(2)
    const { origin } = call.request
    const lane = new TestLane(SA, KW, call.versions[1])
    const correlation = { origin, index: 2, leaf }
    const outcome = lane.addControl({ name: 'outcome', code: 'OUTCOME_UNKNOWN' }, { correlation })
    const refused = lane.addControl({ name: 'refused', origin, items: [{ index: 2, leaf, code: 'ACCESS_DENIED' }] })
    const elsewhere = lane.addControl({ name: 'refused', origin, items: [{ index: 1, leaf, code: 'ACCESS_DENIED' }] })
    const settled = lane.addControl({ name: 'settled', lanes: [{ origin, size: 1, root: leaf }] })
    const judge = (index: number) => {
      const items = [call.parts.items[0] as BundleParts['items'][0], lane.item(index, null)]
      return () => verify({ ...call.parts, items })
    }
    expect(judge(outcome)().proved.find(({ code }) => code === 'OUTCOME')?.params.code).toBe('OUTCOME_UNKNOWN')
    expect(judge(refused)().proved.find(({ code }) => code === 'REFUSED')?.params.code).toBe('ACCESS_DENIED')
    expect(refusalOf(judge(elsewhere)).code).toBe('BUNDLE_CORRELATION')
    expect(refusalOf(judge(settled)).code).toBe('BUNDLE_FORMAT')
  })

  it('over other gateways fails the bundle', () => {
    const lane = new TestLane(SA, QA, call.versions[1])
    const correlation = { origin: call.request.origin, index: 2, leaf: call.request.leaf(2) }
    const index = lane.addControl({ name: 'outcome', code: 'NOT_RUN' }, { correlation })
    const items = [call.parts.items[0] as BundleParts['items'][0], lane.item(index, null)]
    expect(refusalOf(() => verify({ ...call.parts, items })).params.why).toBe('PARTIES_DIFFER')
  })
})

describe('a seal', () => {
  it('that the batch does not list fails the bundle', () => {
    const lane = new TestLane(KW, SA, call.versions[0])
    const at = lane.add(makeEntry({ kind: 1, sender: CONSUMER, receiver: PROVIDER, directory: call.versions[0] }))
    lane.seal()
    const other = lane.addControl({ name: 'seals', digests: [Buffer.alloc(32)] })
    const good = lane.item(at, 'KW/GOV/MOI')
    const listed = { entry: lane.entries[other] as Uint8Array, index: other, proof: lane.proof(other) }
    const bad = { ...good, seal: good.seal && { ...good.seal, listed } }
    const judge = (item: BundleParts['items'][0]) => () =>
      verify({ ...call.parts, items: [item], directories: call.parts.directories.slice(0, 1) })
    expect(codes(judge(good)().proved)).toContain('1 SEALED')
    expect(refusalOf(judge(bad)).params.why).toBe('SEAL_NOT_LISTED')
    const control = lane.item(other, null, { seal: good.seal })
    expect(refusalOf(judge(control)).code).toBe('BUNDLE_SEAL')
  })
})
