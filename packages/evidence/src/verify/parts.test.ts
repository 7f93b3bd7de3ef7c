import { describe, expect, it } from 'vitest'
import { blob, makeCall, REQUEST_HEAD, withItem } from '../../test/call.ts'
import { reasonOf, refusalOf, verify as verifyIn } from '../../test/judge.ts'
import { KW, ROOT, SA } from '../../test/world.ts'
import type { BundleParts, DirectoryParts, EvidenceItem } from '../bundle/bundle.ts'

const call = makeCall()
const verify = (parts: BundleParts, world = call.world, trustedRoot: Uint8Array | null = ROOT) =>
  verifyIn(parts, world, trustedRoot)
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
    const [request, response] = mine as [EvidenceItem, EvidenceItem]
    const [asked, answered] = call.parts.directories as [DirectoryParts, DirectoryParts]
    const judge = (items: readonly EvidenceItem[], directories: readonly DirectoryParts[]) => {
      return reasonOf(() => verify({ ...call.parts, items, directories }))
    }
    expect(judge([response, request], [asked, answered])).toEqual(['BUNDLE_FORMAT', 'ITEM_ORDER'])
    expect(judge([response], [answered])).toEqual(['BUNDLE_FORMAT', 'ITEM_ORDER'])
    expect(judge([request, request], [asked])).toEqual(['BUNDLE_FORMAT', 'ITEM_TWICE'])
    expect(judge([request, response, response], [asked, answered])).toEqual(['BUNDLE_FORMAT', 'ITEM_TWICE'])
  })
})
