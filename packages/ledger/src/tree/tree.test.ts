import { RabtError } from '@rabt/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Frontier, merkleRoot } from './frontier.ts'
import { EMPTY_ROOT, leafHash, nodeHash } from './hash.ts'
import { consistencyProof, inclusionProof } from './prove.ts'
import { verifyConsistency, verifyInclusion } from './verify.ts'

const leavesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`entry ${index}`)))

/** RFC 9162 §2.1.1 and §2.1.3.1 and §2.1.4.1, word by word. */
const naive = {
  split(n: number): number {
    let k = 1
    while (k * 2 < n) k *= 2
    return k
  },
  root(leaves: readonly Buffer[]): Buffer {
    if (leaves.length === 0) return EMPTY_ROOT
    if (leaves.length === 1) return leaves[0] as Buffer
    const k = naive.split(leaves.length)
    return nodeHash(naive.root(leaves.slice(0, k)), naive.root(leaves.slice(k)))
  },
  path(m: number, leaves: readonly Buffer[]): Buffer[] {
    if (leaves.length === 1) return []
    const k = naive.split(leaves.length)
    return m < k
      ? [...naive.path(m, leaves.slice(0, k)), naive.root(leaves.slice(k))]
      : [...naive.path(m - k, leaves.slice(k)), naive.root(leaves.slice(0, k))]
  },
  subproof(m: number, leaves: readonly Buffer[], known: boolean): Buffer[] {
    if (m === leaves.length) return known ? [] : [naive.root(leaves)]
    const k = naive.split(leaves.length)
    return m <= k
      ? [...naive.subproof(m, leaves.slice(0, k), known), naive.root(leaves.slice(k))]
      : [...naive.subproof(m - k, leaves.slice(k), false), naive.root(leaves.slice(0, k))]
  },
}

function frontierOf(leaves: readonly Buffer[]): Frontier {
  const frontier = new Frontier()
  for (const leaf of leaves) frontier.append(leaf)
  return frontier
}

const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map((one) => Buffer.from(one).toString('hex'))

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof RabtError ? error.code : `untyped ${error}`
  }
  return 'accepted'
}

describe('the tree', () => {
  it('hashes leaves and nodes under different prefixes', () => {
    expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    const [left, right] = leavesOf(2) as [Buffer, Buffer]
    expect(nodeHash(left, right)).not.toEqual(leafHash(Buffer.concat([left, right])))
  })

  it('hashes entries larger than its scratch buffer alike', () => {
    const large = Buffer.alloc(10_000, 7)
    const twice = [leafHash(large), leafHash(Buffer.alloc(4095, 7)), leafHash(large)]
    expect(twice[0]).toEqual(twice[2])
    expect(twice[0]).not.toEqual(twice[1])
  })

  it('has the root of RFC 9162 at every size', () => {
    const leaves = leavesOf(70)
    for (let size = 0; size <= leaves.length; size++) {
      expect(merkleRoot(leaves.slice(0, size))).toEqual(naive.root(leaves.slice(0, size)))
    }
  })

  it('keeps its frontier through encoding, and a copy apart from the original', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(40), (size, more) => {
        const leaves = leavesOf(size + more)
        const frontier = frontierOf(leaves.slice(0, size))
        const read = Frontier.decode(size, frontier.encode())
        const copy = frontier.clone()
        for (const leaf of leaves.slice(size)) {
          read.append(leaf)
          copy.append(leaf)
        }
        expect(read.root()).toEqual(naive.root(leaves))
        expect(copy.root()).toEqual(naive.root(leaves))
        expect(frontier.root()).toEqual(naive.root(leaves.slice(0, size)))
        expect(read.size).toBe(size + more)
      }),
      { numRuns: 40 },
    )
  })

  it('refuses a frontier whose bytes do not fit its size', () => {
    for (const [size, bytes] of [
      [0, 32],
      [1, 0],
      [3, 32],
      [4, 64],
      [5, 63],
      [-1, 0],
      [1.5, 32],
      [2 ** 53, 32],
    ] as const) {
      expect(codeOf(() => Frontier.decode(size, Buffer.alloc(bytes)))).toBe('PROOF_INVALID')
    }
    expect(Frontier.decode(2 ** 52, Buffer.alloc(32)).size).toBe(2 ** 52)
    expect(codeOf(() => new Frontier().append(Buffer.alloc(31)))).toBe('PROOF_INVALID')
  })
})

describe('proofs from a frontier and the leaves after it', () => {
  it('equal those of the whole tree', () => {
    fc.assert(
      fc.property(fc.nat(130), fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (start, added, a, b) => {
        const leaves = leavesOf(start + added)
        const before = frontierOf(leaves.slice(0, start))
        const size = start + 1 + (a % added)
        const index = start + (b % (size - start))
        const proof = inclusionProof(before, leaves.slice(start), index, size)
        expect(hex(proof)).toEqual(hex(naive.path(index, leaves.slice(0, size))))
        verifyInclusion(leaves[index] as Buffer, index, size, proof, naive.root(leaves.slice(0, size)))
      }),
      { numRuns: 150 },
    )
  })

  it('of consistency equal those of the whole tree', () => {
    fc.assert(
      fc.property(fc.nat(130), fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (start, added, a, b) => {
        const leaves = leavesOf(start + added)
        const before = frontierOf(leaves.slice(0, start))
        const size1 = Math.max(1, start + (a % added))
        const size2 = size1 + (b % (start + added - size1 + 1))
        const proof = consistencyProof(before, leaves.slice(start), size1, size2)
        expect(hex(proof)).toEqual(hex(naive.subproof(size1, leaves.slice(0, size2), true)))
        const [root1, root2] = [naive.root(leaves.slice(0, size1)), naive.root(leaves.slice(0, size2))]
        verifyConsistency(size1, root1, size2, root2, proof)
      }),
      { numRuns: 150 },
    )
  })

  it('are refused for leaves that are not at hand', () => {
    const leaves = leavesOf(12)
    const before = frontierOf(leaves.slice(0, 5))
    const after = leaves.slice(5)
    for (const [index, size] of [
      [4, 12],
      [12, 12],
      [5, 13],
      [8, 8],
      [5, 4],
      [-1, 12],
      [5.5, 12],
      [Number.NaN, 12],
    ] as const) {
      expect(codeOf(() => inclusionProof(before, after, index, size))).toBe('PROOF_INVALID')
    }
    for (const [size1, size2] of [
      [4, 12],
      [0, 12],
      [7, 6],
      [7, 13],
      [Number.NaN, 12],
    ] as const) {
      expect(codeOf(() => consistencyProof(before, after, size1, size2))).toBe('PROOF_INVALID')
    }
  })

  it('verify beyond 2^32 leaves', () => {
    const before = Frontier.decode(2 ** 40 + 2 ** 33, Buffer.concat([leafHash(Buffer.of(1)), leafHash(Buffer.of(2))]))
    const leaves = leavesOf(3)
    const after = before.clone()
    for (const leaf of leaves) after.append(leaf)
    const proof = inclusionProof(before, leaves, before.size + 1)
    verifyInclusion(leaves[1] as Buffer, before.size + 1, after.size, proof, after.root())
    verifyConsistency(
      before.size,
      before.root(),
      after.size,
      after.root(),
      consistencyProof(before, leaves, before.size),
    )
    expect(codeOf(() => verifyInclusion(leaves[1] as Buffer, 1, after.size, proof, after.root()))).toBe('PROOF_INVALID')
  })
})

describe('a proof', () => {
  it('fails with any bit flipped, any hash dropped or added, another index or size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = leavesOf(size)
        const index = a % size
        const root = naive.root(leaves)
        const proof = naive.path(index, leaves)
        const leaf = leaves[index] as Buffer
        const at = b % proof.length
        const flipped = proof.map((one) => Buffer.from(one))
        const byte = b % 32
        ;(flipped[at] as Buffer)[byte] = ((flipped[at] as Buffer)[byte] as number) ^ (1 << (b % 8))
        const bad: readonly (() => void)[] = [
          () => verifyInclusion(leaf, index, size, flipped, root),
          () => verifyInclusion(leaf, index, size, proof.toSpliced(at, 1), root),
          () => verifyInclusion(leaf, index, size, [...proof, root], root),
          () => verifyInclusion(leaf, (index + 1) % size, size, proof, root),
          () => verifyInclusion(leaf, size, size, proof, root),
          () => verifyInclusion(leaf, index, size, proof, leaf),
          () => verifyInclusion(leaf.subarray(1), index, size, proof, root),
          () => verifyInclusion(leaf, -1, size, proof, root),
        ]
        for (const run of bad) expect(codeOf(run)).toBe('PROOF_INVALID')
      }),
      { numRuns: 60 },
    )
  })
})
