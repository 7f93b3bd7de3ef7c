import { RabtError } from '@rabt/protocol'
import { sha256Hex } from '../codec/digest.ts'
import { matches } from '../metadata/delegations.ts'
import { checkSignatures, type Envelope, openEnvelope, refuseStrangers } from '../metadata/envelope.ts'
import { loadKeys } from '../metadata/key.ts'
import { metadataName, targetName } from '../metadata/names.ts'
import { type RoleSigned, roleSchema } from '../metadata/schema.ts'
import { type Current, readCurrent, readPublishedRole } from '../publish/current.ts'
import { type Act, type Published, publishVersion } from '../publish/finish.ts'
import { publishedVersion, versionIn } from '../publish/issue.ts'
import { conflict } from '../publish/plan.ts'
import type { Repository } from '../publish/repository.ts'
import { refusal } from '../refuse.ts'
import { decodeRole, type RoleHandOver } from './format.ts'

/**
 * Whether somebody may hand this over at all: the role's own key signed it, for paths of its own. Cheap, and asked before
 * anything is held up for it. Throws HAND_OVER_REFUSED.
 */
export const checkHandOver = async (repository: Repository, body: Uint8Array): Promise<void> => {
  await refusing(async () => readHandOver(await readCurrent(repository), body))
}

/**
 * Publishes what a state signed and handed over: verified as a client does, joined with snapshot and timestamp by the online
 * keys. Empty if it is published already. Throws HAND_OVER_REFUSED for what the state must correct, CONFLICT if the role was
 * published anew since; nothing is written then.
 */
export const takeHandOver = (act: Act, body: Uint8Array): Promise<Published> =>
  refusing(async () => {
    const { repository } = act
    const current = await readCurrent(repository)
    const { handed, envelope } = readHandOver(current, body)
    const { role, base, metadata } = handed
    const meta = current.snapshot.meta[`${role}.json`]
    if (meta?.hashes.sha256 === sha256Hex(metadata)) return new Map()
    if ((meta?.hashes.sha256 ?? null) !== base) throw conflict(`${role} was published anew since it was read`)
    const { version, targets, expires } = envelope.signed
    if (version <= (meta?.version ?? 0)) throw refusal(role, `version ${version} after ${meta?.version}`)
    if (Date.parse(expires) <= act.now) throw refusal(role, `expired ${expires}`)
    const before = (await readPublishedRole(repository, current, role))?.targets ?? {}
    const documents = await placeDocuments(repository, handed, targets, before)
    const draft = { files: [{ role, version, message: envelope.message, needs: [] }], documents }
    const files = new Map([...documents, [metadataName(role, version), metadata] as const])
    return publishVersion(act, current, draft, files)
  })

const readHandOver = (
  current: Current,
  body: Uint8Array,
): { readonly handed: RoleHandOver; readonly envelope: Envelope<RoleSigned> } => {
  const handed = decodeRole(body)
  const { role } = handed
  const { keys, roles } = current.targets.delegations
  const delegation = roles.find(({ name }) => name === role)
  if (delegation === undefined) throw refusal(role, 'is not delegated')
  const envelope = openEnvelope(handed.metadata, roleSchema, role)
  refuseStrangers(envelope, checkSignatures(envelope, loadKeys(keys, 'targets'), delegation, role), role)
  for (const path of Object.keys(envelope.signed.targets)) {
    if (!delegation.paths.some((pattern) => matches(pattern, path))) throw refusal(role, `${path} is not of this role`)
  }
  return { handed, envelope }
}

type Targets = RoleSigned['targets']

/** The documents that come with it under their names. Each is listed, and none is older than the one in its place. */
const placeDocuments = async (
  repository: Repository,
  { role, documents }: RoleHandOver,
  targets: Targets,
  before: Targets,
): Promise<Map<string, Uint8Array>> => {
  const brought = new Map(documents.map((bytes) => [sha256Hex(bytes), bytes]))
  const placed = new Map<string, Uint8Array>()
  for (const [path, { hashes }] of Object.entries(targets)) {
    const name = targetName(path, hashes.sha256)
    const own = brought.get(hashes.sha256)
    brought.delete(hashes.sha256)
    const bytes = own ?? (await repository.read(name))
    if (bytes === null) throw refusal(path, 'is listed and was not handed over')
    const old = before[path]?.hashes.sha256
    const [version, last] = [versionIn(bytes, path), await publishedVersion(repository, path, old)]
    if (hashes.sha256 !== old && version <= last) throw refusal(path, `version ${version} after ${last}`)
    if (own !== undefined) placed.set(name, own)
  }
  if (brought.size > 0) throw refusal(role, 'a document was handed over that is not listed')
  return placed
}

/** What would be invalid in the directory is for the state to correct. */
const refusing = async <T>(act: () => Promise<T>): Promise<T> => {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof RabtError && error.code === 'DIRECTORY_INVALID')) throw error
    throw new RabtError('HAND_OVER_REFUSED', error.params, {
      cause: error,
      ...(error.detail && { detail: error.detail }),
    })
  }
}
