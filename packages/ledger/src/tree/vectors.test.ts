import { readFileSync } from 'node:fs'
import { RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { verifyConsistency, verifyInclusion } from './verify.ts'

interface InclusionCase {
  readonly file: string
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}
interface ConsistencyCase {
  readonly file: string
  readonly size1: number
  readonly size2: number
  readonly root1: string
  readonly root2: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

const vectors: { readonly inclusion: readonly InclusionCase[]; readonly consistency: readonly ConsistencyCase[] } =
  JSON.parse(readFileSync(new URL('../../vectors/transparency-dev-merkle.json', import.meta.url), 'utf8'))

const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64')
const hashes = (list: readonly string[] | null): Buffer[] => (list ?? []).map(bytes)

function judge(wantErr: boolean, run: () => void): void {
  if (wantErr) expect(run).toThrow(expect.objectContaining({ code: 'PROOF_INVALID', constructor: RabtError }))
  else run()
}

describe('transparency-dev/merkle', () => {
  it('has 98 cases of each', () => {
    expect([vectors.inclusion.length, vectors.consistency.length]).toEqual([98, 98])
    for (const list of [vectors.inclusion, vectors.consistency]) {
      expect(new Set(list.map((one) => one.wantErr))).toEqual(new Set([true, false]))
    }
  })

  it.each(vectors.inclusion)('$file', ({ leafHash, leafIdx, treeSize, proof, root, wantErr }) => {
    judge(wantErr, () => verifyInclusion(bytes(leafHash), leafIdx, treeSize, hashes(proof), bytes(root)))
  })

  it.each(vectors.consistency)('$file', ({ size1, root1, size2, root2, proof, wantErr }) => {
    judge(wantErr, () => verifyConsistency(size1, bytes(root1), size2, bytes(root2), hashes(proof)))
  })
})
