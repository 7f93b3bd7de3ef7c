import { type CeremonyHandOver, encodeCeremony, handOver, type Taken } from '@rabt/directory'
import type { Context } from '../context.ts'
import { anyState } from '../home/any-state.ts'
import { readNode } from '../home/home.ts'

/** Mirrors of the directory, as a node of the home knows them. @throws CliError NO_HOME */
export const mirrorsOf = async (context: Context): Promise<readonly string[]> =>
  (await readNode(context, await anyState(context))).mirrors

/** Hands a complete ceremony to the place that writes the directory. @throws RabtError CEREMONY_*, CONFLICT, DIRECTORY_UNREACHABLE */
export const handOverCeremony = (mirrors: readonly string[], ceremony: CeremonyHandOver): Promise<Taken> =>
  handOver({ mirrors, what: 'ceremonies', body: encodeCeremony(ceremony) })
