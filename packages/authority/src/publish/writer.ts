import { type OnlineKeys, type Repository, refreshTimestamp, TIMESTAMP } from '@rabt/directory'
import { RabtError, sameBytes } from '@rabt/protocol'
import type { HeldLease, Lease, WriterLease } from './lease.ts'

/** What an act of publishing works with: nobody else writes meanwhile. */
export interface Pen {
  readonly repository: Repository
  readonly onlineKeys: OnlineKeys
}

/** A place that holds the federation's online keys. One for all authorities whose documents it joins into versions. */
export interface DirectoryWriter {
  readonly site: string
  /** Rejects with NOT_THE_WRITER while another site has the lease. */
  exclusive<T>(act: (pen: Pen) => Promise<T>): Promise<T>
  /** The hourly signature: the timestamp, and the snapshot when half of its life is over. */
  refresh(): Promise<void>
  takeOver(decision: string): Promise<Lease>
  lease(): Promise<Lease | null>
}

export interface WriterOptions {
  readonly site: string
  readonly repository: Repository
  readonly onlineKeys: OnlineKeys
  readonly lease: WriterLease
  /** Unix ms. */
  readonly clock: () => number
}

export function openWriter({ site, repository, onlineKeys, lease, clock }: WriterOptions): DirectoryWriter {
  const exclusive = <T>(act: (pen: Pen) => Promise<T>): Promise<T> =>
    lease.hold(site, (held) => act({ repository: fenced(repository, held), onlineKeys }))
  return {
    site,
    exclusive,
    refresh: () =>
      exclusive(async (pen) => {
        await refreshTimestamp({ ...pen, now: clock() })
      }),
    takeOver: (decision) => lease.takeOver(site, decision),
    lease: () => lease.read(),
  }
}

/**
 * A stale writer is stopped at each file. Two writers that overlapped in spite of that could only meet at a name which is
 * taken: what was published once under a name never changes.
 */
function fenced(repository: Repository, held: HeldLease): Repository {
  return {
    ...repository,
    write: async (name, bytes) => {
      await held.check()
      const present = name === TIMESTAMP ? null : await repository.read(name)
      if (present !== null && !sameBytes(present, bytes)) throw new RabtError('CONFLICT', { what: name })
      await repository.write(name, bytes)
    },
  }
}
