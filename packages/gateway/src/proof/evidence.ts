import type { DirectoryClient } from '@rabt/directory'
import { buildBundle, type DirectoryParts, type EvidenceItem } from '@rabt/evidence'
import { type DirectoryVersion, type Entry, RabtError, uuidFromString } from '@rabt/protocol'
import type pg from 'pg'
import type { BlobFiles } from '../journal/blob-files.ts'
import type { Indexer } from '../journal/indexer.ts'
import type { Journal } from '../journal/journal.ts'
import { findExchange } from './find-exchange.ts'
import { gatherItem } from './gather-item.ts'

export interface EvidenceOptions {
  readonly federation: string
  readonly journal: Journal
  readonly files: BlobFiles
  readonly pool: pg.Pool
  readonly indexer: Indexer
  readonly directory: DirectoryClient
  readonly clock: () => number
  readonly after: (ms: number, fn: () => void) => unknown
}

const LOOK_AGAIN_MS = 50

/**
 * The evidence bundle of a call by its X-Road-Request-Id. Waits up to `waitMs` until both entries are there and countersigned; what
 * is still missing then, the bundle lacks and `verify` says so.
 * @throws RabtError EVIDENCE_NOT_FOUND, MALFORMED_IDENTIFIER
 */
export async function makeEvidence(options: EvidenceOptions, requestId: string, waitMs: number): Promise<Uint8Array> {
  const id = uuidFromString(requestId)
  const giveUpAt = options.clock() + waitMs
  for (;;) {
    await options.indexer.catchUp()
    const found = await findExchange(options.pool, options.journal, id)
    const late = options.clock() >= giveUpAt
    if (!found && late) throw new RabtError('EVIDENCE_NOT_FOUND', { id: requestId })
    if (found) {
      const gathered = [await gatherItem(options, found.request)]
      if (found.answer) gathered.push(await gatherItem(options, found.answer))
      const complete = gathered.length === 2 && gathered.every(({ item }) => item.receipt !== null)
      if (complete || late) return assemble(options, gathered)
    }
    await new Promise<void>((resolve) => options.after(LOOK_AGAIN_MS, resolve))
  }
}

async function assemble(
  options: EvidenceOptions,
  gathered: readonly { item: EvidenceItem; entry: Entry }[],
): Promise<Uint8Array> {
  // The author of the agreement is a third one when the organisation wrote it.
  const parties = gathered.flatMap(({ entry }) => [entry.sender, entry.receiver, entry.agreement ?? entry.sender])
  const states = new Set(parties.map(stateOf))
  const directories: DirectoryParts[] = []
  let rootChain: readonly Uint8Array[] = []
  for (const version of distinct(gathered.map(({ entry }) => entry.directory))) {
    const archived = await options.directory.archive(version)
    if (!archived) continue
    if (archived.rootChain.length > rootChain.length) rootChain = archived.rootChain
    directories.push({ version, files: new Map([...archived.files].filter(([name]) => concerns(name, states))) })
  }
  return buildBundle({
    federation: options.federation,
    items: gathered.map(({ item }) => item),
    directories,
    rootChain,
  })
}

function stateOf(id: string): string {
  return id.slice(0, id.indexOf('/')).toLowerCase()
}

function distinct(versions: readonly DirectoryVersion[]): DirectoryVersion[] {
  return [...new Map(versions.map((version) => [Buffer.from(version.hash).toString('hex'), version])).values()]
}

/** Files of a directory that a verifier needs: the top level, and roles and documents of the states concerned. */
function concerns(name: string, states: ReadonlySet<string>): boolean {
  const area =
    /^metadata\/\d+\.(?:state|org)-([a-z]+)(?:-ops)?\.json$/.exec(name)?.[1] ?? /^targets\/([a-z]+)\//.exec(name)?.[1]
  return area === undefined || states.has(area)
}
