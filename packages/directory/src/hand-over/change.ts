import type { DocumentContent, DocumentKind } from '../publish/documents.ts'
import { readPublished } from '../publish/published.ts'
import type { Repository } from '../publish/repository.ts'
import type { Signer } from '../publish/signer.ts'
import { again } from './again.ts'
import { issueForHandOver } from './make.ts'
import { handOver } from './send.ts'

export interface DocumentChange {
  /** Base URLs of mirrors; the place that writes is among them. */
  readonly mirrors: readonly string[]
  /** A copy that is up to date, asked for at each attempt. */
  readonly copy: () => Promise<Repository>
  readonly state: string
  readonly kind: DocumentKind
  /** Of the role that signs the document. */
  readonly signer: () => Promise<Signer>
  /** Unix ms. */
  readonly clock: () => number
  /** The new content; null if nothing is to change. `before` is null if there is no document. */
  readonly make: (before: DocumentContent | null) => DocumentContent | null | Promise<DocumentContent | null>
}

/**
 * Makes a document of a state anew of the one that stands, signs it and hands it to whoever writes. If somebody publishes
 * meanwhile, `make` is asked again, of what stands then. Whether it changed. Throws HAND_OVER_REFUSED, CONFLICT,
 * DIRECTORY_UNREACHABLE.
 */
export const changeDocument = (change: DocumentChange): Promise<boolean> =>
  again(async (attempt) => {
    const { mirrors, state, kind, clock } = change
    const repository = await change.copy()
    const before = await readPublished(repository, state, kind)
    const content = await change.make(before?.content ?? null)
    if (content === null) return false
    const base = before?.digest ?? null
    // A number that a crash left taken at the place that writes is passed over.
    const roleAbove = attempt === 0 ? 0 : (before?.role.version ?? 0) + attempt
    const issue = { state, kind, content, signer: await change.signer(), now: clock(), base, roleAbove }
    await handOver({ mirrors, what: 'roles', body: (await issueForHandOver(repository, issue)).body })
    return true
  })
