import { RabtError } from '@rabt/protocol'
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './hash.ts'

/**
 * What a writer must remember of a tree to append to it: the roots of the full subtrees that its leaves fall into,
 * largest first, one for each bit set in `size`. 32 bytes a peak, at most 53 peaks.
 */
export class Frontier {
  #size = 0
  #peaks: Buffer[] = []

  /** Leaves in the tree. */
  get size(): number {
    return this.#size
  }

  /** Roots of the full subtrees, largest first. */
  get peaks(): readonly Buffer[] {
    return this.#peaks
  }

  /** Adds one leaf hash (32 bytes), which must not be changed afterwards. */
  append(leaf: Uint8Array): void {
    if (leaf.length !== HASH_BYTES) throw new RabtError('PROOF_INVALID', {}, { detail: 'leaf hash is not 32 bytes' })
    // A view, not a copy.
    let node = Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength)
    // Every trailing one bit of the size is a full subtree that the new leaf completes a twin of.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(this.#pop(), node)
    this.#peaks.push(node)
    this.#size += 1
  }

  #pop(): Buffer {
    const peak = this.#peaks.pop()
    if (peak === undefined) throw new RabtError('INTERNAL_ERROR', {}, { detail: 'frontier without a peak' })
    return peak
  }

  /** RFC 9162 §2.1.1 Merkle Tree Hash of the leaves so far. */
  root(): Buffer {
    let root: Buffer | undefined
    for (let at = this.#peaks.length - 1; at >= 0; at--) {
      const peak = this.#peaks[at] as Buffer
      root = root === undefined ? peak : nodeHash(peak, root)
    }
    return root ?? EMPTY_ROOT
  }

  /** An independent copy. */
  clone(): Frontier {
    const copy = new Frontier()
    copy.#size = this.#size
    copy.#peaks = [...this.#peaks]
    return copy
  }

  /** The peaks one after the other, largest first; together with `size` it is the whole state. */
  encode(): Buffer {
    return Buffer.concat(this.#peaks)
  }

  /** @throws RabtError PROOF_INVALID when the bytes do not fit the size */
  static decode(size: number, bytes: Uint8Array): Frontier {
    if (!Number.isSafeInteger(size) || size < 0) throw new RabtError('PROOF_INVALID', {}, { detail: 'frontier size' })
    if (bytes.length !== HASH_BYTES * countPeaks(size)) {
      throw new RabtError('PROOF_INVALID', {}, { detail: `frontier of ${bytes.length} bytes for size ${size}` })
    }
    const frontier = new Frontier()
    frontier.#size = size
    for (let at = 0; at < bytes.length; at += HASH_BYTES) {
      frontier.#peaks.push(Buffer.from(bytes.subarray(at, at + HASH_BYTES)))
    }
    return frontier
  }
}

/** Bits set in a size below 2^53 (bit operators stop at 32). */
function countPeaks(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

/** RFC 9162 §2.1.1 Merkle Tree Hash over leaf hashes, in order. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  const frontier = new Frontier()
  for (const leaf of leaves) frontier.append(leaf)
  return frontier.root()
}
