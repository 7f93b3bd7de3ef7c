import type { DirectoryView } from '@rabt/directory'
import { memberOf } from '@rabt/protocol'
import { refuse } from '../refuse.ts'
import type { Findings } from '../report/statement.ts'
import { hexOf, type JudgedItem } from './judged.ts'

/**
 * Looks in the bundle's directories (newest first) for a withdrawal of the keys that made an entry, up to `until` (Unix ms): its
 * receipt, without one the moment of checking. A key that the newest directory does not list any more, by itself or with its gateway,
 * member or CA, was withdrawn at a time that nobody states, so it counts; `revoked`: the newest directory without what was revoked by
 * signed revocations counts in the same way. A withdrawal fails the bundle, unless the receiver's own
 * answer is in it: who answered has accepted the entry, so then it is a warning.
 * @throws RabtError BUNDLE_KEY
 */
export function judgeWithdrawal(
  judged: JudgedItem,
  views: readonly DirectoryView[],
  revoked: DirectoryView | null,
  until: number,
  answered: boolean,
  place: string,
  findings: Findings,
): void {
  const { lane, laneKey, sealKey, entry, number } = judged
  const member = memberOf(entry.sender)
  const latest = Math.max(until, entry.created)
  const lookUps: readonly ((view: DirectoryView) => Retirable | undefined)[] = [
    (view) => view.gatewayKey(lane.sender, 'lane', hexOf(laneKey.digest)),
    ...(sealKey === null ? [] : [(view: DirectoryView) => view.sealKey(member, hexOf(sealKey.digest))]),
  ]
  const withdrawn = lookUps.some(
    (find) =>
      (revoked !== null && find(revoked) === undefined) ||
      views.some((view) => (find(view)?.retired ?? Number.POSITIVE_INFINITY) <= latest) ||
      views.slice(0, 1).some((newest) => find(newest) === undefined && isAfter(newest, judged.view)),
  )
  if (withdrawn) refuseOrWarn(answered, place, number, findings)
}

/** What a withdrawal costs: the bundle, or with the receiver's own answer in it a warning. */
export function refuseOrWarn(answered: boolean, place: string, number: number, findings: Findings): void {
  if (!answered) refuse('BUNDLE_KEY', place, 'KEY_RETIRED')
  findings.warn('KEY_RETIRED_SINCE', number)
}

interface Retirable {
  readonly retired: number | null
}

const isAfter = (view: DirectoryView, other: DirectoryView): boolean => view.version.number > other.version.number
