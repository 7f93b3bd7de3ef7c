import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sameBytes } from '@rabt/protocol'
import { sha256Hex } from '../codec/digest.ts'
import { openEnvelope } from '../metadata/envelope.ts'
import { authorityOf, FEDERATION_PATH, metadataName, targetName } from '../metadata/names.ts'
import {
  type MetaFile,
  type SnapshotSigned,
  snapshotSchema,
  type TargetsSigned,
  targetsSchema,
  timestampSchema,
} from '../metadata/schema.ts'
import { refusal } from '../refuse.ts'
import type { Accepted } from './accept.ts'
import type { ArchivedVersion } from './archive.ts'
import { type Download, downloadOnce, type Fetch, fetchBytes, MirrorUnreachable } from './mirror.ts'
import { CONFIG, metadataBase, openSession, type Session, typedError } from './tuf-updater.ts'

export interface RefreshInput {
  readonly home: string
  readonly mirror: string
  readonly fetch: Fetch
  readonly trustedRoot: Uint8Array
  readonly last: Accepted | null
  /** What another mirror gave in the same act: the same version is not read again, nor a document whose name carries its digest. */
  readonly given?: Accepted | null
  /** Unix ms. */
  readonly now: number
}

/** What a mirror offers and tuf-js accepted; our own rules come next. */
export interface Offer extends ArchivedVersion {
  readonly timestamp: Uint8Array
}

const STAGING = 'staging-'

/**
 * What one mirror offers. Throws a RabtError. A state's files that are missing or refused are left out: only that state
 * fails.
 */
export const fetchOffer = async (input: RefreshInput): Promise<Offer> => {
  const { last, mirror, now } = input
  const download = downloadOnce(input.fetch)
  try {
    if (last !== null && (await isAsBefore(last, metadataBase(mirror), download, now))) return last
    return await runWorkflow(input, download)
  } catch (error) {
    throw typedError(error, mirror)
  }
}

/**
 * Whether the client workflow would end with what is in use: no newer root (TUF 1.0.31 §5.3.3), byte for byte the timestamp
 * that was verified, and nothing expired or missing of what it names.
 */
const isAsBefore = async (last: Accepted, base: string, download: Download, now: number): Promise<boolean> => {
  if (now >= last.expires || lacksFiles(last)) return false
  const newer = metadataName('root', last.root.signed.version + 1).slice('metadata/'.length)
  try {
    await download(`${base}${newer}`, CONFIG.rootMaxLength)
    return false
  } catch (error) {
    // As tuf-js: with 403 and 404 there is no newer root.
    if (!(error instanceof MirrorUnreachable && [403, 404].includes(error.status))) throw error
  }
  return sameBytes(await download(`${base}timestamp.json`, CONFIG.timestampMaxLength), last.timestamp)
}

/** Runs the TUF client workflow in a staging directory, so that a crash leaves what is in use as it was. */
const runWorkflow = async (input: RefreshInput, download: Download): Promise<Offer> => {
  const staging = join(input.home, `${STAGING}${randomBytes(8).toString('hex')}`)
  try {
    await mkdir(staging, { recursive: true })
    await fillStaging(staging, input)
    const session = openSession(staging, input.mirror, download, input.now)
    await session.updater.refresh()
    return await collect(staging, session, input)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** Removes what a crash left behind. */
export const clearStaging = async (home: string): Promise<void> => {
  await mkdir(home, { recursive: true })
  for (const name of await readdir(home)) {
    if (name.startsWith(STAGING)) await rm(join(home, name), { recursive: true, force: true })
  }
}

const fillStaging = async (staging: string, { last, trustedRoot }: RefreshInput): Promise<void> => {
  await writeFile(join(staging, 'root.json'), last?.rootChain.at(-1) ?? trustedRoot)
  if (last === null) return
  await writeFile(join(staging, 'timestamp.json'), last.timestamp)
  for (const [name, bytes] of last.files) {
    const role = /^metadata\/\d+\.([a-z-]+)\.json$/.exec(name)?.[1]
    if (role !== undefined) await writeFile(join(staging, `${role}.json`), bytes)
  }
}

const collect = async (staging: string, session: Session, input: RefreshInput): Promise<Offer> => {
  const { last, given = null, trustedRoot, mirror, fetch } = input
  const stored = async (role: string): Promise<Uint8Array> => readFile(join(staging, `${role}.json`))
  const timestamp = await stored('timestamp')
  const rootChain = [...(last?.rootChain ?? [trustedRoot]), ...newRoots(session)]
  const named = openEnvelope(timestamp, timestampSchema, 'timestamp').signed.meta['snapshot.json']
  for (const held of [last, given]) {
    if (held === null || !sameRoots(rootChain, held.rootChain) || !isSameVersion(held, named)) continue
    return { rootChain: held.rootChain, files: held.files, timestamp }
  }
  const files = new Map<string, Uint8Array>()
  const snapshotBytes = await stored('snapshot')
  const snapshot = openEnvelope(snapshotBytes, snapshotSchema, 'snapshot').signed
  files.set(metadataName('snapshot', named.version), snapshotBytes)
  const targetsBytes = await stored('targets')
  const targets = openEnvelope(targetsBytes, targetsSchema, 'targets').signed
  files.set(metadataName('targets', targets.version), targetsBytes)

  const document = async (path: string, digest: string, length: number): Promise<void> => {
    const name = targetName(path, digest)
    const held = last?.files.get(name) ?? given?.files.get(name)
    const bytes = held ?? (await fetchBytes(fetch, `${mirror.replace(/\/+$/, '')}/${name}`, length))
    if (sha256Hex(bytes) !== digest) throw refusal(name, 'another digest')
    files.set(name, bytes)
  }
  const federation = targets.targets[FEDERATION_PATH]
  if (federation === undefined) throw refusal('targets', `does not list ${FEDERATION_PATH}`)
  await document(FEDERATION_PATH, federation.hashes.sha256, federation.length)

  for (const path of pathsOf(targets)) {
    try {
      const info = await session.updater.getTargetInfo(path)
      if (info !== undefined) await document(path, info.hashes.sha256 ?? '', info.length)
    } catch {
      // Only this state fails: its files stay out, and the view built of the rest names it in its issues.
    }
  }
  for (const role of targets.delegations.roles) takeRole(files, role.name, snapshot, session, last)
  return { rootChain, files, timestamp }
}

const sameRoots = (one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean =>
  one.length === other.length && one.every((root, at) => sameBytes(root, other[at] as Uint8Array))

/** Nothing to fetch: the version in use, and no file of it was missing. */
const isSameVersion = (last: Accepted, named: MetaFile): boolean =>
  named.version === last.version.number &&
  named.hashes.sha256 === Buffer.from(last.version.hash).toString('hex') &&
  !lacksFiles(last)

/** Whether a mirror did not have all files of this version. */
export const lacksFiles = (accepted: Accepted): boolean =>
  accepted.view.issues.some((issue) => issue.code === 'DIRECTORY_UNREACHABLE')

const newRoots = (session: Session): readonly Uint8Array[] =>
  [...session.taken].filter(([name]) => name.endsWith('.root.json')).map(([, bytes]) => bytes)

const pathsOf = (targets: TargetsSigned): readonly string[] => {
  const codes = new Set(targets.delegations.roles.map((role) => role.name.split('-')[1] ?? ''))
  return [...codes].flatMap((code) => {
    const { trust, registry, agreements } = authorityOf(code.toUpperCase())
    return [trust.path, registry.path, agreements.path]
  })
}

/** Role metadata by the digest in the snapshot, also where tuf-js refused it: our own reading says why. */
const takeRole = (
  files: Map<string, Uint8Array>,
  role: string,
  snapshot: SnapshotSigned,
  session: Session,
  last: Accepted | null,
): void => {
  const meta = snapshot.meta[`${role}.json`]
  if (meta === undefined) return
  const name = metadataName(role, meta.version)
  const bytes = session.taken.get(name) ?? last?.files.get(name)
  if (bytes !== undefined && sha256Hex(bytes) === meta.hashes.sha256) files.set(name, bytes)
}
