import { type AgreementRecord, coversConsumer, type DirectoryView, inForce } from '@rabt/directory'
import { type DirectoryVersion, RabtError } from '@rabt/protocol'
import { notInForce } from './refusal.ts'
import { type Wish, WishedPath } from './wish.ts'

/** What came with a request: the agreement that its entry names, the purpose that its head names, the directory it was judged by. */
export interface Claimed {
  readonly agreement: string | null
  readonly purpose: string | null
  readonly directory: Pick<DirectoryVersion, 'number'>
}

/**
 * Judges at the provider's gateway the agreement that a request names, by this gateway's own directory and clock: nothing of what the
 * consumer's gateway found is believed. `time` is Unix ms.
 *
 * @throws RabtError ACCESS_DENIED, PURPOSE_MISMATCH, why it is not in force (refusal.ts), or AGREEMENT_DIFFERS when that stands in a version
 *   of the directory other than the one that the request was made under.
 */
export function checkAgreement(view: DirectoryView, wish: Wish, claimed: Claimed, time: number): AgreementRecord {
  const { agreement: named, purpose, directory } = claimed
  if (named === null) throw new RabtError('ACCESS_DENIED', {}, { detail: 'no agreement is named' })
  const agreement = view.agreementsFor(wish.service).find(({ id }) => id === named)
  const refusal = agreement === undefined ? denied('of this service') : refusalOf(view, agreement, wish, purpose, time)
  if (agreement !== undefined && refusal === null) return agreement
  const error = refusal as RabtError
  const ours = view.version.number
  if (ours === directory.number || error.code === 'PURPOSE_MISMATCH') throw error
  throw new RabtError('AGREEMENT_DIFFERS', {
    agreement: named,
    reason: error.code,
    ours: String(ours),
    theirs: String(directory.number),
  })
}

function refusalOf(
  view: DirectoryView,
  agreement: AgreementRecord,
  wish: Wish,
  purpose: string | null,
  time: number,
): RabtError | null {
  if (!coversConsumer(view, agreement, wish.consumer)) return denied('with this consumer')
  if (!new WishedPath(wish).isCovered(agreement)) return denied('on this method and path')
  const reason = inForce(view, agreement, wish.consumer, wish.service, time)
  if (reason !== null) return notInForce(view, agreement, wish, reason, time)
  if (purpose === null || purpose === agreement.purpose.code) return null
  return new RabtError('PURPOSE_MISMATCH', { agreement: agreement.id, purpose })
}

function denied(what: string): RabtError {
  return new RabtError('ACCESS_DENIED', {}, { detail: `the agreement named is none ${what}` })
}
