import { RabtError, sameBytes } from '@rabt/protocol'
import type { HeldVersion } from '../client/open.ts'
import { metadataName, TIMESTAMP } from '../metadata/names.ts'
import { proofread, writeAll } from './commit.ts'
import { readRoots } from './current.ts'
import { gatherFiles } from './gather.ts'
import type { Repository } from './repository.ts'
import { readStanding } from './standing.ts'

/**
 * Puts a copy of the repository right by a version that was verified: what is missing or says something else is written again, the
 * timestamp last, also over one that is older. A newer version in it that holds stays. The names that were written.
 */
export const mendCopy = async (copy: Repository, held: HeldVersion): Promise<readonly string[]> => {
  const wrong = await wrongIn(copy, held)
  await writeAll(copy, wrong, { replace: true })
  return [...wrong.keys()]
}

/** Whether `mendCopy` would write anything. */
export const isWhole = async (copy: Repository, held: HeldVersion): Promise<boolean> =>
  (await wrongIn(copy, held)).size === 0

const wrongIn = async (copy: Repository, held: HeldVersion): Promise<Map<string, Uint8Array>> => {
  const wrong = new Map<string, Uint8Array>()
  const wanted = new Map([
    ...held.rootChain.map((bytes, index) => [metadataName('root', index + 1), bytes] as const),
    ...held.files,
    [TIMESTAMP, held.timestamp] as const,
  ])
  for (const [name, bytes] of wanted) {
    const present = await copy.read(name)
    if (present === null || !sameBytes(present, bytes)) wrong.set(name, bytes)
  }
  if (wrong.has(TIMESTAMP) && (await holdsNewer(copy, held.number))) wrong.delete(TIMESTAMP)
  return wrong
}

/** What a writer published a moment ago, or what nobody takes yet because another part has expired. */
const holdsNewer = async (copy: Repository, number: number): Promise<boolean> => {
  try {
    const standing = await readStanding(copy)
    if (standing === null || standing.timestamp <= number) return false
    proofread(await readRoots(copy), await gatherFiles(copy))
    return true
  } catch (error) {
    if (error instanceof RabtError) return false
    throw error
  }
}
