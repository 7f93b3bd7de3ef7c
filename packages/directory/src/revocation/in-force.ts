import type { AcceptedRevocation, RevocationAuthority } from './read.ts'

/** Whether a revocation that was accepted before still counts: not expired, and not yet in the directory's account. */
export const isInForce = (
  { state, number, expires }: Pick<AcceptedRevocation, 'state' | 'number' | 'expires'>,
  { issuers }: Pick<RevocationAuthority, 'issuers'>,
  now: number,
): boolean => now < expires && number > (issuers.get(state)?.accounted ?? 0)
