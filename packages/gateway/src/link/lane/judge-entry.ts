import { type DirectoryView, isHosted } from '@rabt/directory'
import { type Entry, type ErrorCode, KIND, LIMITS, uuid7Time } from '@rabt/protocol'
import type { LaneRow } from '../../journal/journal.ts'
import type { DirectoryHistory } from '../../trust/directory-history.ts'
import type { SeenIds } from './seen-ids.ts'

export interface EntryContext {
  readonly view: DirectoryView
  /** This gateway. */
  readonly gateway: string
  readonly now: number
  /** Ids of the peer's requests. */
  readonly seen: SeenIds
  /** Directory versions that this gateway has had. */
  readonly history: Pick<DirectoryHistory, 'judge'>
}

type Check = (entry: Entry, lastCreated: number, lane: LaneRow, context: EntryContext) => ErrorCode | null

/** Entry refusals in their order (spec link-log §5.2, §5.6, §5.8). The first that applies is the answer; replay comes last, so that a refused entry uses up no id. */
const CHECKS: readonly Check[] = [
  kindKnown,
  directoryKnown,
  partiesRegistered,
  clockRight,
  deadlineRight,
  shapeRight,
  notReplayed,
]

export function judgeEntry(entry: Entry, lastCreated: number, lane: LaneRow, context: EntryContext): ErrorCode | null {
  for (const check of CHECKS) {
    const code = check(entry, lastCreated, lane, context)
    if (code) return code
  }
  return null
}

/** Transfers, events and receipts are kinds of format version 1 that this gateway does not act on. */
function kindKnown(entry: Entry): ErrorCode | null {
  return entry.kind === KIND.request || entry.kind === KIND.response || entry.kind === KIND.control
    ? null
    : 'UPGRADE_NEEDED'
}

/** Spec §5.2, §5.9: judged by a directory that we know; one that is ahead was waited for before this. */
function directoryKnown(entry: Entry, _last: number, _lane: LaneRow, context: EntryContext): ErrorCode | null {
  const { number, hash } = context.view.version
  if (entry.directory.number > number) return 'DIRECTORY_AHEAD'
  if (entry.directory.number < number) return context.history.judge(entry.directory, context.now)
  return Buffer.compare(entry.directory.hash, hash) === 0 ? null : 'DIRECTORY_INVALID'
}

function partiesRegistered(entry: Entry, _last: number, lane: LaneRow, context: EntryContext): ErrorCode | null {
  if (entry.kind === KIND.control)
    return entry.sender === lane.peer && entry.receiver === context.gateway ? null : 'PEER_MISMATCH'
  if (!isHosted(context.view, lane.peer, entry.sender)) return 'NOT_REGISTERED'
  return isHosted(context.view, context.gateway, entry.receiver) ? null : 'UNKNOWN_MEMBER'
}

/** Spec §5.8: more than 30 s in the future, or more than 5 min before the lane's epoch or the entry before it. */
function clockRight(entry: Entry, lastCreated: number, _lane: LaneRow, context: EntryContext): ErrorCode | null {
  if (entry.created > context.now + LIMITS.futureSkewMs) return 'CLOCK_SKEW'
  if (entry.created < lastCreated - LIMITS.backdateMs) return 'CLOCK_SKEW'
  return Math.abs(uuid7Time(entry.id) - entry.created) > LIMITS.idSkewMs ? 'CLOCK_SKEW' : null
}

/** Spec §5.6: deadline - created <= the kind's maximum; a request past its deadline is not run. */
function deadlineRight(entry: Entry, _last: number, _lane: LaneRow, context: EntryContext): ErrorCode | null {
  if (entry.kind === KIND.control) return null
  if (entry.deadline < entry.created || entry.deadline - entry.created > LIMITS.requestLifeMs) return 'CLOCK_SKEW'
  return entry.kind === KIND.request && entry.deadline <= context.now ? 'DEADLINE_PASSED' : null
}

/** A request names a service and method and has a head; a response answers one entry and has a status. */
function shapeRight(entry: Entry): ErrorCode | null {
  switch (entry.kind) {
    case KIND.request:
      return entry.service !== null && entry.method !== null && entry.head !== null && entry.correlation === null
        ? null
        : 'ENTRY_UNDECODABLE'
    case KIND.response:
      return entry.correlation !== null && entry.status !== null && entry.head !== null ? null : 'ENTRY_UNDECODABLE'
    default:
      return entry.control === null ? 'ENTRY_UNDECODABLE' : null
  }
}

function notReplayed(entry: Entry, _last: number, _lane: LaneRow, context: EntryContext): ErrorCode | null {
  if (entry.kind !== KIND.request) return null
  return context.seen.add(entry.id, uuid7Time(entry.id)) ? null : 'REPLAYED'
}
