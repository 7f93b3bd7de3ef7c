import { authorityOf, ORGANISATION, targetName } from '../metadata/names.ts'
import type { RootSigned, TargetFile } from '../metadata/schema.ts'
import type { Change } from '../publish/change.ts'
import type { FoundingPlan } from '../publish/create.ts'
import { baseOf, type Current, holdersOf, readPublishedRole } from '../publish/current.ts'
import { DOCUMENT_KINDS, EMPTY_REGISTRY, EMPTY_TRUST, issueDocument } from '../publish/documents.ts'
import { publishedVersion } from '../publish/issue.ts'
import type { RootShape } from '../publish/metadata.ts'
import { placeDocument } from '../publish/plan.ts'
import type { Repository } from '../publish/repository.ts'
import type { Holder } from '../publish/signer.ts'
import { refuseTwice, shortKey } from './check-keys.ts'
import type { CeremonyRequest, Contents } from './request.ts'
import { refuse } from './rules.ts'

type Asked<Kind> = Extract<CeremonyRequest, { readonly kind: Kind }>

/** A request as a change of what is published. Throws CEREMONY_REFUSED for what cannot be asked. */
export const changeOf = async (
  repository: Repository,
  current: Current,
  request: Exclude<CeremonyRequest, { readonly kind: 'found' }>,
  { decision, at: now }: { readonly decision: string; readonly at: number },
): Promise<Change> => {
  const { root } = current
  const { federation } = await baseOf(repository, current)
  const entry = (state: string) => {
    const found = federation.states.find(({ code }) => code === state)
    if (found === undefined) throw refuse('unknown-state', state, { state })
    return found
  }
  switch (request.kind) {
    case 'admit': {
      const { code } = request.state
      if (federation.states.some((state) => state.code === code)) throw refuse('state-exists', code, { state: code })
      const contents = { trust: EMPTY_TRUST, registry: EMPTY_REGISTRY, ...request.contents }
      return {
        states: [...federation.states, { ...request.state, decision }],
        delegate: { [code]: { state: request.key, ops: request.opsKey } },
        ...(await rolesOf(repository, current, code, contents, true, true, now)),
      }
    }
    case 'stage': {
      if (entry(request.state).stage === request.stage) throw refuse('nothing', request.state)
      return {
        states: federation.states.map((state) =>
          state.code === request.state ? { ...state, stage: request.stage, decision } : state,
        ),
        ...(request.revocationsTo === undefined
          ? {}
          : { revocationsTo: Math.max(request.revocationsTo, federation.revocationsTo ?? 0) }),
      }
    }
    case 'withdraw': {
      const { code } = entry(request.state)
      const left = { states: federation.states.filter((state) => state.code !== code), withdraw: [code] }
      if (request.rootKey === undefined) return left
      const shape = shapeOf(root, [], [request.rootKey], request.threshold)
      return { ...left, root: shape, holders: holdersAfter(federation.holders, shape, []) }
    }
    case 'rotate-root':
      return rotateRoot(root, federation.holders, request)
    case 'rotate-state':
      return rotateState(repository, current, request, now)
    case 'rotate-online': {
      const shape = { ...shapeOf(root, [], []), online: request.online }
      refuseTwice([
        ...named('root', shape.rootKeys),
        ...named('snapshot', shape.online.snapshot),
        ...named('timestamp', shape.online.timestamp),
      ])
      const ids = ({ snapshot, timestamp }: RootShape['online']): string =>
        [...snapshot, ...timestamp].map(({ keyId }) => keyId).join()
      if (ids(shape.online) === ids(onlineIn(root))) throw refuse('nothing', 'root')
      return { root: shape }
    }
    case 'extend':
      return 'top' in request && request.top.includes('root') ? { root: shapeOf(root, [], []) } : {}
  }
}

const named = (role: string, keys: readonly Holder[]) => keys.map((key) => [role, key] as const)

/** Keys of a founding, by the role that each is for. */
export const refuseTwiceIn = ({ rootKeys, online, states, stateKeys, opsKeys, organisation }: FoundingPlan): void => {
  const all = [
    ...named('root', rootKeys),
    ...named('snapshot', online.snapshot),
    ...named('timestamp', online.timestamp),
  ]
  for (const { code } of states) {
    const { trust, registry } = authorityOf(code)
    const [key, ops] = [stateKeys[code], opsKeys[code]]
    if (key !== undefined) all.push([trust.role, key])
    if (ops !== undefined) all.push([registry.role, ops])
  }
  if (organisation !== undefined) all.push([authorityOf(ORGANISATION).trust.role, organisation.key])
  refuseTwice(all)
}

const onlineIn = (root: RootSigned): RootShape['online'] => ({
  snapshot: holdersOf(root, 'snapshot'),
  timestamp: holdersOf(root, 'timestamp'),
})

const shapeOf = (
  root: RootSigned,
  add: readonly Holder[],
  remove: readonly string[],
  threshold: number = root.roles.root.threshold,
): RootShape => {
  const known = holdersOf(root, 'root')
  for (const key of remove) {
    if (!known.some(({ keyId }) => keyId === key)) throw refuse('unknown-key', 'root', { key: shortKey(key) })
  }
  for (const { keyId } of add) {
    if (known.some((key) => key.keyId === keyId))
      throw refuse('duplicate-key', 'root', { first: 'root', second: 'root' })
  }
  return {
    rootKeys: [...known.filter(({ keyId }) => !remove.includes(keyId)), ...add],
    threshold,
    online: onlineIn(root),
  }
}

/** Labels of the keys that stay, and of those that come. */
const holdersAfter = (
  before: Readonly<Record<string, string>> | undefined,
  { rootKeys }: RootShape,
  add: readonly { readonly key: Holder; readonly holder: string | null }[],
): Readonly<Record<string, string>> | undefined => {
  const stay = Object.entries(before ?? {}).filter(([id]) => rootKeys.some(({ keyId }) => keyId === id))
  const come = add.flatMap(({ key, holder }) => (holder === null ? [] : [[key.keyId, holder] as const]))
  return before === undefined && come.length === 0 ? undefined : Object.fromEntries([...stay, ...come])
}

const rotateRoot = (
  root: RootSigned,
  holders: Readonly<Record<string, string>> | undefined,
  { add, remove, threshold }: Asked<'rotate-root'>,
): Change => {
  if (
    add.length === 0 &&
    remove.length === 0 &&
    (threshold ?? root.roles.root.threshold) === root.roles.root.threshold
  ) {
    throw refuse('nothing', 'root')
  }
  const shape = shapeOf(
    root,
    add.map(({ key }) => key),
    remove,
    threshold,
  )
  return { root: shape, holders: holdersAfter(holders, shape, add) }
}

/** New keys of a state, and its roles signed anew by them: no moment without a signature that counts. */
const rotateState = async (
  repository: Repository,
  current: Current,
  { state, key, opsKey, contents = {} }: Asked<'rotate-state'>,
  now: number,
): Promise<Change> => {
  const { trust, registry } = authorityOf(state)
  const before = (role: string): Holder => {
    const { keys, roles } = current.targets.delegations
    const keyId = roles.find(({ name }) => name === role)?.keyids[0]
    const publicKey = keyId === undefined ? undefined : keys[keyId]
    if (keyId === undefined || publicKey === undefined) throw refuse('unknown-state', state, { state })
    return { keyId, publicKey }
  }
  const old = { state: before(trust.role), ops: state === ORGANISATION ? null : before(registry.role) }
  if (old.ops === null && opsKey !== undefined) throw refuse('nothing', state)
  const isExtension = key === undefined && opsKey === undefined
  const roles = await rolesOf(
    repository,
    current,
    state,
    contents,
    isExtension || key !== undefined,
    isExtension || opsKey !== undefined || old.ops === null,
    now,
  )
  if (isExtension) return roles
  return { delegate: { [state]: { state: key ?? old.state, ops: old.ops && (opsKey ?? old.ops) } }, ...roles }
}

/** The roles of a code to sign anew: with the documents that they list, and those that are issued now. */
const rolesOf = async (
  repository: Repository,
  current: Current,
  code: string,
  contents: Contents,
  offline: boolean,
  online: boolean,
  now: number,
): Promise<Required<Pick<Change, 'roles' | 'documents'>>> => {
  const authority = authorityOf(code)
  const roles: Record<string, Readonly<Record<string, TargetFile>>> = {}
  const documents = new Map<string, Uint8Array>()
  const wanted = [...(offline ? [authority.trust.role] : []), ...(online ? [authority.registry.role] : [])]
  for (const role of new Set(wanted)) {
    const targets: Record<string, TargetFile> = { ...(await readPublishedRole(repository, current, role))?.targets }
    for (const kind of DOCUMENT_KINDS) {
      const content = contents[kind]
      const own = authority[kind]
      if (content === undefined || own.role !== role) continue
      const version = (await publishedVersion(repository, own.path, targets[own.path]?.hashes.sha256)) + 1
      const placed = placeDocument(own.path, issueDocument(kind, code, content, version, now))
      documents.set(placed.name, placed.bytes)
      targets[own.path] = placed.target
    }
    await allThere(repository, role, targets, documents)
    roles[role] = targets
  }
  return { roles, documents }
}

/** What a role lists must be there before anybody signs it. */
const allThere = async (
  repository: Repository,
  role: string,
  targets: Readonly<Record<string, TargetFile>>,
  documents: ReadonlyMap<string, Uint8Array>,
): Promise<void> => {
  for (const [path, { hashes }] of Object.entries(targets)) {
    const name = targetName(path, hashes.sha256)
    if (!documents.has(name) && (await repository.read(name)) === null)
      throw refuse('not-uploaded', role, { role, path })
  }
}
