import {
  type CeremonyHandOver,
  ceremonyStatus,
  checkHandOver,
  decodeCeremony,
  publishCeremony,
  type Repository,
  type Taken,
  takeHandOver,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { DirectoryWriter, Pen } from './writer.ts'

/** Through which everything comes that is published: signed by whose word it is, joined into a version by the place that writes. */
export interface Door {
  /** Rejects with HAND_OVER_REFUSED, CONFLICT, NOT_THE_WRITER, DIRECTORY_UNREACHABLE. */
  takeRole(body: Uint8Array): Promise<Taken>
  /** Rejects with CEREMONY_* besides. */
  takeCeremony(body: Uint8Array): Promise<Taken>
}

export interface DoorOptions {
  readonly writer: Pick<DirectoryWriter, 'exclusive' | 'writing'>
  /** The own copy, in which is looked up whose signature counts before anybody waits for it. */
  readonly repository: Repository
  readonly trustedRoot: Uint8Array
  /** Unix ms. */
  readonly clock: () => number
}

export function openDoor({ writer, repository, trustedRoot, clock }: DoorOptions): Door {
  const take = async (act: (pen: Pen) => Promise<{ readonly already: boolean }>): Promise<Taken> => {
    const { already } = await writer.exclusive(act)
    const { timestamp, snapshot } = await writer.writing()
    return { timestamp, snapshot, already }
  }
  return {
    takeRole: async (body) => {
      await checkHandOver(repository, body).catch(unlessUnreadable)
      return take(async (pen) => {
        const files = await takeHandOver({ ...pen, now: clock() }, body)
        return { already: files.size === 0 }
      })
    },
    takeCeremony: async (body) => {
      const { proposal, signatures } = readCeremony(body)
      const named = signatures.map((bytes, index) => ({ name: `${index + 1}.json`, bytes }))
      // Before anybody waits for it: who may sign, and whether it is enough.
      const [problem] = ceremonyStatus(proposal, named, { trustedRoot }).problems
      if (problem !== undefined) throw problem.error
      return take((pen) => publishCeremony({ ...pen, proposal, signatures: named, trustedRoot, now: clock() }))
    },
  }
}

function readCeremony(body: Uint8Array): CeremonyHandOver {
  try {
    return decodeCeremony(body)
  } catch (error) {
    if (!(error instanceof RabtError)) throw error
    throw new RabtError('HAND_OVER_REFUSED', error.params, { cause: error })
  }
}

/** An own copy that is damaged refuses nobody: the act puts it right first, and judges again. */
function unlessUnreadable(error: unknown): void {
  if (!(error instanceof RabtError) || error.code === 'HAND_OVER_REFUSED') throw error
}
