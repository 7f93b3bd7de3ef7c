import type { Queries } from '@rabt/database'
import type { ConformanceReport, DirectoryView } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type pg from 'pg'
import type { CertifySeal } from '../ca/seal.ts'
import { hasRole, type Person, type Role } from '../people/roles.ts'
import { holdPerson } from '../people/store.ts'
import type { DocumentName } from '../register/kinds.ts'
import { type DocumentState, lockDocument } from '../register/store.ts'
import type { ChangeRequest } from './store.ts'

/** What requests are asked and decided with. */
export interface Desk {
  /** Code of the state, or `GCC`. */
  readonly code: string
  readonly pool: pg.Pool
  /** The newest verified directory; null: none was read yet. */
  readonly view: () => DirectoryView | null
  /** The newest conformance report of this state, verified now; null: none. */
  readonly report: () => Promise<ConformanceReport | null>
  /** Of an authority that issues certificates itself. */
  readonly certifySeal?: CertifySeal | undefined
}

/**
 * Takes the documents that a request changes or rests on, always in the same order and before its row, so that no two acts
 * wait for each other. A group is named by systems and texts, so its change takes all three.
 */
export async function lockFor(
  tx: Queries,
  { kind, document }: Pick<ChangeRequest, 'kind' | 'document'>,
): Promise<DocumentState> {
  const wanted: readonly DocumentName[] =
    kind === 'groups' || kind === 'trust' ? ['agreements', 'local', 'registry', 'trust'] : [document]
  let own: DocumentState | undefined
  for (const name of wanted) {
    const state = await lockDocument(tx, name)
    if (name === document) own = state
  }
  return own ?? (await lockDocument(tx, document))
}

/** Throws UNAUTHENTICATED for one who has left since the token was read, FORBIDDEN for one without such a role. */
export async function mustHold(tx: Queries, person: string, roles: readonly Role[]): Promise<Person> {
  const held = await holdPerson(tx, person)
  if (held === null) throw new RabtError('UNAUTHENTICATED')
  if (!hasRole(held, roles)) throw new RabtError('FORBIDDEN')
  return held
}
