import { type DocumentContent, type DocumentKind, type Repository, type Signer, updateDocument } from '@rabt/directory'
import type { Pen } from './writer.ts'

/** Files of a new version of the directory: made, read as a client will, not yet written. */
export interface Rehearsed {
  /** In the order in which they are to be written: the timestamp last. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** SHA-256 (hex) of the document. */
  readonly digest: string
}

export interface RehearsalInput {
  readonly state: string
  readonly kind: DocumentKind
  readonly content: DocumentContent
  readonly signer: Signer
  /** Unix ms. */
  readonly now: number
}

/**
 * Makes the files that would publish a document, without writing any. As long as the pen is held nothing else changes, so
 * that they can be written as they are. Throws DIRECTORY_INVALID for what clients would leave out.
 */
export async function rehearse(pen: Pen, input: RehearsalInput): Promise<Rehearsed> {
  const files = new Map<string, Uint8Array>()
  await updateDocument({ ...input, repository: overlay(pen.repository, files), onlineKeys: pen.onlineKeys })
  const area = input.state.toLowerCase()
  const name = [...files.keys()].find((each) => each.startsWith(`targets/${area}/`)) ?? ''
  return { files, digest: /([0-9a-f]{64})\.[a-z]+\.json$/.exec(name)?.[1] ?? '' }
}

export async function writeOut({ repository }: Pen, { files }: Rehearsed): Promise<void> {
  for (const [name, bytes] of files) await repository.write(name, bytes)
}

/** The repository as it will be: what is written stays here, in order. */
function overlay(repository: Repository, files: Map<string, Uint8Array>): Repository {
  return {
    read: async (name) => files.get(name) ?? (await repository.read(name)),
    write: async (name, bytes) => {
      files.set(name, bytes)
    },
    list: async () => [...new Set([...(await repository.list()), ...files.keys()])],
  }
}
