import {
  type CeremonyHandOver,
  claimOf,
  encodeCeremony,
  handOver,
  mirrorRepository,
  type Repository,
  type Taken,
} from '@rabt/directory'
import type { Context } from '../context.ts'
import { anyState } from '../home/any-state.ts'
import { readNode } from '../home/home.ts'

/** Mirrors of the directory, as a node of the home knows them. @throws CliError NO_HOME */
export const mirrorsOf = async (context: Context): Promise<readonly string[]> =>
  (await readNode(context, await anyState(context))).mirrors

/** The mirror that says to be the newest: what is made of it is made of what stands. */
export async function newestMirror(mirrors: readonly string[]): Promise<Repository> {
  const claims = await Promise.all(
    mirrors.map(async (mirror) => ({ mirror, claim: await claimOf(globalThis.fetch, mirror) })),
  )
  const [first] = claims.toSorted((a, b) => b.claim - a.claim)
  return mirrorRepository(first?.mirror ?? '')
}

/** Hands a state's signed role to the place that writes the directory. @throws RabtError HAND_OVER_REFUSED, CONFLICT, DIRECTORY_UNREACHABLE */
export const handOverRole = (mirrors: readonly string[], body: Uint8Array): Promise<Taken> =>
  handOver({ mirrors, what: 'roles', body })

/** The same of a complete ceremony. @throws RabtError CEREMONY_* besides */
export const handOverCeremony = (mirrors: readonly string[], ceremony: CeremonyHandOver): Promise<Taken> =>
  handOver({ mirrors, what: 'ceremonies', body: encodeCeremony(ceremony) })
