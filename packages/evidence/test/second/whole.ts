import type { Bundle } from './bundle.ts'
import { same } from './cbor.ts'
import type { View } from './directory.ts'
import type { GatewayKey } from './documents.ts'
import { KIND } from './entry.ts'
import { type Judged, keyOfLine, speaks } from './item.ts'
import { demandInclusion } from './merkle.ts'
import { keyName } from './name.ts'
import {
  cosignedAt,
  formatCheckpointBody,
  keyOf,
  type Line,
  parseCheckpointBody,
  parseLine,
  type Use,
  verifyCosignature,
} from './note.ts'
import { demand, refuse } from './refuse.ts'

/** The checks of the whole (docs/spec/evidence.md §2, rows 12 to 16). */

/** link-log.md §5.8: what a clock may be ahead. */
const SKEW_MS = 30_000

/** Row 12. */
export function demandOrder([request, ...answers]: readonly Judged[]): void {
  demand(request?.entry.kind === KIND.request, 'BUNDLE_FORMAT', 'first item is no request')
  const leaves = [request, ...answers].map(({ leaf }) => leaf.toString('hex'))
  demand(new Set(leaves).size === leaves.length, 'BUNDLE_FORMAT', 'an entry twice')
}

/** Row 13. */
export function demandAnswer(request: Judged, { entry, checkpoint: { origin } }: Judged): void {
  const bad = 'BUNDLE_CORRELATION'
  const asked = request.checkpoint.origin
  demand(origin.sender === asked.receiver && origin.receiver === asked.sender, bad, 'other gateways')
  const { control } = entry
  const isAnswer = entry.kind === KIND.response || control?.name === 'outcome' || control?.name === 'refused'
  demand(isAnswer, 'BUNDLE_FORMAT', 'no answer')
  const named = control?.name === 'refused' ? control.refused : [entry.correlation]
  const fits = named.some((one) => one !== null && one.index === request.item.index && same(one.leaf, request.leaf))
  demand(fits && entry.log === asked.text, bad, 'answers something else')
  if (entry.kind !== KIND.response) return
  const { sender, receiver, service, method } = request.entry
  demand(entry.sender === receiver && entry.receiver === sender, bad, 'other parties')
  const isSame = (said: string | null, meant: string | null): boolean => said === null || said === meant
  demand(isSame(entry.service, service) && isSame(entry.method, method), bad, 'other service or method')
}

/** The newest directory of the bundle that lists the key of a line speaks of it. */
function lookUp(views: readonly View[], gateway: string, use: Use, line: Line): GatewayKey | undefined {
  return [...views].reverse().flatMap((view) => keyOfLine(view, gateway, use, line) ?? [])[0]
}

export interface Cosigned {
  readonly gateway: string
  readonly key: GatewayKey
  readonly seconds: number
}

/** Lines state whole seconds: the last moment that one may mean. */
const endOf = (seconds: number): number => seconds * 1000 + 999

/** Row 14. */
export function demandReceipt(bundle: Bundle, judged: Judged, views: readonly View[]): Cosigned | null {
  const { receipt } = judged.item
  if (receipt === null) return null
  const { origin } = judged.checkpoint
  const bad = 'BUNDLE_RECEIPT'
  let { body } = judged.checkpoint
  if (receipt.other !== null) {
    demandInclusion(receipt.other, judged.item.index, judged.leaf, receipt.other.path, 'BUNDLE_PROOF')
    body = parseCheckpointBody(formatCheckpointBody(origin.text, receipt.other.size, receipt.other.root), bad).body
  }
  const line = parseLine(receipt.line, bad)
  const isNamed = line.name === keyName(bundle.federation, origin.receiver, 'receipt')
  const key = isNamed ? lookUp(views, origin.receiver, 'receipt', line) : undefined
  demand(key !== undefined, 'BUNDLE_KEY', 'no receipt key of the receiver')
  demand(verifyCosignature(body, line, keyOf(key.spki, 'BUNDLE_KEY'), bad), bad, 'signature')
  const { seconds } = cosignedAt(line, bad)
  demand(speaks(key, endOf(seconds)), 'BUNDLE_KEY', 'receipt key was not in use')
  demand(endOf(seconds) + SKEW_MS >= judged.entry.created, bad, 'receipt before the entry')
  return { gateway: origin.receiver, key, seconds }
}

/** Row 15. */
export function demandWitnesses(bundle: Bundle, judged: Judged, views: readonly View[]): readonly Cosigned[] {
  const bad = 'BUNDLE_SIGNATURE'
  const state = judged.checkpoint.origin.sender.split('/')[0]
  const found: Cosigned[] = []
  for (const text of judged.item.witnesses) {
    const line = parseLine(text, bad)
    const others = [...judged.view.gateways.keys()].filter((one) => one.split('/')[0] !== state)
    const gateway = others.find((one) => keyName(bundle.federation, one, 'witness') === line.name)
    demand(gateway !== undefined, bad, 'no gateway of another state')
    const key = lookUp(views, gateway, 'witness', line)
    demand(key !== undefined && found.every((one) => one.gateway !== gateway), bad, 'witness unknown or twice')
    demand(verifyCosignature(judged.checkpoint.body, line, keyOf(key.spki, bad), bad), bad, 'signature')
    const { seconds } = cosignedAt(line, bad)
    demand(speaks(key, endOf(seconds)), 'BUNDLE_KEY', 'witness key was not in use')
    found.push({ gateway, key, seconds })
  }
  return found
}

/** Row 16, for an item without the receiver's own answer: with it, what it relied on is a warning alone. */
export function demandNotWithdrawn(
  judged: Judged,
  cosigned: { readonly receipt: Cosigned | null; readonly witnesses: readonly Cosigned[] },
  views: readonly View[],
  now: number,
): void {
  const { laneKey, sealKey, member, checkpoint } = judged
  const until = Math.max(cosigned.receipt === null ? now : cosigned.receipt.seconds * 1000, judged.entry.created)
  const newest = views.at(-1) ?? refuse('BUNDLE_DIRECTORY', 'no directory')
  const gatewayKeys = (view: View, gateway: string): readonly GatewayKey[] => view.gateways.get(gateway)?.keys ?? []
  const listed = (view: View, gateway: string, key: GatewayKey): GatewayKey | undefined =>
    gatewayKeys(view, gateway).find((one) => one.use === key.use && same(one.publicKey, key.publicKey))
  const withdrawn = (retired: number | null | undefined): boolean => typeof retired === 'number' && retired <= until
  const seal = (view: View) =>
    view.sealKeys.get(member)?.find((one) => sealKey !== null && same(one.digest, sealKey.digest))
  for (const view of views) {
    const isWithdrawn =
      withdrawn(listed(view, checkpoint.origin.sender, laneKey)?.retired) || withdrawn(seal(view)?.retired)
    demand(!isWithdrawn, 'BUNDLE_KEY', 'withdrawn before the receipt')
  }
  demand(listed(newest, checkpoint.origin.sender, laneKey) !== undefined, 'BUNDLE_KEY', 'lane key is gone')
  demand(sealKey === null || seal(newest) !== undefined, 'BUNDLE_KEY', 'sealing key is gone')
  for (const { gateway, key } of [...cosigned.witnesses, ...(cosigned.receipt === null ? [] : [cosigned.receipt])])
    demand(listed(newest, gateway, key) !== undefined, 'BUNDLE_KEY', 'key of a cosignature is gone')
}
