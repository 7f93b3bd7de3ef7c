/** Who must act: who writes, who reviews, who administers, who signs in, or who runs the portal. */
export type PortalSide = 'editor' | 'reviewer' | 'administrator' | 'person' | 'portal'

export interface PortalErrorRow {
  readonly side: PortalSide
  /** RFC 9110 §15. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 502
  /** `{name}` is filled from the error's params. */
  readonly en: string
  readonly ar: string
}
