import { type AgreementRecord, coversConsumer, type DirectoryView, inForce, type NotInForce } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { GRAVITY, notInForce } from './refusal.ts'
import { type Wish, WishedPath } from './wish.ts'

/** What the caller says of the agreement that it means: `X-Rabt-Agreement` and `X-Rabt-Purpose`; null: nothing. */
export interface Choice {
  readonly agreement: string | null
  readonly purpose: string | null
}

/**
 * Finds the agreement that carries a call at the consumer's gateway (docs/spec/agreements.md): of those that cover it the first in
 * force, in the directory's order. `time` is Unix ms.
 *
 * @throws RabtError AGREEMENT_MISSING, AGREEMENT_UNKNOWN, PURPOSE_MISMATCH, ACCESS_DENIED for a path that cannot be read in one way, or why
 *   the nearest one is not in force: AGREEMENT_NOT_ACCEPTED, _SUSPENDED, _STAGE, _NOT_YET, _EXPIRED.
 */
export function chooseAgreement(view: DirectoryView, wish: Wish, choice: Choice, time: number): AgreementRecord {
  const path = new WishedPath(wish)
  let nearest: AgreementRecord | null = null
  let reason: NotInForce | null = null
  let otherPurpose: AgreementRecord | null = null
  for (const agreement of view.agreementsFor(wish.service)) {
    if (choice.agreement !== null && agreement.id !== choice.agreement) continue
    if (!coversConsumer(view, agreement, wish.consumer) || !path.isCovered(agreement)) continue
    const against = inForce(view, agreement, wish.consumer, wish.service, time)
    if (against !== null) {
      if (reason === null || GRAVITY[against] > GRAVITY[reason]) {
        nearest = agreement
        reason = against
      }
    } else if (choice.purpose !== null && agreement.purpose.code !== choice.purpose) otherPurpose ??= agreement
    else return agreement
  }
  if (otherPurpose !== null)
    throw new RabtError('PURPOSE_MISMATCH', { agreement: otherPurpose.id, purpose: choice.purpose ?? '' })
  if (nearest !== null && reason !== null) throw notInForce(view, nearest, wish, reason, time)
  if (choice.agreement !== null) throw new RabtError('AGREEMENT_UNKNOWN', { agreement: choice.agreement })
  throw new RabtError('AGREEMENT_MISSING', { consumer: wish.consumer, service: wish.service })
}
