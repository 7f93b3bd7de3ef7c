import { Frontier, formatCheckpoint, formatNote, leafHash, type Note } from '@rabt/ledger'
import { encodeBatch, sha256 } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { continueLane, openBatch } from './continuation.ts'

const ORIGIN = 'rabt/v1/test/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/1.1.0102030405060708'
const LINE: Note['lines'][number] = { name: ORIGIN, keyId: Buffer.alloc(4), signature: Buffer.alloc(64) }
const entry = (n: number): Buffer => Buffer.from(`entry ${n}`)

function treeOf(entries: readonly Uint8Array[]): Frontier {
  const tree = new Frontier()
  for (const one of entries) tree.append(leafHash(one))
  return tree
}

/** A batch of one entry whose checkpoint states what it is told to state. */
function batchAt(first: number, size: number, root: Uint8Array) {
  const body = formatCheckpoint(ORIGIN, size, root)
  const line = `\u2014 ${LINE.name} ${Buffer.concat([LINE.keyId, LINE.signature]).toString('base64')}`
  return openBatch(encodeBatch({ first, entries: [entry(3)], seals: [], checkpoint: formatNote(body, [line]) }))
}

describe('a batch that comes after three entries', () => {
  const held = treeOf([entry(0), entry(1), entry(2)])
  const { root } = { root: treeOf([entry(0), entry(1), entry(2), entry(3)]).root() }

  it('continues the lane from where it stands to the root of all leaves', () => {
    expect(continueLane(batchAt(3, 4, root), ORIGIN, held)).toMatchObject({ root })
    expect(held.size).toBe(3)
  })

  it('that begins elsewhere or counts otherwise is LANE_SIZE, whatever its root', () => {
    // The leaves do give the root that is stated: only the count is another.
    for (const [first, size] of [
      [4, 5],
      [2, 3],
      [3, 5],
      [3, 3],
    ] as const)
      expect(() => continueLane(batchAt(first, size, root), ORIGIN, held), `${first} to ${size}`).toThrow(
        expect.objectContaining({ code: 'LANE_SIZE' }),
      )
  })

  it('that states another root is LANE_ROOT, though its count is right', () => {
    expect(() => continueLane(batchAt(3, 4, sha256(root)), ORIGIN, held)).toThrow(
      expect.objectContaining({ code: 'LANE_ROOT' }),
    )
  })

  it('of another lane is not taken for one of this', () => {
    const other = ORIGIN.replace('1.1.', '1.2.')
    expect(() => continueLane(batchAt(3, 4, root), other, held)).toThrow(
      expect.objectContaining({ code: 'PEER_MISMATCH' }),
    )
  })
})
