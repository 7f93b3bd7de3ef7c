import { sha256Hex } from '../codec/digest.ts'
import { metadataName, targetName } from '../metadata/names.ts'
import { readCurrent } from '../publish/current.ts'
import { signDraft } from '../publish/draft.ts'
import { type DocumentIssue, draftDocument } from '../publish/issue.ts'
import type { Repository } from '../publish/repository.ts'
import { encodeRole } from './format.ts'

/** A state's word, signed and ready to be handed over. */
export interface Issued {
  readonly body: Uint8Array
  /** SHA-256 (hex) of the document. */
  readonly digest: string
}

/**
 * Issues a new version of a state's document with the state's own key alone: for the place that writes to take in. `repository`:
 * any copy that is up to date. Throws CONFLICT if another document than `base` is in place.
 */
export const issueForHandOver = async (repository: Repository, issue: DocumentIssue): Promise<Issued> => {
  const current = await readCurrent(repository)
  const { draft, role, path } = await draftDocument(repository, current, issue)
  const files = await signDraft(draft, [issue.signer])
  const [document] = draft.documents.values()
  const version = draft.files[0]?.version ?? 0
  const metadata = files.get(metadataName(role, version)) as Uint8Array
  const base = current.snapshot.meta[`${role}.json`]?.hashes.sha256 ?? null
  const digest = sha256Hex(document as Uint8Array)
  const isNew = (await repository.read(targetName(path, digest))) === null
  return { body: encodeRole({ role, base, metadata, documents: isNew ? [document as Uint8Array] : [] }), digest }
}
