import type { z } from 'zod'
import { parseCanonicalJson } from '../codec/canonical-json.ts'
import { sha256Hex } from '../codec/digest.ts'
import { openEnvelope } from '../metadata/envelope.ts'
import { authorityOf, metadataName, TIMESTAMP } from '../metadata/names.ts'
import { walkRoots } from '../metadata/roots.ts'
import { roleSchema, snapshotSchema, timestampSchema } from '../metadata/schema.ts'
import { readTimestamp, readVersion, versionOf } from '../metadata/version.ts'
import { refusal } from '../refuse.ts'
import { readCurrent, readPublishedRole, readRoots } from './current.ts'
import type { DocumentContent, DocumentKind } from './documents.ts'
import { gatherFiles } from './gather.ts'
import type { Repository } from './repository.ts'

/** A document that stands in the repository now, as its role signed it. */
export interface PublishedDocument {
  /** What the state decided: the document without `format`, `state`, `version` and `issued`. */
  readonly content: DocumentContent
  readonly version: number
  /** SHA-256 (hex) of the document's bytes. */
  readonly digest: string
  /** Unix ms. */
  readonly issued: number
  /** Unix ms: when the role that signs it expires. */
  readonly expires: number
  /** The role that signs it, and the version of its metadata. */
  readonly role: { readonly name: string; readonly version: number }
}

/**
 * Reads a state's document from the repository after the chain of signatures from the root to it was verified, but for
 * expiry: a writer renews what has expired. Null if there is none. Throws DIRECTORY_INVALID for what does not hold.
 */
export const readPublished = async (
  repository: Repository,
  state: string,
  kind: DocumentKind,
): Promise<PublishedDocument | null> => {
  const rootChain = await readRoots(repository)
  const root = walkRoots(rootChain[0] as Uint8Array, rootChain)
  const files = await gatherFiles(repository)
  const timestamp = files.get(TIMESTAMP)
  if (timestamp === undefined) throw refusal('timestamp', 'not there')
  const { version } = versionOf(readTimestamp(root, timestamp))
  const forever = { top: Number.POSITIVE_INFINITY, role: Number.POSITIVE_INFINITY }
  const { documents, issues } = readVersion(root, files, version, 0, forever)
  const { role, path } = authorityOf(state)[kind]
  const bytes = documents.get(path)
  if (bytes === undefined) {
    const issue = issues.find(({ place }) => place === role)
    const snapshot = openEnvelope(
      files.get(metadataName('snapshot', version.number)) as Uint8Array,
      snapshotSchema,
      role,
    )
    if (issue !== undefined && snapshot.signed.meta[`${role}.json`] !== undefined) throw refusal(role, issue.reason)
    return null
  }
  const published = await readPublishedRole(repository, await readCurrent(repository), role)
  const { format: _format, state: _state, ...document } = parseCanonicalJson(bytes, path) as unknown as Issued
  const { version: number, issued, ...content } = document
  return {
    content,
    version: number,
    digest: sha256Hex(bytes),
    issued,
    expires: Date.parse(published?.expires ?? ''),
    role: { name: role, version: published?.version ?? 0 },
  }
}

type Issued = DocumentContent & {
  readonly format: string
  readonly state: string
  readonly version: number
  readonly issued: number
}

/**
 * SHA-256 (hex) of a state's document as the newest snapshot lists it, without verifying anything: whether it is worth reading
 * again. Null if there is none.
 */
export const publishedDigest = async (
  repository: Repository,
  state: string,
  kind: DocumentKind,
): Promise<string | null> => {
  const timestamp = await signedIn(repository, TIMESTAMP, timestampSchema)
  const snapshot = await signedIn(
    repository,
    metadataName('snapshot', timestamp?.meta['snapshot.json'].version ?? 0),
    snapshotSchema,
  )
  const { role, path } = authorityOf(state)[kind]
  const version = snapshot?.meta[`${role}.json`]?.version
  const targets = version === undefined ? null : await signedIn(repository, metadataName(role, version), roleSchema)
  return targets?.targets[path]?.hashes.sha256 ?? null
}

const signedIn = async <T>(repository: Repository, name: string, schema: z.ZodType<T>): Promise<T | null> => {
  const bytes = await repository.read(name)
  return bytes === null ? null : openEnvelope(bytes, schema, name).signed
}
