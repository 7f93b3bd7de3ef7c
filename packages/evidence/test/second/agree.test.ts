import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildBundle } from '../../src/build-bundle.ts'
import type { BundleParts, EvidenceItem } from '../../src/bundle/bundle.ts'
import { encodeBundle } from '../../src/bundle/encode.ts'
import { type Call, callIn, withItem } from '../call.ts'
import { NOW } from '../judge.ts'
import { foundDirectory, type RealDirectory } from '../real-directory.ts'
import { compare, redigest } from './compare.ts'

/**
 * Two verifiers that share no code, one of them written from docs/spec alone, say the same of every bundle: valid, or refused with the
 * code that evidence.md §2 names.
 */

const SEED = 20_261_125

let directory: RealDirectory
let call: Call<RealDirectory>
let file: Uint8Array

beforeAll(async () => {
  directory = await foundDirectory()
  call = callIn(directory, {}, directory.versions)
  file = buildBundle(call.parts)
}, 60_000)

const agreed = (bytes: Uint8Array, root: Uint8Array | null = directory.trustedRoot): string => {
  const { first, second } = compare(bytes, root, NOW)
  expect(second).toBe(first)
  return first
}

const corpus = (name: string): Buffer => {
  const url = new URL(`../../../gateway/test/hostile/corpus/${name}.b64`, import.meta.url)
  return Buffer.from(readFileSync(url, 'utf8'), 'base64')
}

describe('both verifiers', () => {
  it('accept a call with every proof', () => {
    expect(agreed(file)).toBe('valid')
    expect(agreed(file, null)).toBe('NO_TRUSTED_ROOT')
    expect(agreed(corpus('bundle/seed-call-under-a-real-directory'), corpus('bundle-root/seed-founding-root'))).toBe(
      'valid',
    )
  })

  it('agree on every file cut short, with and without a digest that fits', () => {
    fc.assert(
      fc.property(fc.nat({ max: file.length - 1 }), fc.boolean(), (length, fits) => {
        const cut = file.subarray(0, length)
        expect(agreed(fits ? redigest(cut) : cut)).not.toBe('valid')
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  /** Where the items end and the directory begins: most bytes of a bundle are the directory's. */
  const itemBytes = (): number => Buffer.from(file).indexOf('metadata/')

  it('refuse every changed byte of an item, with the same code', () => {
    fc.assert(
      fc.property(fc.nat({ max: itemBytes() }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(file)
        changed[at] = (changed[at] as number) ^ mask
        expect(agreed(redigest(changed))).not.toBe('valid')
        expect(agreed(changed)).toBe('BUNDLE_DIGEST')
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('refuse every changed byte of the directory, with the same code', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: itemBytes(), max: file.length - 33 }),
        fc.integer({ min: 1, max: 255 }),
        (at, mask) => {
          const changed = Buffer.from(file)
          changed[at] = (changed[at] as number) ^ mask
          expect(agreed(redigest(changed))).not.toBe('valid')
        },
      ),
      { seed: SEED, numRuns: 150 },
    )
  })

  it('agree on parts that are dropped, or taken from the other item', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const parts = edits.reduce((before, change) => change(before), call.parts)
        agreed(encode(parts))
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('agree on files and versions of the directory that are dropped, doubled or added', () => {
    const names = [...directory.filesOf(directory.versions[0]).keys()]
    fc.assert(
      fc.property(
        fc.subarray(names, { minLength: names.length - 3 }),
        fc.boolean(),
        fc.boolean(),
        (kept, without, more) => {
          const files = new Map([...directory.filesOf(directory.versions[0])].filter(([name]) => kept.includes(name)))
          if (more) files.set('metadata/9.state-qa.json', Buffer.from('{}'))
          const items = without ? withItem(call.parts, 0, { witnesses: [] }) : call.parts
          agreed(buildBundle({ ...items, directories: directory.versions.map((version) => ({ version, files })) }))
        },
      ),
      { seed: SEED, numRuns: 150 },
    )
  })
})

const KEYS: readonly (keyof EvidenceItem)[] = [
  'entry',
  'checkpoint',
  'proof',
  'receipt',
  'seal',
  'head',
  'body',
  'open',
  'witnesses',
]
const DROPPED: Partial<EvidenceItem> = {
  receipt: null,
  seal: null,
  head: null,
  body: null,
  open: null,
  witnesses: [],
  proof: [],
}

/** One change of the parts: taken from the other item, dropped, another index, an item dropped, doubled or moved. */
const edit: fc.Arbitrary<(parts: BundleParts) => BundleParts> = fc.oneof(
  fc.record({ at: fc.nat({ max: 1 }), key: fc.constantFrom(...KEYS) }).map(({ at, key }) => (parts: BundleParts) => {
    const other = parts.items[1 - at]
    return other === undefined ? parts : withItem(parts, at, { [key]: other[key] })
  }),
  fc.record({ at: fc.nat({ max: 1 }), key: fc.constantFrom(...KEYS.slice(2)) }).map(
    ({ at, key }) =>
      (parts: BundleParts) =>
        withItem(parts, at, { [key]: DROPPED[key] }),
  ),
  fc.record({ at: fc.nat({ max: 1 }), index: fc.nat({ max: 5 }) }).map(
    ({ at, index }) =>
      (parts: BundleParts) =>
        withItem(parts, at, { index }),
  ),
  fc.constantFrom<(parts: BundleParts) => BundleParts>(
    (parts) => ({ ...parts, items: parts.items.slice(0, 1) }),
    (parts) => ({ ...parts, items: parts.items.slice(-1) }),
    (parts) => ({ ...parts, items: [...parts.items].reverse() }),
    (parts) => ({ ...parts, items: [...parts.items, ...parts.items.slice(-1)] }),
    (parts) => ({ ...parts, directories: parts.directories.slice(0, 1) }),
    (parts) => ({ ...parts, rootChain: [] }),
    (parts) => ({ ...parts, rootChain: [...parts.rootChain, ...parts.rootChain] }),
    (parts) => ({ ...parts, federation: 'another' }),
    (parts) =>
      withItem(parts, 0, { witnesses: [...(parts.items[0]?.witnesses ?? []), ...(parts.items[0]?.witnesses ?? [])] }),
    (parts) => withItem(parts, 0, { stamps: [Buffer.of(1)] }),
  ),
)

/** As `buildBundle`, for parts that it would refuse to write. */
function encode(parts: BundleParts): Uint8Array {
  const files = new Map(parts.directories.flatMap((one) => [...one.files]))
  return encodeBundle({ ...parts, versions: parts.directories.map(({ version }) => version), files })
}
