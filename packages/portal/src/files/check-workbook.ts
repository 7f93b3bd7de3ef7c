import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { PortalError } from '../error/portal-error.ts'

const ENTRIES = 2_000
const UNPACKED_BYTES = 64 * 1_048_576
/** Deflate reaches 1 032; sheets of real tables stay far below. */
const RATIO = 200
/** ECMA-376: parts that run, embed or reach outside. */
const ACTIVE = /(vbaProject|macrosheets|externalLinks|embeddings|activeX|oleObject|connections\.xml|queryTables)/i

/** @throws PortalError FILE_MISMATCH, FILE_BROKEN, ARCHIVE_BOMB, ARCHIVE_ACTIVE */
export async function checkWorkbook(bytes: Buffer): Promise<void> {
  if (bytes.toString('latin1', 0, 4) !== 'PK\u0003\u0004') throw new PortalError('FILE_MISMATCH')
  const names = await namesOf(bytes)
  if (!names.includes('[Content_Types].xml') || !names.includes('xl/workbook.xml'))
    throw new PortalError('FILE_MISMATCH')
  if (names.some((name) => ACTIVE.test(name))) throw new PortalError('ARCHIVE_ACTIVE')
}

/** Names of the entries; their stated sizes are what yauzl holds a reader to. */
async function namesOf(bytes: Buffer): Promise<readonly string[]> {
  const zip = await open(bytes)
  const names: string[] = []
  let unpacked = 0
  return new Promise((resolve, reject) => {
    const refuse = (code: 'ARCHIVE_BOMB' | 'FILE_BROKEN'): void => {
      zip.close()
      reject(new PortalError(code))
    }
    zip.on('entry', (entry: Entry) => {
      unpacked += entry.uncompressedSize
      names.push(entry.fileName)
      const ratio = entry.uncompressedSize / Math.max(entry.compressedSize, 1)
      if (
        names.length > ENTRIES ||
        unpacked > UNPACKED_BYTES ||
        (ratio > RATIO && entry.uncompressedSize > 1_048_576)
      ) {
        refuse('ARCHIVE_BOMB')
      } else zip.readEntry()
    })
    zip.once('end', () => resolve(names))
    zip.once('error', () => refuse('FILE_BROKEN'))
    zip.readEntry()
  })
}

function open(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error ? reject(new PortalError('FILE_BROKEN')) : resolve(zip),
    ),
  )
}
