import { type ErrorCode, RabtError } from '@rabt/protocol'

/** A refusal of something that somebody signed or served. `place` is a role, a document path or an identifier. */
export const refusal = (place: string, reason: string, cause?: unknown): RabtError =>
  new RabtError('DIRECTORY_INVALID', { place, reason }, { detail: `${place}: ${reason}`, cause })

/** Something that could not be accepted, and only concerns `place`: the rest of the directory stands. */
export interface DirectoryIssue {
  readonly place: string
  readonly code: ErrorCode
  readonly reason: string
}

/** What went wrong, as an issue; whatever is not a RabtError is a bug or hostile bytes and counts as invalid. */
export const issueOf = (place: string, error: unknown): DirectoryIssue =>
  error instanceof RabtError
    ? { place, code: error.code, reason: error.params.reason ?? error.message }
    : { place, code: 'DIRECTORY_INVALID', reason: 'unreadable' }
