import { createHash } from 'node:crypto'
import type { Queries } from '@rabt/database'
import { PortalError } from '../error/portal-error.ts'
import { checkFile } from '../files/check-file.ts'
import type { FileOf } from '../record/library.ts'
import type { PortalRecord } from '../record/record.ts'
import type { AskState } from './ask-state.ts'
import { FEED_LIMITS } from './feed.ts'

export interface FetchedFile extends Pick<FileOf, 'sha256' | 'format'> {
  readonly content: Buffer
  readonly requestId: string | null
}

/** Why a record's file does not do: `code` is technical. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused'
}

export const filesOf = (record: PortalRecord): readonly FileOf[] => ('files' in record ? record.files : [])

/**
 * Fetches the files of a record that the store does not hold, and checks them.
 * @throws FileRefused if one is missing or not as described; HarvestError if the network gave no answer
 */
export async function fetchFiles(
  ask: AskState,
  db: Pick<Queries, 'query'>,
  state: string,
  record: PortalRecord,
  /** Files of the same page by digest; what is fetched is added. */
  fetchedBefore: Map<string, FetchedFile>,
): Promise<readonly FetchedFile[]> {
  const fetched: FetchedFile[] = []
  for (const file of filesOf(record)) {
    const before = fetchedBefore.get(file.sha256)
    const held =
      before === undefined
        ? await db.query<{ format: string; bytes: number }>(
            'SELECT format, octet_length(content) AS bytes FROM harvest_file WHERE sha256 = $1',
            [file.sha256],
          )
        : { rows: [{ format: before.format, bytes: before.content.length }] }
    const [known] = held.rows
    if (known !== undefined) {
      if (known.format !== file.format || known.bytes !== file.bytes)
        throw new FileRefused(`${file.name}: FILE_MISMATCH`)
      if (before !== undefined) fetched.push(before)
      continue
    }
    const made = await fetchFile(ask, state, file)
    fetchedBefore.set(file.sha256, made)
    fetched.push(made)
  }
  return fetched
}

async function fetchFile(ask: AskState, state: string, file: FileOf): Promise<FetchedFile> {
  const { sha256, format, name } = file
  const { status, body, requestId } = await ask(state, `/files/${sha256}`, null, FEED_LIMITS.fileBytes)
  if (status !== 200) throw new FileRefused(`${name}: status ${status}`)
  if (body.length !== file.bytes) throw new FileRefused(`${name}: ${body.length} bytes`)
  if (createHash('sha256').update(body).digest('hex') !== sha256) throw new FileRefused(`${name}: another digest`)
  try {
    await checkFile(body, format)
  } catch (error) {
    if (error instanceof PortalError) throw new FileRefused(`${name}: ${error.code}`)
    throw error
  }
  return { sha256, format, content: body, requestId }
}
