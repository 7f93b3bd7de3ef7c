import type pg from 'pg'
import { FORMATS } from '../taxonomy/library.ts'

export interface PublishedFile {
  readonly format: keyof typeof FORMATS
  readonly mediaType: string
  readonly content: Buffer
}

/**
 * Files of records that are published now, by the digest of their bytes: what no record names that readers are shown is not given out, by the
 * policy of the table. */
export function openPublishedFiles(pool: Pick<pg.Pool, 'query'>) {
  return {
    async get(sha256: string): Promise<PublishedFile | null> {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return null
      const { rows } = await pool.query<{ format: keyof typeof FORMATS; content: Buffer }>(
        'SELECT format, content FROM harvest_file WHERE sha256 = $1',
        [sha256],
      )
      const row = rows[0]
      return row === undefined ? null : { ...row, mediaType: FORMATS[row.format].mediaType }
    },
  }
}
export type PublishedFiles = ReturnType<typeof openPublishedFiles>
