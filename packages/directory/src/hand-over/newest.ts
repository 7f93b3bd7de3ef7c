import { claimOf } from '../client/claim.ts'
import type { Fetch } from '../client/mirror.ts'
import { mirrorRepository } from '../publish/mirror.ts'
import type { Repository } from '../publish/repository.ts'

/** The mirror that says to be the newest: what is made of it is made of what stands. */
export const newestMirror = async (
  mirrors: readonly string[],
  fetch: Fetch = globalThis.fetch,
): Promise<Repository> => {
  const claims = await Promise.all(mirrors.map(async (mirror) => ({ mirror, claim: await claimOf(fetch, mirror) })))
  const [first] = claims.toSorted((a, b) => b.claim - a.claim)
  return mirrorRepository(first?.mirror ?? '', fetch)
}
