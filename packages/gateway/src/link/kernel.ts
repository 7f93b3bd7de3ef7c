import type { DirectoryView } from '@rabt/directory'
import type { BlobItem } from '@rabt/protocol'
import type { Committer } from '../journal/committer.ts'
import type { Journal } from '../journal/journal.ts'
import type { DirectoryHistory } from '../trust/directory-history.ts'
import type { GatewaySigner, MemberSigner } from './signer.ts'
import type { Timers } from './wire.ts'

/** Everything the lane kernel takes from outside: a simulator gives its own, a node the real ones. */
export interface Kernel {
  readonly gateway: string
  readonly federation: string
  readonly clock: () => number
  readonly random: (count: number) => Uint8Array
  readonly timers: Timers
  readonly journal: Journal
  readonly committer: Committer
  readonly signer: GatewaySigner
  readonly memberSigner: (member: string) => MemberSigner | undefined
  readonly view: () => DirectoryView
  /** Directory versions that this gateway has had. */
  readonly history: DirectoryHistory
  /** Fetches a directory of at least this version number; resolves with whatever is newest when it is done. */
  readonly refreshDirectory: (atLeast: number) => Promise<DirectoryView>
  /**
   * Fetches a large blob from the lane's writer, keeps it in a file if it has the digest that the entry names, and gives it back: salt32 || bytes; false if it was erased, null if
   * the writer has none, undefined if it did not answer: then it may be asked again.
   */
  readonly fetchBlob: (
    peer: string,
    origin: string,
    index: number,
    part: 'head' | 'body',
    limit: number,
    digest: Uint8Array,
  ) => Promise<BlobItem | undefined>
  /** Signed revocations (spec revocation §4): what is in force, as it was signed, and what a peer tells. Absent: none are known or taken. */
  readonly revocations?: {
    readonly inForce: () => readonly { readonly bytes: Uint8Array }[]
    /** @throws RabtError REVOCATION_INVALID, REVOCATION_OVER */
    readonly hear: (document: Uint8Array, peer: string) => void
  }
  /** A peer has seen this run's slot with a higher epoch: the run ends, and the next one takes a fresh slot. */
  readonly onFenced: () => void
  readonly log: KernelLog
}

/** What an operator should know. No payload, no secret. */
export interface KernelLog {
  event(name: string, detail: Readonly<Record<string, string | number | boolean>>): void
  alarm(name: string, detail: Readonly<Record<string, string | number | boolean>>): void
}
