import { verify } from 'node:crypto'
import type { Bundle, BundleItem } from './bundle.ts'
import { array, bstr, readCbor, same, tstr, uint, writeCbor } from './cbor.ts'
import type { View } from './directory.ts'
import type { GatewayKey, SealKey } from './documents.ts'
import { type Entry, KIND, readEntry } from './entry.ts'
import { demandInclusion, leafHash, sha256 } from './merkle.ts'
import { demandIdentifier, keyName } from './name.ts'
import {
  type Checkpoint,
  keyIdOf,
  keyOf,
  type Line,
  parseCheckpoint,
  type Use,
  verifyLane,
  verifyPostQuantum,
} from './note.ts'
import { as, demand } from './refuse.ts'

/** The checks of one item (docs/spec/evidence.md §2, rows 3 to 10). */

export interface Judged {
  readonly item: BundleItem
  readonly entry: Entry
  readonly leaf: Buffer
  readonly checkpoint: Checkpoint
  readonly view: View
  readonly laneKey: GatewayKey
  readonly sealKey: SealKey | null
  readonly member: string
}

type Unopened = Omit<Judged, 'sealKey' | 'member' | 'leaf'>

/** link-log.md §7: most entries of a batch. */
const BATCH_ENTRIES = 1024

/** A key that speaks at `time`: published by then and not retired. */
export const speaks = ({ from, retired }: GatewayKey, time: number): boolean =>
  from <= time && (retired === null || time < retired)

/** The key of `gateway` that made a line, whenever it was in use. */
export function keyOfLine(view: View, gateway: string, use: Use, { name, keyId }: Line): GatewayKey | undefined {
  const keys = view.gateways.get(gateway)?.keys ?? []
  return keys.find((key) => key.use === use && keyIdOf(name, use, key.publicKey).equals(keyId))
}

const memberOf = (id: string): string => id.split('/').slice(0, 3).join('/')

export function judgeItem(bundle: Bundle, item: BundleItem, viewOf: (entry: Entry) => View): Judged {
  demand(!item.isBeyondUs, 'BUNDLE_FORMAT', 'a part that cannot be judged')
  const entry = as('BUNDLE_ENTRY', () => readEntry(item.entry))
  const leaf = leafHash(item.entry)
  const checkpoint = parseCheckpoint(item.checkpoint, 'BUNDLE_PROOF')
  demand(checkpoint.origin.federation === bundle.federation, 'BUNDLE_PROOF', 'lane of another federation')
  demandInclusion(checkpoint, item.index, leaf, item.path, 'BUNDLE_PROOF')
  const view = viewOf(entry)
  demandParties(entry, checkpoint, view)
  const laneKey = demandLane(bundle.federation, checkpoint, view, entry.created)
  const sealKey = demandSeal(item, entry, leaf, checkpoint, view)
  demandOpening(bundle.federation, { item, entry, checkpoint, view, laneKey })
  demandBlob(item.head, entry.head)
  demandBlob(item.body, entry.body)
  return { item, entry, leaf, checkpoint, view, laneKey, sealKey, member: memberOf(entry.sender) }
}

/** Row 6. */
function demandParties(entry: Entry, { origin }: Checkpoint, view: View): void {
  const bad = 'BUNDLE_DIRECTORY'
  const parties = [
    [entry.sender, origin.sender],
    [entry.receiver, origin.receiver],
  ] as const
  for (const [party, gateway] of parties) {
    demand(view.gateways.has(gateway), bad, 'gateway not listed')
    demand(
      entry.kind === KIND.control ? party === gateway : isAt(view, party, gateway),
      bad,
      'party not at its gateway',
    )
  }
}

/** A subsystem is where it is registered; a member where it is the owner or a subsystem of its is registered. */
function isAt(view: View, party: string, gateway: string): boolean {
  const own = view.subsystems.get(party)
  if (own !== undefined) return own.includes(gateway)
  if (!view.sealKeys.has(party)) return false
  const systems = [...view.subsystems].filter(([id]) => memberOf(id) === party)
  return memberOf(gateway) === party || systems.some(([, at]) => at.includes(gateway))
}

const isBetween = (entry: Entry, origin: Checkpoint['origin']): boolean =>
  entry.sender === origin.sender && entry.receiver === origin.receiver

/** Row 7: one line of a lane key that speaks at `time`, perhaps one of ML-DSA-44, no other. */
function demandLane(federation: string, checkpoint: Checkpoint, view: View, time: number): GatewayKey {
  const { origin, lines, body } = checkpoint
  const ofLane = lines.filter(({ name }) => name === origin.text)
  const speaking = ofLane.flatMap((line) => {
    const key = keyOfLine(view, origin.sender, 'lane', line)
    return key !== undefined && speaks(key, time) ? [{ line, key }] : []
  })
  const [own] = speaking
  demand(own !== undefined, 'BUNDLE_KEY', 'lane key')
  demand(ofLane.length === 1, 'BUNDLE_SIGNATURE', 'two lane lines')
  demand(verifyLane(body, own.line, keyOf(own.key.spki, 'BUNDLE_KEY')), 'BUNDLE_SIGNATURE', 'lane line')
  const others = lines.filter((line) => line !== own.line)
  demand(others.length <= 1, 'BUNDLE_SIGNATURE', 'another line')
  for (const line of others) {
    const isNamed = line.name === keyName(federation, origin.sender, 'lane-pq')
    const key = isNamed ? keyOfLine(view, origin.sender, 'lane-pq', line) : undefined
    demand(key !== undefined && speaks(key, time), 'BUNDLE_SIGNATURE', 'line of another key')
    const holds = verifyPostQuantum(checkpoint, line, keyOf(key.spki, 'BUNDLE_KEY'), 'BUNDLE_SIGNATURE')
    demand(holds, 'BUNDLE_SIGNATURE', 'ML-DSA-44 line')
  }
  return own.key
}

/** Row 8. */
function demandSeal(item: BundleItem, entry: Entry, leaf: Buffer, checkpoint: Checkpoint, view: View): SealKey | null {
  const bad = 'BUNDLE_SEAL'
  const { seal } = item
  demand((seal !== null) === (entry.kind !== KIND.control), bad, 'kinds 1 to 5 are sealed, and they alone')
  if (seal === null) return null
  const record = as(bad, () => array(readCbor(seal.record), bad, 5))
  const [member, count, root, digest] = [
    tstr(record[0], bad),
    uint(record[1], bad),
    bstr(record[2], bad, 32),
    bstr(record[3], bad, 32),
  ]
  const signature = bstr(record[4], bad)
  demand(signature.length <= 128 && count >= 1 && count <= BATCH_ENTRIES, bad, 'seal record')
  demand(demandIdentifier(member, [3], bad) === memberOf(entry.sender), bad, 'seal of another member')
  const key = view.sealKeys.get(member)?.find((one) => same(one.digest, digest))
  const { created } = entry
  const isInUse = key !== undefined && (key.retired === null || created < key.retired)
  demand(isInUse && key.notBefore <= created && created <= key.notAfter, 'BUNDLE_KEY', 'sealing key')
  const message = writeCbor(['rabt-seal/v1', member, checkpoint.origin.text, count, root])
  demand(verify('sha256', message, keyOf(key.spki, 'BUNDLE_KEY'), signature), bad, 'signature')
  demandInclusion({ size: count, root }, seal.position, leaf, seal.path, bad)
  const { listed } = seal
  const list = as(bad, () => readEntry(listed.entry))
  demand(list.control?.name === 'seals' && isBetween(list, checkpoint.origin), bad, 'no list of seals')
  demand(listed.index > item.index && listed.index - item.index < BATCH_ENTRIES, bad, 'list of another batch')
  demand(
    list.control.digests.some((one) => same(one, sha256(seal.record))),
    bad,
    'seal is not listed',
  )
  demandInclusion(checkpoint, listed.index, leafHash(listed.entry), listed.path, 'BUNDLE_PROOF')
  return key
}

/** Row 9. */
function demandOpening(federation: string, { item, entry, checkpoint, view, laneKey }: Unopened): void {
  const { opening } = item
  if (opening === null) return
  const bad = 'BUNDLE_ENTRY'
  const first = as(bad, () => readEntry(opening.entry))
  const { origin } = checkpoint
  const isOpening = first.control?.name === 'open' && isBetween(first, origin)
  demand(
    isOpening && same(first.control.digests[0] ?? Buffer.of(), sha256(laneKey.publicKey)),
    bad,
    'no opening of this lane',
  )
  let of = checkpoint
  if (opening.checkpoint !== null) {
    of = parseCheckpoint(opening.checkpoint, 'BUNDLE_PROOF', origin)
    demand(demandLane(federation, of, view, entry.created) === laneKey, bad, 'under another key')
  }
  demandInclusion(of, 0, leafHash(opening.entry), opening.path, 'BUNDLE_PROOF')
}

/** Row 10. */
function demandBlob(blob: BundleItem['head'], ref: Entry['head']): void {
  if (blob === null) return
  demand(ref !== null, 'BUNDLE_BLOB', 'the entry has none')
  const fits = blob.bytes.length === ref.size && same(sha256(blob.salt, blob.bytes), ref.digest)
  demand(fits, 'BUNDLE_BLOB', 'size or digest')
}
