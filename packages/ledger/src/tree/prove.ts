import { RabtError } from '@rabt/protocol'
import type { Frontier } from './frontier.ts'
import { nodeHash } from './hash.ts'

/**
 * Inclusion proof (RFC 9162 §2.1.3.1) of a leaf at `index` >= before.size in the tree of `size` leaves, from the
 * frontier before the leaves and the leaf hashes alone: each left sibling that ends before them is a peak of the frontier.
 * `leaves` may go on past `size`.
 * @throws RabtError PROOF_INVALID when index or size lie outside what is given
 */
export function inclusionProof(
  before: Frontier,
  leaves: readonly Uint8Array[],
  index: number,
  size: number = before.size + leaves.length,
): Buffer[] {
  requireRange(before.size, index, size - 1)
  requireRange(before.size, size, before.size + leaves.length)
  const rootOf = subtrees(before, leaves)
  const path: Buffer[] = []
  let start = 0
  let end = size
  // PATH(m, D[n]): walk down to the leaf, noting the sibling at each step; the proof runs upwards.
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    if (index < middle) {
      path.push(rootOf(middle, end))
      end = middle
    } else {
      path.push(rootOf(start, middle))
      start = middle
    }
  }
  return path.reverse()
}

/**
 * Consistency proof (RFC 9162 §2.1.4.1) from `size1` to `size2`, both >= before.size, from the frontier and the leaf
 * hashes after it. Empty when the sizes are equal.
 * @throws RabtError PROOF_INVALID when a size lies outside what is given
 */
export function consistencyProof(
  before: Frontier,
  leaves: readonly Uint8Array[],
  size1: number,
  size2: number = before.size + leaves.length,
): Buffer[] {
  requireRange(Math.max(1, before.size), size1, size2)
  requireRange(before.size, size2, before.size + leaves.length)
  const rootOf = subtrees(before, leaves)
  const path: Buffer[] = []
  let start = 0
  let end = size2
  // SUBPROOF(m, D[n], b): b stays true while only left turns were taken, when the verifier knows the subtree's root.
  let known = true
  while (end !== size1) {
    const middle = start + splitPoint(end - start)
    if (size1 <= middle) {
      path.push(rootOf(middle, end))
      end = middle
    } else {
      path.push(rootOf(start, middle))
      start = middle
      known = false
    }
  }
  if (!known) path.push(rootOf(start, end))
  return path.reverse()
}

/** Roots of subtrees [start, end) that are a peak of `before`, lie in `leaves`, or straddle both. */
function subtrees(before: Frontier, leaves: readonly Uint8Array[]): (start: number, end: number) => Buffer {
  const peaks = new Map<number, { readonly end: number; readonly root: Buffer }>()
  let at = 0
  for (const root of before.peaks) {
    const end = at + fullSize(before.size - at)
    peaks.set(at, { end, root })
    at = end
  }
  const rootOf = (start: number, end: number): Buffer => {
    const peak = peaks.get(start)
    if (peak?.end === end) return peak.root
    if (end - start === 1) {
      const leaf = leaves[start - before.size]
      if (leaf === undefined) throw outside()
      return Buffer.from(leaf)
    }
    if (end <= before.size) throw outside()
    const middle = start + splitPoint(end - start)
    return nodeHash(rootOf(start, middle), rootOf(middle, end))
  }
  return rootOf
}

/** The largest power of two below n, for n > 1 (RFC 9162 §2.1.1). */
const splitPoint = (n: number): number => fullSize(n - 1)

/** The largest power of two not above n, for n >= 1. */
function fullSize(n: number): number {
  let power = 1
  while (power * 2 <= n) power *= 2
  return power
}

function requireRange(low: number, value: number, high: number): void {
  if (!Number.isSafeInteger(value) || value < low || value > high) throw outside()
}

const outside = (): RabtError =>
  new RabtError('PROOF_INVALID', {}, { detail: 'the proof needs leaves that are not at hand' })
