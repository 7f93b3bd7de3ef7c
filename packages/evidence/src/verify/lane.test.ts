import type { GatewayKey } from '@rabt/directory'
import { formatNote } from '@rabt/ledger'
import { decodeEntry, KIND } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { makeCall } from '../../test/call.ts'
import { codes, reasonOf, refusalOf, verify as verifyIn } from '../../test/judge.ts'
import { makeEntry, TestLane } from '../../test/lane.ts'
import { CONSUMER, KW, keyOf, PROVIDER, QA, ROOT, SA, World } from '../../test/world.ts'
import type { BundleParts, DirectoryParts, EvidenceItem } from '../bundle/bundle.ts'

const call = makeCall()
const verify = (parts: BundleParts, world = call.world, trustedRoot: Uint8Array | null = ROOT) =>
  verifyIn(parts, world, trustedRoot)
describe('a lane', () => {
  const [asked] = call.parts.directories as [DirectoryParts]
  const request = { kind: KIND.request, sender: CONSUMER, receiver: PROVIDER, directory: asked.version }
  const sealedLane = (sender: string, federation?: string) => {
    const lane = new TestLane(sender, SA, asked.version, federation)
    const at = lane.add(makeEntry(request))
    lane.seal()
    return { lane, at }
  }
  const judge = (item: EvidenceItem, world = call.world, directories = [asked]) => {
    return reasonOf(() => verify({ ...call.parts, items: [item], directories }, world))
  }

  it('of another federation fails the bundle', () => {
    const { lane, at } = sealedLane(KW, 'another')
    expect(judge(lane.item(at, 'KW/GOV/MOI'))).toEqual(['BUNDLE_PROOF', 'OTHER_FEDERATION'])
  })

  it('of a gateway that the directory does not list fails the bundle', () => {
    const lane = new TestLane('OM/GOV/EGOV/gw1', SA, asked.version)
    const at = lane.add(makeEntry(request))
    lane.seal()
    const item = lane.item(at, 'KW/GOV/MOI', { checkpoint: lane.sign({ laneKey: keyOf(KW, 'lane') }) })
    expect(judge(item)).toEqual(['BUNDLE_DIRECTORY', 'GATEWAY_UNKNOWN'])
  })

  it('whose checkpoint carries a line that nobody can judge fails the bundle', () => {
    const { lane, at } = sealedLane(KW)
    const checkpoint = lane.sign({ postQuantum: true })
    const [laneLine, pqLine] = checkpoint.slice(lane.body().length + 1).split('\n') as [string, string]
    const receipt = lane.cosign(SA, 'receipt')
    const item = lane.item(at, 'KW/GOV/MOI')
    const stranger = laneLine.replace(/ [^ ]+$/, ` ${Buffer.alloc(68, 1).toString('base64')}`)
    for (const lines of [
      [laneLine, receipt],
      [laneLine, pqLine, receipt],
      [laneLine, stranger],
      [laneLine, pqLine, pqLine],
    ]) {
      const note = formatNote(lane.body(), lines)
      expect(judge({ ...item, checkpoint: note })).toEqual(['BUNDLE_SIGNATURE', 'LINE_UNKNOWN'])
    }
    expect(judge({ ...item, checkpoint: formatNote(lane.body(), [stranger]) })).toEqual([
      'BUNDLE_KEY',
      'LANE_KEY_UNKNOWN',
    ])
    expect(judge({ ...item, checkpoint: formatNote(lane.body(), [laneLine, laneLine]) })[0]).toBe('BUNDLE_SIGNATURE')
  })

  it('whose opening names another key, or is none, fails the bundle', () => {
    const lane = new TestLane(KW, SA, asked.version)
    const outcome = new TestLane(KW, SA, asked.version)
    lane.open(keyOf(KW, 'receipt'))
    outcome.addControl(
      { name: 'outcome', code: 'NOT_RUN' },
      { correlation: { origin: lane.origin, index: 0, leaf: lane.leaf(0) } },
    )
    for (const one of [lane, outcome]) {
      const at = one.add(makeEntry(request))
      one.seal()
      const open = { entry: one.entries[0] as Uint8Array, proof: one.proof(0), checkpoint: null }
      expect(judge(one.item(at, 'KW/GOV/MOI', { open }))).toEqual(['BUNDLE_ENTRY', 'OPEN_WRONG'])
    }
  })

  it('whose opening stands in a checkpoint of another lane or key fails the bundle', () => {
    const [item] = call.parts.items as [EvidenceItem]
    const lane = new TestLane(KW, QA, asked.version)
    lane.add(decodeEntry(call.request.entries[0] as Uint8Array))
    const open = { entry: call.request.entries[0] as Uint8Array, proof: [], checkpoint: lane.sign() }
    expect(judge({ ...item, open })).toEqual(['BUNDLE_ENTRY', 'OPEN_WRONG'])
    const world = new World()
    const twoKeys = (id: string, key: GatewayKey): GatewayKey =>
      id === KW && key.use === 'receipt' ? { ...key, use: 'lane' } : key
    world.addVersion(7, { gatewayKey: twoKeys })
    const checkpoint = call.request.sign({ size: 1, laneKey: keyOf(KW, 'receipt') })
    expect(judge({ ...item, witnesses: [], open: { ...open, checkpoint } }, world)).toEqual([
      'BUNDLE_ENTRY',
      'OPEN_WRONG',
    ])
  })
})

describe('a seal', () => {
  it('of another member, though certified, fails the bundle', () => {
    const lane = new TestLane(KW, SA, call.versions[0])
    const at = lane.add(
      makeEntry({ kind: KIND.request, sender: CONSUMER, receiver: PROVIDER, directory: call.versions[0] }),
    )
    lane.seal('SA/GOV/MOI')
    const parts = {
      ...call.parts,
      items: [lane.item(at, 'KW/GOV/MOI')],
      directories: call.parts.directories.slice(0, 1),
    }
    expect(refusalOf(() => verify(parts)).params.why).toBe('SEAL_OF_OTHER')
  })

  it('that the batch does not list fails the bundle', () => {
    const lane = new TestLane(KW, SA, call.versions[0])
    const at = lane.add(makeEntry({ kind: 1, sender: CONSUMER, receiver: PROVIDER, directory: call.versions[0] }))
    lane.seal()
    const other = lane.addControl({ name: 'seals', digests: [Buffer.alloc(32)] })
    const good = lane.item(at, 'KW/GOV/MOI')
    const listed = { entry: lane.entries[other] as Uint8Array, index: other, proof: lane.proof(other) }
    const bad = { ...good, seal: good.seal && { ...good.seal, listed } }
    const judge = (item: BundleParts['items'][0]) => () =>
      verify({ ...call.parts, items: [item], directories: call.parts.directories.slice(0, 1) })
    expect(codes(judge(good)().proved)).toContain('1 SEALED')
    expect(refusalOf(judge(bad)).params.why).toBe('SEAL_NOT_LISTED')
    const proof = lane.proof(other)
    expect(
      refusalOf(judge({ ...good, seal: good.seal && { ...good.seal, listed: { ...good.seal.listed, proof } } })).code,
    ).toBe('BUNDLE_PROOF')
    const control = lane.item(other, null, { seal: good.seal })
    expect(refusalOf(judge(control)).code).toBe('BUNDLE_SEAL')
  })
})
