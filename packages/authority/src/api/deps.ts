import type { ConformanceReport, DirectoryView, DocumentKind } from '@rabt/directory'
import type pg from 'pg'

/** What the admin API of one state's authority works with. */
export interface AuthorityApiDeps {
  /** Code of the state, or `GCC`. */
  readonly code: string
  /** The authority's own database, migrated. */
  readonly pool: pg.Pool
  /** Unix ms. */
  readonly clock: () => number
  /** The newest verified directory; null: none was read yet. */
  readonly view: () => DirectoryView | null
  /** The newest conformance report of this state, verified now; null: none. */
  readonly report: () => Promise<ConformanceReport | null>
  /**
   * Brings the directory to what the register holds, as far as it can now. It is asked after each act that changed the
   * document; what it could not do it does later by itself, so a rejection only goes to `failed`.
   */
  readonly publish: (document: DocumentKind) => Promise<void>
  /** Called with what became an INTERNAL_ERROR, and with what `publish` rejected with. */
  readonly failed: (error: unknown) => void
}
