import { createHash } from 'node:crypto'
import { same } from './cbor.ts'
import { demand } from './refuse.ts'

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** RFC 9162 §2.1: the hash of a leaf. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.of(0), entry)
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.of(1), left, right)

/** RFC 9162 §2.1.3.2: `path` leads from leaf `index` of a tree of `size` leaves to `root`. */
export function demandInclusion(
  tree: { readonly size: number; readonly root: Uint8Array },
  index: number,
  leaf: Uint8Array,
  path: readonly Uint8Array[],
  code: string,
): void {
  demand(index < tree.size, code, 'index beyond the tree')
  let [fn, sn, hash]: [number, number, Uint8Array] = [index, tree.size - 1, leaf]
  for (const node of path) {
    demand(sn !== 0, code, 'path too long')
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(node, hash)
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2
        sn = Math.floor(sn / 2)
      }
    } else hash = nodeHash(hash, node)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  demand(sn === 0 && same(hash, tree.root), code, 'path leads elsewhere')
}
