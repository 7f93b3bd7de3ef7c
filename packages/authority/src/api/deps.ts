import type { DocumentKind } from '@rabt/directory'
import type { DirectoryWriter } from '../publish/writer.ts'
import type { Desk } from '../requests/desk.ts'

/** What the admin API of one state's authority works with; the pool is of the authority's own database, migrated. */
export interface AuthorityApiDeps extends Desk {
  /** Unix ms. */
  readonly clock: () => number
  /**
   * Brings the directory to what the register holds, as far as it can now. It is asked after each act that changed the
   * document; what it could not do it does later by itself, so a rejection only goes to `failed`.
   */
  readonly publish: (document: DocumentKind) => Promise<void>
  /** Of an authority that holds keys of the online roles. */
  readonly writer?: DirectoryWriter | undefined
  /** Called with what became an INTERNAL_ERROR, and with what `publish` rejected with. */
  readonly failed: (error: unknown) => void
}
