import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatCheckpoint, formatLine, formatNote } from '@rabt/ledger'
import { type BlobItem, decodeBatch, encodeBatch, sameBytes } from '@rabt/protocol'
import { readConfig } from '../../../src/config.ts'
import { packBlobs, unpackBlobs } from '../../../src/journal/blob-pack.ts'
import { openBatch } from '../../../src/link/lane/continuation.ts'
import { decodeEntries } from '../../../src/link/lane/decode-entries.ts'
import { corpusOf } from '../corpus.ts'
import { type Parser, parser } from '../parser.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-hostile-'))
process.on('exit', () => rmSync(home, { recursive: true, force: true }))

const CONFIG = {
  node: 'kw',
  federation: 'gcc',
  instance: 'KW',
  gateway: 'KW/GOV/EGOV/gw1',
  listen: { host: '127.0.0.1', http: 8100, https: 8101, link: 8102, admin: 8103 },
  database: { host: '127.0.0.1', port: 5432, user: 'kw', password: 'secret', database: 'kw' },
  directory: { mirrors: ['http://127.0.0.1:8104/directory'], root: 'root.json' },
  slot: '1',
}

const same = (a: BlobItem, b: BlobItem | undefined): boolean =>
  a instanceof Uint8Array ? b instanceof Uint8Array && sameBytes(a, b) : a === b

/** The batch with a checkpoint that can be read as one. */
function signedBatch(bytes: Uint8Array): Buffer {
  const batch = decodeBatch(bytes)
  const origin = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/1.1790000000000.0011223344556677'
  const body = formatCheckpoint(origin, batch.first + batch.entries.length, Buffer.alloc(32, 4))
  return encodeBatch({
    ...batch,
    checkpoint: formatNote(body, [formatLine(origin, Buffer.alloc(4), Buffer.alloc(64))]),
  })
}

const ITEMS: readonly BlobItem[] = [Buffer.alloc(40, 1), null, false, Buffer.alloc(30_000, 2), Buffer.alloc(0)]

export const STORE: readonly Parser[] = [
  parser({
    name: 'blob-pack',
    format: 'bytes',
    share: 2,
    ownStore: true,
    seeds: [packBlobs(ITEMS), packBlobs(ITEMS.slice(0, 3)), packBlobs([])],
    read: (input) => {
      const items = unpackBlobs(input)
      const again = unpackBlobs(packBlobs(items))
      if (items.length !== again.length || !items.every((item, at) => same(item, again[at])))
        throw new Error('packed again it holds something else')
    },
  }),
  parser({
    name: 'lane-batch',
    format: 'cbor',
    seeds: corpusOf('batch').map(({ bytes }) => signedBatch(bytes)),
    read: (input) => {
      const open = openBatch(input)
      decodeEntries(open.batch.entries)
    },
  }),
  parser({
    name: 'node-config',
    format: 'json',
    seeds: [Buffer.from(JSON.stringify(CONFIG))],
    read: async (input) => {
      writeFileSync(join(home, 'node.json'), input)
      await readConfig(home, { RABT_LOG_LEVEL: 'info', RABT_DATABASE_PASSWORD: 'other' })
    },
  }),
]
