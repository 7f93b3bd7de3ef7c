import { RabtError } from '@rabt/protocol'
import { walkRoots } from '../metadata/roots.ts'
import type { Draft, Unsigned } from '../publish/draft.ts'
import { check } from './check.ts'
import { type Change, compare } from './compare.ts'
import { decodeProposal, type Proposal, proposalDigest } from './format.ts'
import { refuse } from './rules.ts'
import { type Standing, standingAfter, standingBefore } from './standing.ts'

/** A proposal that was read and judged: nothing of it is taken on trust. */
export interface Ceremony {
  readonly proposal: Proposal
  /** SHA-256 (hex) of its bytes: what officers compare. */
  readonly digest: string
  readonly draft: Draft
  /** Null for a founding. */
  readonly before: Standing | null
  readonly after: Standing
  readonly changes: readonly Change[]
}

export interface ReadOptions {
  /** Root metadata known from outside: the proposal must start from a chain that goes through it. */
  readonly trustedRoot?: Uint8Array | undefined
  /** The beginning of the proposal's digest as it was told by voice: at least 12 hexadecimal digits. */
  readonly told?: string | undefined
}

/**
 * Reads a proposal offline: verifies the directory that it starts from, reads the bytes to sign, finds the differences,
 * and refuses every trap. Throws CEREMONY_INVALID or CEREMONY_REFUSED.
 */
export const readProposal = (bytes: Uint8Array, { trustedRoot, told }: ReadOptions = {}): Ceremony => {
  const digest = proposalDigest(bytes)
  if (told !== undefined && !(told.length >= 12 && digest.startsWith(told.toLowerCase()))) {
    throw refuse('other-digest', 'proposal.json', { digest })
  }
  const proposal = decodeProposal(bytes)
  const before = standingBefore(proposal)
  if (trustedRoot !== undefined) checkTrusted(proposal, trustedRoot)
  const after = standingAfter(proposal, before)
  const changes = compare(
    before,
    after,
    proposal.files.map(({ role }) => role),
  )
  check(proposal, before, after, changes)
  return { proposal, digest, draft: draftOf(proposal), before, after, changes }
}

const checkTrusted = ({ base }: Proposal, trustedRoot: Uint8Array): void => {
  if (base === null) throw refuse('other-root', 'proposal.json', { cause: 'a founding makes a root of its own' })
  try {
    const first = walkRoots(trustedRoot, [])
    const chain = base.rootChain.map((text) => Buffer.from(text, 'utf8'))
    const newest = walkRoots(trustedRoot, chain)
    if (first.signed.version > chain.length || newest.signed.version !== chain.length) throw new Error('another chain')
  } catch (error) {
    const cause = error instanceof RabtError ? (error.params.reason ?? error.code) : 'another chain'
    throw refuse('other-root', 'proposal.json', { cause }, error)
  }
}

const draftOf = ({ files, documents }: Proposal): Draft => ({
  files: files.map(
    ({ role, version, signed, needs }): Unsigned => ({ role, version, message: Buffer.from(signed, 'utf8'), needs }),
  ),
  documents: new Map(Object.entries(documents).map(([name, text]) => [name, Buffer.from(text, 'utf8')])),
})
