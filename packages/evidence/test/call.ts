import { blobDigest, type DirectoryVersion, type Entry, KIND } from '@rabt/protocol'
import type { BundleParts, EvidenceBlob, EvidenceItem } from '../src/bundle/bundle.ts'
import { makeEntry, TestLane } from './lane.ts'
import { CONSUMER, FEDERATION, KW, PROVIDER, QA, SA, T0, World } from './world.ts'

export const blob = (words: string, fill: number): EvidenceBlob => ({
  salt: Buffer.alloc(32, fill),
  bytes: Buffer.from(words),
})

const refOf = ({ salt, bytes }: EvidenceBlob) => ({ size: bytes.length, digest: blobDigest(salt, bytes) })

export const REQUEST_HEAD = blob('GET\r\n/r1/SA/GOV/MOI/traffic/violations', 1)
export const RESPONSE_HEAD = blob('200 OK\r\ncontent-type:application/json', 2)
export const RESPONSE_BODY = blob('{"violations":[]}', 3)

/** Where a bundle's directory files come from. */
export interface Source {
  readonly rootChain: readonly Uint8Array[]
  filesOf(version: DirectoryVersion): ReadonlyMap<string, Uint8Array>
}

/** One call, asked and answered, with every proof that can be made of it. */
export interface Call<S extends Source = World> {
  readonly world: S
  readonly versions: Versions
  readonly request: TestLane
  readonly response: TestLane
  readonly parts: BundleParts
}

interface CallOptions {
  readonly request?: Partial<Entry>
  readonly response?: Partial<Entry>
  readonly postQuantum?: boolean
}

type Versions = readonly [DirectoryVersion, DirectoryVersion]

export function makeCall(world = new World(), options: CallOptions = {}, versions = twoVersions(world)): Call {
  return callIn(world, options, versions)
}

/** The same call under the directory versions of any source. */
export function callIn<S extends Source>(world: S, options: CallOptions, versions: Versions): Call<S> {
  const { postQuantum = true } = options
  const [asked, answered] = versions
  const subject = { service: 'violations', method: 'GET' }
  const request = new TestLane(KW, SA, asked)
  request.open()
  request.add(makeEntry({ kind: KIND.request, sender: CONSUMER, receiver: PROVIDER, directory: asked, ...subject }))
  const requestAt = request.add(
    makeEntry({
      kind: KIND.request,
      sender: CONSUMER,
      receiver: PROVIDER,
      directory: asked,
      head: refOf(REQUEST_HEAD),
      ...subject,
      ...options.request,
    }),
  )
  request.seal()
  const response = new TestLane(SA, KW, answered)
  response.open()
  const responseAt = response.add(
    makeEntry({
      kind: KIND.response,
      sender: PROVIDER,
      receiver: CONSUMER,
      directory: answered,
      created: T0 + 40,
      status: 200,
      head: refOf(RESPONSE_HEAD),
      body: refOf(RESPONSE_BODY),
      correlation: { origin: request.origin, index: requestAt, leaf: request.leaf(requestAt) },
      ...options.response,
    }),
  )
  response.seal()
  request.addControl({ name: 'settled', lanes: [{ origin: request.origin, size: 1, root: Buffer.alloc(32) }] })
  // The request's own batch ended before that last control; its receipt covers it too.
  const batch = request.entries.length - 1
  const requestItem: EvidenceItem = {
    ...request.item(requestAt, 'KW/GOV/MOI'),
    checkpoint: request.sign({ size: batch, postQuantum }),
    proof: request.proof(requestAt, batch),
    seal: sealIn(request, requestAt, batch),
    receipt: request.receipt(requestAt, batch + 1),
    head: REQUEST_HEAD,
    open: { entry: request.entries[0] as Uint8Array, proof: request.proof(0, batch), checkpoint: null },
    witnesses: [request.cosign(QA, 'witness', batch)],
  }
  const responseItem = response.item(responseAt, 'SA/GOV/MOI', {
    receipt: response.receipt(responseAt),
    head: RESPONSE_HEAD,
    body: RESPONSE_BODY,
    open: {
      entry: response.entries[0] as Uint8Array,
      proof: response.proof(0, 1),
      checkpoint: response.sign({ size: 1 }),
    },
  })
  const parts = {
    federation: FEDERATION,
    items: [requestItem, responseItem],
    directories: versions.map((version) => ({ version, files: world.filesOf(version) })),
    rootChain: world.rootChain,
  }
  return { world, versions, request, response, parts }
}

function sealIn(lane: TestLane, index: number, size: number) {
  const seal = lane.sealEvidence(index, 'KW/GOV/MOI')
  return { ...seal, listed: { ...seal.listed, proof: lane.proof(seal.listed.index, size) } }
}

const twoVersions = (world: World): Versions => [world.addVersion(7), world.addVersion(8)]

/** The same parts with one item changed. */
export function withItem(parts: BundleParts, at: number, change: Partial<EvidenceItem>): BundleParts {
  return { ...parts, items: parts.items.map((item, index) => (index === at ? { ...item, ...change } : item)) }
}
