import { RabtError, sameBytes } from '@rabt/protocol'
import { metadataName } from '../metadata/names.ts'
import { proofread, writeAll } from './commit.ts'
import { MAX_ROOTS, readRoots, rootsAfter } from './current.ts'
import { gatherFiles } from './gather.ts'
import type { Repository } from './repository.ts'
import { readStanding } from './standing.ts'

/**
 * Brings a copy of the repository to what another one publishes, if that is newer: its roots and the files of its newest
 * version, verified as a client does before one is written, the timestamp last. Says whether anything newer was there. Throws
 * DIRECTORY_INVALID for what does not hold, DIRECTORY_UNREACHABLE for what is not there; then only files that nobody asks for
 * yet may have been written. An empty copy needs the trusted `1.root.json` first.
 */
export const copyVersion = async (from: Repository, to: Repository): Promise<boolean> => {
  const roots = await newRoots(from, to)
  const source: Repository = { ...from, read: (name) => readFor(name, from, to, roots) }
  const offered = await readStanding(source)
  const held = await readStanding(source, to)
  if (offered === null || (held !== null && held.timestamp >= offered.timestamp)) return false
  const files = await gatherFiles(source)
  const lacking = lackedIn(await readRoots(source), files)
  if (lacking.length > 0) await refuseLacking(lacking, to, held !== null)
  for (const [name, bytes] of files) if (await isHeld(to, name, bytes)) files.delete(name)
  // Under a number that a writer here used before it died, something else may have been published elsewhere.
  await writeAll(to, new Map([...roots, ...files]), { replace: true })
  return true
}

/** A document is found by its digest, so the own copy's is as good, and a root by the chain; all else is the other's. */
const readFor = async (
  name: string,
  from: Repository,
  to: Repository,
  roots: ReadonlyMap<string, Uint8Array>,
): Promise<Uint8Array | null> => {
  if (name.endsWith('.root.json')) return roots.get(name) ?? to.read(name)
  return (name.startsWith('targets/') ? await to.read(name) : null) ?? from.read(name)
}

const newRoots = async (from: Repository, to: Repository): Promise<ReadonlyMap<string, Uint8Array>> => {
  const held = await readRoots(to)
  const roots = await rootsAfter(from, held.at(-1) as Uint8Array, MAX_ROOTS - held.length)
  return new Map(roots.map((bytes, index) => [metadataName('root', held.length + 1 + index), bytes]))
}

/** Roles of which a file that is listed is not there; what is not published yet lacks nothing. */
const lackedIn = (rootChain: readonly Uint8Array[], files: ReadonlyMap<string, Uint8Array>): readonly string[] =>
  proofread(rootChain, files).issues.flatMap(({ place, code, reason }) =>
    code === 'DIRECTORY_UNREACHABLE' && reason === 'not there' && !place.includes('/') ? [place] : [],
  )

/** What the version held lacks too is no worse in the new one. */
const refuseLacking = async (lacking: readonly string[], to: Repository, isHolding: boolean): Promise<void> => {
  const before = isHolding ? lackedIn(await readRoots(to), await gatherFiles(to)) : []
  const place = lacking.find((role) => !before.includes(role))
  if (place !== undefined) throw new RabtError('DIRECTORY_UNREACHABLE', { place, reason: 'not there' })
}

const isHeld = async (to: Repository, name: string, bytes: Uint8Array): Promise<boolean> => {
  const held = await to.read(name)
  return held !== null && sameBytes(held, bytes)
}
