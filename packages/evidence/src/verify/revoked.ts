import { type CheckedView, parseRevocation, readRevocation, withRevocations } from '@rabt/directory'

/**
 * A directory without what signed revocations take away (docs/spec/revocation.md §3): each is judged by that directory as when it was
 * issued, since neither its expiry nor its account in the directory gives anything back.
 * @throws RabtError REVOCATION_INVALID
 */
export const withoutRevoked = (view: CheckedView, revocations: readonly Uint8Array[]): CheckedView =>
  withRevocations(
    view,
    revocations.map((bytes) => {
      const { issued, number } = parseRevocation(bytes)
      const issuers = new Map(
        [...view.issuers].map(([code, issuer]) => [
          code,
          { ...issuer, accounted: Math.min(issuer.accounted, number - 1) },
        ]),
      )
      return readRevocation(bytes, { ...view, issuers }, issued)
    }),
  )
