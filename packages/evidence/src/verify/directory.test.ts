import { leafHash } from '@rabt/ledger'
import { RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { makeCall, withItem } from '../../test/call.ts'
import { codes, NOW, reasonOf, refusalOf, verify as verifyIn } from '../../test/judge.ts'
import { CONSUMER, KW, PROVIDER, QA, ROOT, SA, SECOND_ROOT, T0, World } from '../../test/world.ts'
import { buildBundle } from '../build-bundle.ts'
import type { BundleParts, EvidenceItem } from '../bundle/bundle.ts'
import { decodeBundle } from '../bundle/decode.ts'
import { encodeBundle } from '../bundle/encode.ts'
import { verifyBundleWith } from './verify-bundle.ts'

const call = makeCall()
const verify = (parts: BundleParts, world = call.world, trustedRoot: Uint8Array | null = ROOT) =>
  verifyIn(parts, world, trustedRoot)
describe('the directory in a bundle', () => {
  it('must hold the versions that entries name, and no other', () => {
    const [first, second] = call.parts.directories as [BundleParts['directories'][0], BundleParts['directories'][0]]
    expect(refusalOf(() => verify({ ...call.parts, directories: [first] })).code).toBe('BUNDLE_DIRECTORY')
    const third = call.world.addVersion(9)
    const more = [first, second, { version: third, files: call.world.filesOf(third) }]
    expect(reasonOf(() => verify({ ...call.parts, directories: more }))).toEqual(['BUNDLE_DIRECTORY', 'VERSION_UNUSED'])
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
      expect(reasonOf(() => verify({ ...call.parts, directories: [{ ...first, files }, second] }))).toEqual([
        'BUNDLE_DIRECTORY',
        why,
      ])
    }
  })

  it('must follow from the root by the roots in the bundle', () => {
    const third = Buffer.from('{"signed":{"version":3}}')
    for (const rootChain of [[], [third], [...call.world.rootChain, third], [third, ...call.world.rootChain]]) {
      expect(refusalOf(() => verify({ ...call.parts, rootChain })).code).toBe('BUNDLE_DIRECTORY')
    }
  })

  it('may span a change of root', () => {
    const asOfItsDay: typeof call.world.verify = (input) => {
      const last = [input.trustedRoot, ...input.rootChain].at(-1)
      if (!last || Buffer.compare(last, input.version.number === 7 ? ROOT : SECOND_ROOT) !== 0)
        throw new RabtError('DIRECTORY_INVALID')
      return call.world.verify({ ...input, trustedRoot: SECOND_ROOT, rootChain: [] })
    }
    const report = verifyBundleWith(asOfItsDay, buildBundle(call.parts), { trustedRoot: ROOT, now: NOW })
    expect(codes(report.proved)).toContain('2 ANSWER_FITS')
  })

  it('costs no more than one look at each root for each version', () => {
    const roots = Array.from({ length: 200 }, (_, at) => Buffer.from(`{"signed":{"version":${at + 2}}}`))
    let looks = 0
    const asOfItsDay: typeof call.world.verify = (input) => {
      looks += 1 + input.rootChain.length
      if (input.version.number === 7 && input.trustedRoot !== ROOT) throw new RabtError('DIRECTORY_INVALID')
      return call.world.verify({ ...input, trustedRoot: SECOND_ROOT, rootChain: [] })
    }
    const file = buildBundle({ ...call.parts, rootChain: roots })
    verifyBundleWith(asOfItsDay, file, { trustedRoot: ROOT, now: NOW })
    expect(looks).toBeLessThan(4 * roots.length)
  })

  it('must hold its roots in order, each once, and takes none for granted that is older than the trusted one', () => {
    const refused = (rootChain: readonly Uint8Array[], trustedRoot: Uint8Array = ROOT) => {
      const lax: typeof call.world.verify = (input) =>
        call.world.verify({ ...input, trustedRoot: SECOND_ROOT, rootChain: [] })
      const file = buildBundle({ ...call.parts, rootChain })
      return () => verifyBundleWith(lax, file, { trustedRoot, now: NOW })
    }
    expect(codes(refused([ROOT, SECOND_ROOT])().proved)).toContain('2 ANSWER_FITS')
    for (const chain of [
      [SECOND_ROOT, SECOND_ROOT],
      [SECOND_ROOT, ROOT],
      [ROOT, Buffer.from('{}')],
    ])
      expect(reasonOf(refused(chain))).toEqual(['BUNDLE_DIRECTORY', 'ROOT_ORDER'])
    const under: Uint8Array[] = []
    const watched: typeof call.world.verify = (input) => {
      under.push(input.trustedRoot)
      return call.world.verify({ ...input, trustedRoot: SECOND_ROOT, rootChain: [] })
    }
    const file = buildBundle({ ...call.parts, rootChain: [ROOT, SECOND_ROOT] })
    verifyBundleWith(watched, file, { trustedRoot: SECOND_ROOT, now: NOW })
    expect(under.every((root) => root === SECOND_ROOT)).toBe(true)
  })

  it('must hold its versions in order, each once', () => {
    const bundle = decodeBundle(buildBundle(call.parts))
    const [first, second] = call.versions
    for (const versions of [
      [first, second, second],
      [second, first],
    ]) {
      const file = encodeBundle({ ...bundle, versions })
      const judge = () => verifyBundleWith(call.world.verify, file, { trustedRoot: ROOT, now: NOW })
      expect(reasonOf(judge)).toEqual(['BUNDLE_DIRECTORY', 'VERSION_ORDER'])
    }
  })

  it('is judged for the moment of each entry', () => {
    const times: number[] = []
    const watched: typeof call.world.verify = (input) => {
      times.push(input.time)
      return call.world.verify(input)
    }
    verifyBundleWith(watched, buildBundle(call.parts), { trustedRoot: ROOT, now: NOW })
    // The moment 0 is for the roots alone, which then follow whatever the time.
    expect(times.filter((time) => time > 0)).toEqual([T0, T0 + 40])
    times.length = 0
    const one = makeCall(call.world, {}, [call.versions[0], call.versions[0]])
    verifyBundleWith(watched, buildBundle(one.parts), { trustedRoot: ROOT, now: NOW })
    expect(times).toEqual([T0, T0 + 40])
    const expired = makeCall(new World(), { request: { created: T0 + 2 * 86_400_000, deadline: T0 + 3 * 86_400_000 } })
    expect(reasonOf(() => verify(expired.parts, expired.world))).toEqual(['BUNDLE_DIRECTORY', 'DIRECTORY_REFUSED'])
  })

  it('must be the version and federation that it was asked for', () => {
    const file = buildBundle(call.parts)
    const judge = (change: object) => {
      const lying: typeof call.world.verify = (input) => ({ ...call.world.verify(input), ...change })
      return reasonOf(() => verifyBundleWith(lying, file, { trustedRoot: ROOT, now: NOW }))
    }
    expect(judge({ version: call.versions[1] })).toEqual(['BUNDLE_DIRECTORY', 'DIRECTORY_REFUSED'])
    expect(judge({ federation: 'another' })).toEqual(['BUNDLE_DIRECTORY', 'OTHER_FEDERATION'])
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
    expect(reasonOf(judge(withdrawn, withdrawn, 1))).toEqual(['BUNDLE_KEY', 'KEY_RETIRED'])
    expect(codes(judge({}, withdrawn)().warnings)).toEqual(['1 KEY_RETIRED_SINCE'])
    const later = { sealKey: (_: string, key: object) => ({ ...key, retired: T0 + 5000 }) as never }
    expect(judge(later, later)().warnings).toEqual([])
  })

  const without = (gateway: string, use: string) => ({
    gatewayKey: (id: string, key: { use: string }) => (id === gateway && key.use === use ? null : key) as never,
  })

  it.each([
    ['lane key', without(KW, 'lane')],
    ['sealing key', { sealKey: (id: string, key: object) => (id === 'KW/GOV/MOI' ? null : key) as never }],
    ['receipt key', without(SA, 'receipt')],
    ['witness key', without(QA, 'witness')],
  ])('(a %s that the newest directory does not list any more) fail it, unless it was answered', (_, gone) => {
    expect(codes(judge({}, gone)().warnings)).toEqual(['1 KEY_RETIRED_SINCE'])
    const world = new World()
    const versions = [world.addVersion(7), world.addVersion(8, gone)] as const
    const made = makeCall(world, {}, versions)
    const request = made.parts.items[0] as EvidenceItem
    const code = 'DEADLINE_EXPIRED'
    const correlation = { origin: made.request.origin, index: request.index, leaf: leafHash(request.entry) }
    const at = made.response.addControl({ name: 'outcome', code }, { correlation, created: T0 + 40 })
    const outcome = made.response.item(at, null)
    expect(reasonOf(() => verify({ ...made.parts, items: [request, outcome] }, world))).toEqual([
      'BUNDLE_KEY',
      'KEY_RETIRED',
    ])
  })

  it('(withdrawn before creation, says a newer directory) fail it also under a receipt that claims to be earlier', () => {
    const world = new World()
    const versions = [world.addVersion(7), world.addVersion(8, retire(KW, 'lane', T0 - 1))] as const
    const made = makeCall(world, {}, versions)
    const receipt = made.request.receipt(
      made.parts.items[0]?.index as number,
      made.request.entries.length,
      T0 / 1000 - 5,
    )
    expect(codes(verify(withItem(made.parts, 0, { receipt }), world).warnings)).toEqual(['1 KEY_RETIRED_SINCE'])
  })

  it('(a receipt older than the entry) fails it', () => {
    const receipt = call.request.receipt(2, 5, T0 / 1000 - 40)
    expect(refusalOf(() => verify(withItem(call.parts, 0, { receipt }))).params.why).toBe('RECEIPT_EARLY')
  })
})
