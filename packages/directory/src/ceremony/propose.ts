import type { ActEntry } from '../document/federation.ts'
import { authorityOf, FEDERATION_PATH, metadataName, targetName } from '../metadata/names.ts'
import { type Change, draftChange } from '../publish/change.ts'
import { draftFounding } from '../publish/create.ts'
import { baseOf, type Current, readCurrent } from '../publish/current.ts'
import type { Draft } from '../publish/draft.ts'
import { draftRole } from '../publish/metadata.ts'
import { conflict, DEFAULT_EXPIRIES, type Expiries, nextVersion } from '../publish/plan.ts'
import { readRecovered } from '../publish/recover.ts'
import type { Repository } from '../publish/repository.ts'
import { changeOf, refuseTwiceIn } from './change-of.ts'
import { checkDecision, DAY_MS } from './check.ts'
import { encodeProposal, type Proposal } from './format.ts'
import { needsOf } from './needs.ts'
import { readProposal } from './read.ts'
import type { CeremonyRequest } from './request.ts'
import { refuse } from './rules.ts'
import { standingAfter, standingBefore } from './standing.ts'

export interface ProposeInput {
  /** The directory as it is published; for a founding it may be empty. */
  readonly repository: Repository
  readonly request: CeremonyRequest
  /** Number of the decision that allows the act, as the committee writes it. */
  readonly decision: string
  /** SHA-256 (hex) of the document that the decision rests on, a conformance report for example. */
  readonly basis?: string | undefined
  /** Unix ms. */
  readonly now: number
  /** How long signatures may be gathered; default 14 days. */
  readonly validMs?: number | undefined
  readonly expiries?: Expiries | undefined
}

const GATHERING_MS = 14 * DAY_MS

/**
 * Makes the proposal of a ceremony: exact bytes, who must sign them, and what they start from. Reads the repository and
 * writes nothing. Throws CEREMONY_REFUSED for every trap, CEREMONY_INVALID if what is published does not verify.
 */
export const proposeCeremony = async (input: ProposeInput): Promise<Uint8Array> => {
  const { request, decision, basis, now, validMs = GATHERING_MS } = input
  checkDecision(decision)
  const about = aboutOf(request)
  const act: Act = {
    kind: request.kind,
    decision,
    at: now,
    about: [...about],
    ...(basis === undefined ? {} : { basis }),
  }
  const { base, draft } = await draftOf(input, act)
  const bare: Proposal = {
    format: 'rabt-ceremony/1',
    kind: request.kind,
    decision,
    basis: basis ?? null,
    about: act.about,
    proposed: now,
    expires: now + validMs,
    base,
    files: draft.files.map(({ role, version, message }) => ({
      role,
      version,
      signed: textOf(message),
      needs: [],
    })),
    documents: Object.fromEntries([...draft.documents].map(([name, bytes]) => [name, textOf(bytes)])),
  }
  const before = standingBefore(bare)
  const after = standingAfter(bare, before)
  const files = bare.files.map((file) => ({ ...file, needs: needsOf(bare, file.role, before, after).map(plain) }))
  const bytes = encodeProposal({ ...bare, files })
  readProposal(bytes)
  return bytes
}

type Act = Omit<ActEntry, 'number' | 'root'>

const plain = ({ keyids, threshold }: { readonly keyids: readonly string[]; readonly threshold: number }) => ({
  keyids: [...keyids],
  threshold,
})

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

/** Codes whom a request concerns; none for what concerns all. */
const aboutOf = (request: CeremonyRequest): readonly string[] => {
  if (request.kind === 'found') {
    const { states, organisation } = request.plan
    return [...states.map(({ code }) => code), ...(organisation === undefined ? [] : ['GCC'])]
  }
  if (!('state' in request)) return []
  return [typeof request.state === 'string' ? request.state : request.state.code]
}

const draftOf = async (
  { repository, request, now, expiries = DEFAULT_EXPIRIES }: ProposeInput,
  act: Act,
): Promise<{ readonly base: Proposal['base']; readonly draft: Draft }> => {
  if (request.kind === 'found') {
    refuseTwiceIn(request.plan)
    return { base: null, draft: draftFounding({ ...request.plan, act: { ...act, number: 1, root: 1 } }, now, expiries) }
  }
  // A stolen online key could have led snapshot and timestamp astray: its ceremony does not believe them.
  const current = await (request.kind === 'rotate-online' ? readRecovered : readCurrent)(repository)
  const lives = livesOf(request, expiries)
  if (request.kind === 'extend' && 'top' in request && request.top.length === 0) throw refuse('nothing', 'root')
  if (request.kind === 'extend' && 'state' in request) {
    const { draft, roles } = await draftExtension(repository, current, request.state, act, lives)
    return { base: await readBase(repository, current, roles), draft }
  }
  const change: Change = { ...(await changeOf(repository, current, request, act)), act }
  const draft = draftChange(await baseOf(repository, current), change, now, lives)
  return { base: await readBase(repository, current, Object.keys(change.roles ?? {})), draft }
}

const livesOf = (request: CeremonyRequest, expiries: Expiries): Expiries => {
  if (request.kind !== 'extend' || request.days === undefined) return expiries
  const life = request.days * DAY_MS
  if ('state' in request) return { ...expiries, state: life }
  return { ...expiries, ...Object.fromEntries(request.top.map((role) => [role, life])) }
}

/** A state's own roles, signed anew over the documents that they list. */
const draftExtension = async (
  repository: Repository,
  current: Current,
  state: string,
  act: Act,
  expiries: Expiries,
): Promise<{ readonly draft: Draft; readonly roles: readonly string[] }> => {
  const base = await baseOf(repository, current)
  const change = await changeOf(repository, current, { kind: 'rotate-state', state }, act)
  const { trust, registry } = authorityOf(state)
  const roles = [...new Set([trust.role, registry.role])]
  const files = roles.map((role) => {
    const need = base.targets.delegations.roles.find(({ name }) => name === role)
    if (need === undefined) throw refuse('unknown-state', state, { state })
    return draftRole(role, change.roles?.[role] ?? {}, [need], {
      version: nextVersion(base.names, role),
      now: act.at,
      expiries,
    })
  })
  return { draft: { files, documents: new Map() }, roles }
}

const readBase = async (
  repository: Repository,
  current: Current,
  roles: readonly string[],
): Promise<NonNullable<Proposal['base']>> => {
  const text = async (name: string): Promise<string> => {
    const bytes = await repository.read(name)
    if (bytes === null) throw conflict(`${name} is missing`)
    return textOf(bytes)
  }
  const federation = targetName(FEDERATION_PATH, current.targets.targets[FEDERATION_PATH]?.hashes.sha256 ?? '')
  const published: Record<string, string> = {}
  for (const role of roles) {
    const meta = current.snapshot.meta[`${role}.json`]
    if (meta !== undefined) published[role] = await text(metadataName(role, meta.version))
  }
  return {
    rootChain: current.rootChain.map(textOf),
    targets: await text(metadataName('targets', current.targets.version)),
    federation: await text(federation),
    roles: published,
  }
}
