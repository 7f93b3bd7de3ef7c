import type { DirectoryView } from '@rabt/directory'
import { memberOf } from '@rabt/protocol'
import { refuse } from '../refuse.ts'
import type { Findings } from '../report/statement.ts'
import { hexOf, type JudgedItem } from './judged.ts'

/**
 * Looks in the bundle's directories for a withdrawal of the keys that made an entry, up to the receipt. It fails the
 * bundle, unless the receiver's own answer is in it: who answered has accepted the entry, so then it is a warning.
 * `receipt`: Unix ms; without one the moment of checking counts.
 * @throws RabtError BUNDLE_KEY
 */
export function judgeWithdrawal(
  judged: JudgedItem,
  views: readonly DirectoryView[],
  until: number,
  answered: boolean,
  place: string,
  findings: Findings,
): void {
  const { lane, laneKey, sealKey, entry, number } = judged
  const withdrawn = (retired: number | null | undefined): boolean =>
    retired !== null && retired !== undefined && retired <= until
  const member = memberOf(entry.sender)
  const retirements = views.flatMap((view) => [
    view.gatewayKey(lane.sender, 'lane', hexOf(laneKey.digest))?.retired,
    sealKey === null ? null : view.sealKey(member, hexOf(sealKey.digest))?.retired,
  ])
  if (!retirements.some(withdrawn)) return
  if (!answered) refuse('BUNDLE_KEY', place, 'KEY_RETIRED')
  findings.warn('KEY_RETIRED_SINCE', number)
}
