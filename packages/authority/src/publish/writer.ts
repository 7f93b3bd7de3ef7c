import {
  copyVersion,
  type OnlineKeys,
  publishRecovered,
  type Repository,
  readStanding,
  refreshTimestamp,
  TIMESTAMP,
} from '@rabt/directory'
import { RabtError, sameBytes } from '@rabt/protocol'
import type { AuditAct } from '../audit/chain.ts'
import { recordAct } from '../audit/record.ts'
import type { Held, Known, WriterLock } from './lock.ts'

/** What an act of publishing works with: nobody else writes meanwhile. */
export interface Pen {
  readonly repository: Repository
  readonly onlineKeys: OnlineKeys
}

/** Who writes the directory now. */
export interface Writing {
  /** Name of the place, or the key id of one that is not known here. */
  readonly writer: string
  /** Numbers of the newest timestamp and of its snapshot. */
  readonly timestamp: number
  readonly snapshot: number
  /** Unix ms: since then nobody signed. Another place may go on without a decision after `until`. */
  readonly signed: number
  readonly until: number
}

/** A place that holds keys of the federation's online roles, with its own copy of the repository (ADR 0021). */
export interface DirectoryWriter {
  readonly site: string
  /** Rejects with NOT_THE_WRITER while another place writes, DIRECTORY_UNREACHABLE when it is cut off from most others. */
  exclusive<T>(act: (pen: Pen) => Promise<T>): Promise<T>
  /** The hourly signature: the timestamp, and the snapshot when half of its life is over. */
  refresh(): Promise<void>
  /** Takes the writing over at once. `actor`: the person who does it, by the decision of this number. */
  takeOver(actor: string, decision: string): Promise<Writing>
  writing(): Promise<Writing>
}

export interface WriterOptions {
  readonly site: string
  readonly repository: Repository
  readonly onlineKeys: OnlineKeys
  readonly lock: WriterLock
  /** The other authorities' copies. One that does not answer rejects soon. */
  readonly others: readonly Repository[]
  /** Names of places, by key id of their timestamp key. */
  readonly sites: ReadonlyMap<string, string>
  /** Unix ms. */
  readonly clock: () => number
  /** Puts the own copy right before an act; what it rejects with stops none. */
  readonly prepare?: () => Promise<void>
}

/** Another place may go on when the writer signed nothing for so long. It signs hourly, and a timestamp lives a day. */
export const LEASE_MS = 3 * 3_600_000
/** A writer that does not reach most of the others stops well before they may go on without it. */
const ALONE_MS = LEASE_MS / 2
/** How far above the last one a new writer begins: more than the one before can sign in the time of a lease. */
const STEP = 1_000

interface Forced {
  readonly actor: string
  readonly decision: string
}

interface Begun {
  /** Unix ms, both. */
  readonly now: number
  readonly confirmed: number
  /** What the audit log is to say; null: this place wrote before, and goes on. */
  readonly taken: AuditAct | null
}

type Done<T> = { readonly result: T } | { readonly error: unknown }

export function openWriter(options: WriterOptions): DirectoryWriter {
  const { site, repository, onlineKeys, lock, others, sites, clock, prepare = async () => {} } = options
  const own = onlineKeys.timestamp.keyId
  // One after the other also here: an act needs connections beside the one that holds the lock.
  let last: Promise<unknown> = Promise.resolve()

  /** Who wrote last, as far as this place ever knew; what lies in the repository may be older. */
  const newest = async (known: Known): Promise<{ readonly at: Known; readonly isBehind: boolean }> => {
    const standing = await readStanding(repository)
    if (standing === null) throw new RabtError('DIRECTORY_UNREACHABLE', { place: TIMESTAMP, reason: 'not there' })
    if (standing.timestamp < known.timestamp) return { at: known, isBehind: true }
    const signer = standing.signers.includes(own) ? own : (standing.signers[0] ?? '')
    return { at: { ...standing, signer, confirmed: known.confirmed }, isBehind: false }
  }

  /** The other copies' newest version; how many of them answered. */
  const catchUp = async (): Promise<number> => {
    let answered = 0
    for (const other of others) {
      try {
        await copyVersion(other, repository)
        answered++
      } catch (error) {
        // One that lies or is away must not stop the others' writer.
        if (!(error instanceof RabtError)) throw error
      }
    }
    return answered
  }

  /** Whether this place may write; what was not its own is made so first, above everything that is known. */
  const begin = async (held: Held, forced: Forced | null): Promise<Begun> => {
    const now = clock()
    const isMost = (await catchUp()) >= Math.floor((others.length + 1) / 2)
    const { at, isBehind } = await newest(held.known)
    const isOwn = at.signer === own
    if (forced === null) {
      if (!isOwn && now <= at.signed + LEASE_MS) throw new RabtError('NOT_THE_WRITER', { writer: nameOf(at.signer) })
      // On an older copy the numbers of the states' roles are old too: what the network has seen, the other mirrors say.
      if (!isMost && (!isOwn || isBehind || now > held.known.confirmed + ALONE_MS)) {
        throw new RabtError('DIRECTORY_UNREACHABLE', { place: 'mirrors', reason: 'most of them do not answer' })
      }
    }
    const begun = { now, confirmed: isMost ? now : held.known.confirmed }
    if (isOwn && !isBehind) return { ...begun, taken: null }
    const atLeast = { timestamp: at.timestamp + STEP, snapshot: at.snapshot + STEP }
    await publishRecovered({ repository: fenced(repository, held), onlineKeys, now, atLeast })
    const act = {
      actor: forced?.actor ?? 'authority',
      action: isOwn ? 'directory.restored' : 'directory.taken-over',
      subject: site,
      details: { from: nameOf(at.signer), timestamp: at.timestamp, decision: forced?.decision ?? null },
    }
    return { ...begun, taken: act }
  }

  const noteNewest = async (held: Held, confirmed: number): Promise<void> => {
    const { at } = await newest(held.known)
    await held.note({ ...at, confirmed })
  }

  /**
   * Holds the lock for `act`; after a taking over for nothing else, and then says so: the audit log is queued for until the
   * transaction ends, and an act writes to it in transactions of its own.
   */
  const holdOnce = <T>(forced: Forced | null, act: (pen: Pen) => Promise<T>): Promise<'taken' | Done<T>> =>
    lock.hold(async (held) => {
      const { now, confirmed, taken } = await begin(held, forced)
      if (taken !== null) {
        await noteNewest(held, confirmed)
        await recordAct(held.tx, now, taken)
        return 'taken'
      }
      // An act that fails must not undo what is noted.
      const done = await act({ repository: fenced(repository, held), onlineKeys }).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      )
      await noteNewest(held, confirmed)
      return done
    })

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(() => prepare().catch(() => undefined)).then(act)
    last = turn.catch(() => undefined)
    return turn
  }

  const exclusive = <T>(act: (pen: Pen) => Promise<T>): Promise<T> =>
    inTurn(async () => {
      for (;;) {
        const done = await holdOnce(null, act)
        if (done === 'taken') continue
        if ('error' in done) throw done.error
        return done.result
      }
    })

  const nameOf = (keyId: string): string => sites.get(keyId) ?? keyId

  const writing = async (): Promise<Writing> => {
    const { at } = await newest(await lock.read())
    const { timestamp, snapshot, signed, signer } = at
    return { writer: nameOf(signer), timestamp, snapshot, signed, until: signed + LEASE_MS }
  }

  return {
    site,
    exclusive,
    refresh: () =>
      exclusive(async (pen) => {
        await refreshTimestamp({ ...pen, now: clock() })
      }),
    takeOver: async (actor, decision) => {
      await inTurn(() => holdOnce({ actor, decision }, async () => undefined))
      return writing()
    },
    writing,
  }
}

/**
 * A stale writer is stopped at each file. Two that overlapped in spite of that could only meet at a name which is taken: what
 * was published once under a name never changes. The timestamp of a stale one is below the new one's (STEP), and no reader goes back.
 */
function fenced(repository: Repository, held: Held): Repository {
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
