import type { Json } from '../codec/canonical-json.ts'
import { parseCanonicalJson } from '../codec/canonical-json.ts'
import { authorityOf, targetName } from '../metadata/names.ts'
import { type Current, readPublishedRole } from './current.ts'
import { type DocumentContent, type DocumentKind, issueDocument } from './documents.ts'
import type { Draft } from './draft.ts'
import { draftRole } from './metadata.ts'
import { conflict, DEFAULT_EXPIRIES, type Expiries, nextVersion, placeDocument } from './plan.ts'
import type { Repository } from './repository.ts'
import type { Signer } from './signer.ts'

/** A new version of a state's document. */
export interface DocumentIssue {
  readonly state: string
  readonly kind: DocumentKind
  readonly content: DocumentContent
  /** The state's offline key for `trust`, its online key for `registry` and `agreements`. */
  readonly signer: Signer
  /** Unix ms. */
  readonly now: number
  readonly expiries?: Expiries | undefined
  /** SHA-256 (hex) of the document that the content was made of, null if there was none; without it, whatever is there. */
  readonly base?: string | null | undefined
  /** A version that the document had once, of which the repository may know nothing any more: the new one is above it. */
  readonly above?: number | undefined
  /** The same of the role's metadata. */
  readonly roleAbove?: number | undefined
}

/** The document, and the role that lists it, to be signed by the role's key. Throws CONFLICT if another document than `base` is in place. */
export const draftDocument = async (
  repository: Repository,
  current: Current,
  issue: DocumentIssue,
): Promise<{ readonly draft: Draft; readonly role: string; readonly path: string }> => {
  const { state, kind, content, now, above = 0, roleAbove = 0, expiries = DEFAULT_EXPIRIES } = issue
  const { role, path } = authorityOf(state)[kind]
  const published = await readPublishedRole(repository, current, role)
  const digest = published?.targets[path]?.hashes.sha256
  if (issue.base !== undefined && issue.base !== (digest ?? null)) {
    throw conflict(`${path} was published anew since it was read`)
  }
  const version = Math.max(await publishedVersion(repository, path, digest), above) + 1
  const placed = placeDocument(path, issueDocument(kind, state, content, version, now))
  const need = current.targets.delegations.roles.find(({ name }) => name === role)
  const moment = { version: Math.max(nextVersion(current.names, role), roleAbove + 1), now, expiries }
  const file = draftRole(role, { ...published?.targets, [path]: placed.target }, need ? [need] : [], moment)
  return { draft: { files: [file], documents: new Map([[placed.name, placed.bytes]]) }, role, path }
}

/** The version of the document of this digest; 0 if there is none. */
export const publishedVersion = async (
  repository: Pick<Repository, 'read'>,
  path: string,
  digest: string | undefined,
): Promise<number> => {
  const bytes = digest === undefined ? null : await repository.read(targetName(path, digest))
  return bytes === null ? 0 : versionIn(bytes, path)
}

/** The version that a document bears; 0 if it bears none. */
export const versionIn = (bytes: Uint8Array, path: string): number => {
  const document = parseCanonicalJson(bytes, path) as { readonly version?: Json } | null
  return typeof document?.version === 'number' ? document.version : 0
}
