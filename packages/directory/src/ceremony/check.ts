import { RabtError } from '@rabt/protocol'
import { isDecision } from '../document/fields.ts'
import { readAgreements, readRegistry, readTrust } from '../document/read.ts'
import { checkDelegations } from '../metadata/delegations.ts'
import { authorityOf, targetName } from '../metadata/names.ts'
import type { RoleSigned } from '../metadata/schema.ts'
import { DOCUMENT_KINDS } from '../publish/documents.ts'
import { checkKeys } from './check-keys.ts'
import { checkNames } from './check-names.ts'
import { type Change, codeOf, codeOfRole } from './compare.ts'
import type { Proposal } from './format.ts'
import { needsOf } from './needs.ts'
import { refuse } from './rules.ts'
import type { Standing } from './standing.ts'

type Kind = Proposal['kind']

/** Which differences each kind may make: of the states that it is about, or anywhere. Expiries move with every file. */
const ALLOWED: Readonly<Record<Kind, { readonly about: readonly Change['what'][]; readonly top: readonly string[] }>> =
  {
    found: {
      about: ['state-joins', 'role-comes', 'key-comes', 'threshold', 'document'],
      top: ['root', 'targets', 'snapshot', 'timestamp'],
    },
    admit: { about: ['state-joins', 'role-comes', 'key-comes', 'threshold', 'document'], top: [] },
    stage: { about: ['stage'], top: [] },
    withdraw: { about: ['state-leaves', 'role-goes', 'key-goes', 'holder'], top: ['root', 'targets'] },
    'rotate-root': { about: [], top: ['root', 'targets'] },
    'rotate-state': { about: ['key-comes', 'key-goes', 'threshold', 'document'], top: [] },
    'rotate-online': { about: [], top: ['snapshot', 'timestamp'] },
    extend: { about: [], top: [] },
  }

/** Longest lives, days: an emergency may stretch what is usual, not abolish it. */
export const LONGEST_DAYS: Readonly<Record<'root' | 'targets' | 'state', number>> = {
  root: 1096,
  targets: 400,
  state: 120,
}

export const DAY_MS = 24 * 3_600_000

/** Throws the refusal of a decision that is not named, or that officers would not read as it is stored. */
export const checkDecision = (decision: string): void => {
  if (decision.trim() === '') throw refuse('no-decision', 'proposal.json')
  if (!isDecision(decision)) throw refuse('decision-form', 'proposal.json')
}

/** All traps of a ceremony, each refused by its rule. Needs nothing but the proposal. */
export const check = (
  proposal: Proposal,
  before: Standing | null,
  after: Standing,
  changes: readonly Change[],
): void => {
  checkDecision(proposal.decision)
  if ((before === null) !== (proposal.kind === 'found')) {
    throw refuse('outside-kind', 'proposal.json', { change: 'found' })
  }
  checkTargetsSigned(proposal, before, after)
  checkKeys(after)
  checkThresholdKept(before, after)
  checkNames(changes, after)
  checkDelegationsAfter(after)
  checkDark(proposal, before, after)
  for (const change of changes) checkAllowed(proposal, change, after)
  checkVersions(proposal, before)
  checkExpiries(proposal, after)
  checkUploaded(proposal, before, after)
  checkAct(proposal, before, after)
  checkNeeds(proposal, before, after)
}

/** A majority is the floor for everybody; what this federation agreed falls only with keys that leave. */
const checkThresholdKept = (before: Standing | null, { root }: Standing): void => {
  if (before === null) return
  const [old, fresh] = [before.root.roles.root, root.roles.root]
  const gone = Math.max(0, old.keyids.length - fresh.keyids.length)
  if (fresh.threshold < old.threshold - gone) {
    throw refuse('threshold-lowered', 'root', { before: old.threshold, threshold: fresh.threshold })
  }
}

const checkDelegationsAfter = ({ targets }: Standing): void => {
  try {
    checkDelegations(targets.delegations.roles)
  } catch (error) {
    throw refuse('bytes', 'targets', { cause: error instanceof Error ? error.message : 'delegations' }, error)
  }
}

const signs = ({ files }: Proposal, role: string): boolean => files.some((file) => file.role === role)

const keysOfRole = (standing: Standing | null, role: string): string =>
  [...(standing?.targets.delegations.roles.find(({ name }) => name === role)?.keyids ?? [])].sort().join()

/** docs/spec/directory.md §1: who drops a root signer MUST sign the top-level targets anew in the same act. */
const checkTargetsSigned = (proposal: Proposal, before: Standing | null, after: Standing): void => {
  const ids = ({ root }: Standing): string => [...root.roles.targets.keyids].sort().join()
  if (signs(proposal, 'targets')) return
  if (before === null || ids(before) !== ids(after)) throw refuse('targets-not-signed', 'targets')
}

/** A state whose key is replaced is absent until its documents bear the new key's signature. */
const checkDark = (proposal: Proposal, before: Standing | null, after: Standing): void => {
  for (const { name } of after.targets.delegations.roles) {
    if (keysOfRole(before, name) !== keysOfRole(after, name) && !signs(proposal, name)) {
      throw refuse('dark', name, { role: name })
    }
  }
}

const checkAllowed = ({ kind, about }: Proposal, change: Change, { federation }: Standing): void => {
  const { about: own, top } = ALLOWED[kind]
  if (change.what === 'expires') return
  const code = codeOf(change)
  // Who leaves takes its key along and brings none.
  const isMore = kind === 'withdraw' && change.what === 'key-comes'
  const isTop = 'role' in change && code === null && top.includes(change.role) && !isMore
  const isOwn = code !== null && about.includes(code) && own.includes(change.what)
  // Labels of root keys follow the root keys.
  const isLabel = change.what === 'holder' && (kind === 'rotate-root' || kind === 'withdraw')
  // docs/spec/revocation.md §4: a suspension confirms what took the state out before, and takes no confirmation back.
  const isSuspended = (state: string) => federation.states.find((one) => one.code === state)?.stage === 'suspended'
  const isConfirmed =
    change.what === 'revocations' && kind === 'stage' && change.to > change.from && about.every(isSuspended)
  if (!isTop && !isOwn && !isLabel && !isConfirmed) {
    throw refuse('outside-kind', code ?? ('role' in change ? change.role : 'federation.json'), {
      change: [change.what, code ?? '', 'role' in change ? change.role : ''].join(' ').trim(),
    })
  }
}

const checkVersions = ({ files }: Proposal, before: Standing | null): void => {
  for (const { role, version } of files) {
    const old = (role === 'root' || role === 'targets' ? before?.[role] : before?.roles.get(role))?.version ?? 0
    // TUF 1.0.31 §5.3.5 for a root: exactly one higher.
    if (role === 'root' ? version !== old + 1 : version <= old) throw refuse('version', role, { version, before: old })
  }
}

const checkExpiries = ({ files, proposed }: Proposal, after: Standing): void => {
  for (const { role } of files) {
    const kind = role === 'root' || role === 'targets' ? role : 'state'
    const expires = (kind === 'state' ? after.roles.get(role) : after[kind])?.expires ?? ''
    const days = LONGEST_DAYS[kind]
    const left = Date.parse(expires) - proposed
    if (!(left > 0 && left <= days * DAY_MS)) throw refuse('expiry', role, { expires, days })
  }
}

/** A role file that lists what nobody can fetch takes its state out. */
const checkUploaded = (proposal: Proposal, before: Standing | null, after: Standing): void => {
  for (const { role } of proposal.files) {
    if (role === 'root' || role === 'targets') continue
    const old = before?.roles.get(role)
    for (const [path, { hashes }] of Object.entries((after.roles.get(role) as RoleSigned).targets)) {
      const published = old?.targets[path]?.hashes.sha256 === hashes.sha256
      if (published) continue
      const text = proposal.documents[targetName(path, hashes.sha256)]
      if (text === undefined) throw refuse('not-uploaded', role, { role, path })
      checkDocument(role, path, Buffer.from(text, 'utf8'))
    }
    checkComplete(role, after)
  }
}

const READERS = { trust: readTrust, registry: readRegistry, agreements: readAgreements } as const

/** What clients would leave out is found before anybody signs it. */
const checkDocument = (role: string, path: string, bytes: Uint8Array): void => {
  const authority = authorityOf(codeOfRole(role))
  const kind = DOCUMENT_KINDS.find(
    (candidate) => authority[candidate].path === path && authority[candidate].role === role,
  )
  try {
    if (kind === undefined)
      throw new RabtError('DIRECTORY_INVALID', { place: path, reason: 'not a document of this role' })
    READERS[kind](bytes, authority.code, path)
  } catch (error) {
    const cause = error instanceof RabtError ? (error.params.reason ?? error.code) : 'unreadable'
    throw refuse('document', role, { path, cause }, error)
  }
}

/** What a role has to list, or its state is absent as a whole (docs/spec/directory.md §3). */
const checkComplete = (role: string, after: Standing): void => {
  const { trust, registry } = authorityOf(codeOfRole(role))
  for (const own of [trust, registry]) {
    if (own.role === role && after.roles.get(role)?.targets[own.path] === undefined) {
      throw refuse('not-uploaded', role, { role, path: own.path })
    }
  }
}

/** The signed log goes on by exactly this act (docs/spec/directory.md §9). */
const checkAct = (proposal: Proposal, before: Standing | null, after: Standing): void => {
  if (!signs(proposal, 'targets')) {
    if (signs(proposal, 'root')) throw refuse('targets-not-signed', 'targets')
    return
  }
  const old = before?.federation.acts ?? []
  const acts = after.federation.acts ?? []
  const last = acts.at(-1)
  const root = signs(proposal, 'root') ? after.root.version : undefined
  const holds =
    last !== undefined &&
    last.number === (old.at(-1)?.number ?? 0) + 1 &&
    last.kind === proposal.kind &&
    last.decision === proposal.decision &&
    last.at === proposal.proposed &&
    last.about.join() === proposal.about.join() &&
    last.root === root &&
    (last.basis ?? null) === proposal.basis &&
    JSON.stringify(acts.slice(0, -1)) === JSON.stringify(old.slice(old.length + 1 - acts.length))
  const entries = proposal.kind === 'admit' || proposal.kind === 'stage' ? after.federation.states : []
  const isDecided = entries.every(
    ({ code, decision }) => !proposal.about.includes(code) || decision === proposal.decision,
  )
  if (!holds || !isDecided) throw refuse('act', 'federation.json')
}

const checkNeeds = (proposal: Proposal, before: Standing | null, after: Standing): void => {
  for (const { role, needs } of proposal.files) {
    if (JSON.stringify(needs) !== JSON.stringify(needsOf(proposal, role, before, after))) throw refuse('needs', role)
  }
}
