import { RabtError, sameBytes } from '@rabt/protocol'
import { HASH_BYTES, nodeHash } from './hash.ts'

/**
 * Checks that `leaf` is the leaf hash at `index` in the tree of `size` leaves with this `root`.
 * Sizes are below 2^53; hashes are 32 bytes; the proof runs from the leaf upwards.
 * @throws RabtError PROOF_INVALID
 */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  requireSizes(index, size)
  requireHashes([leaf, root, ...proof])
  // RFC 9162 §2.1.3.2 step 1: leaf_index must lie in the tree.
  if (index >= size) refuse('leaf index is outside the tree')
  // Steps 2 and 3.
  let fn = index
  let sn = size - 1
  let computed = leaf
  for (const node of proof) {
    // Step 4.1.
    if (sn === 0) refuse('inclusion proof is too long')
    if (isOdd(fn) || fn === sn) {
      // Step 4.2.
      computed = nodeHash(node, computed)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      computed = nodeHash(computed, node)
    }
    // Step 4.3.
    fn = half(fn)
    sn = half(sn)
  }
  // Step 5.
  if (sn !== 0) refuse('inclusion proof is too short')
  if (!sameBytes(computed, root)) refuse('inclusion proof leads to another root')
}

/**
 * Checks that the tree (size1, root1) is the beginning of the tree (size2, root2). The empty tree is refused as a
 * start: it is the beginning of every tree, so a proof would say nothing.
 * @throws RabtError PROOF_INVALID
 */
export function verifyConsistency(
  size1: number,
  root1: Uint8Array,
  size2: number,
  root2: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  requireSizes(size1, size2)
  if (size1 === 0) refuse('consistency from the empty tree')
  if (size1 > size2) refuse('the tree shrank')
  if (size1 === size2) {
    if (proof.length > 0) refuse('consistency proof between equal sizes')
    if (!sameBytes(root1, root2)) refuse('two roots of one size')
    return
  }
  requireHashes([root1, root2, ...proof])
  // RFC 9162 §2.1.4.2 step 1.
  if (proof.length === 0) refuse('consistency proof is empty')
  // Step 2: a full first tree is its own first node.
  const path = isPowerOfTwo(size1) ? [root1, ...proof] : proof
  // Steps 3 and 4.
  let fn = size1 - 1
  let sn = size2 - 1
  while (isOdd(fn)) {
    fn = half(fn)
    sn = half(sn)
  }
  // Step 5.
  let fr = path[0] as Uint8Array
  let sr = fr
  for (const node of path.slice(1)) {
    // Step 6.1.
    if (sn === 0) refuse('consistency proof is too long')
    if (isOdd(fn) || fn === sn) {
      // Step 6.2.
      fr = nodeHash(node, fr)
      sr = nodeHash(node, sr)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      sr = nodeHash(sr, node)
    }
    // Step 6.3.
    fn = half(fn)
    sn = half(sn)
  }
  // Step 7.
  if (sn !== 0) refuse('consistency proof is too short')
  if (!sameBytes(fr, root1)) refuse('consistency proof leads to another first root')
  if (!sameBytes(sr, root2)) refuse('consistency proof leads to another second root')
}

// Node's bit operators stop at 32 bits, so sizes are divided.
const half = (n: number): number => Math.floor(n / 2)
const isOdd = (n: number): boolean => n % 2 === 1

function isPowerOfTwo(n: number): boolean {
  let rest = n
  while (rest > 1 && !isOdd(rest)) rest = half(rest)
  return rest === 1
}

function requireSizes(...sizes: readonly number[]): void {
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) refuse('size or index is not a whole number')
}

function requireHashes(hashes: readonly Uint8Array[]): void {
  if (!hashes.every((one) => one.length === HASH_BYTES)) refuse('a hash is not 32 bytes')
}

function refuse(detail: string): never {
  throw new RabtError('PROOF_INVALID', {}, { detail })
}
