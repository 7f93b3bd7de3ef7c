import { type DirectoryVersion, RabtError, sameBytes } from '@rabt/protocol'
import { createMemo } from '../assemble/memo.ts'
import { sha256Hex } from '../codec/digest.ts'
import { walkRoots } from '../metadata/roots.ts'
import type { DirectoryIssue } from '../refuse.ts'
import type { CheckedView } from '../view.ts'
import { type Accepted, accept, type Floor } from './accept.ts'
import { type Archive, type ArchivedVersion, manifestName, openArchive } from './archive.ts'
import type { Fetch } from './mirror.ts'
import { type DirectoryMode, modeAt } from './mode.ts'
import { clearStaging, fetchOffer } from './refresh.ts'

export interface DirectoryOptions {
  /** The client's own directory. */
  readonly home: string
  /** Base URLs of the repository's copies, the own state's first. */
  readonly mirrors: readonly string[]
  /** Root metadata shipped with the installation. Kept as the start of every chain. */
  readonly trustedRoot: Uint8Array
  /** Unix ms. */
  readonly clock: () => number
  readonly fetch?: Fetch
}

export interface DirectoryStatus {
  readonly version: DirectoryVersion | null
  /** Unix ms: earliest expiry of the top-level metadata. */
  readonly expires: number | null
  /** Unix ms of the last refresh that a mirror answered well. */
  readonly lastRefresh: number | null
  /** Of the last refresh, if it failed. */
  readonly lastError: RabtError | null
  /** `expired` also when there never was a directory. */
  readonly mode: DirectoryMode
  readonly issues: readonly DirectoryIssue[]
}

export interface DirectoryClient {
  /** The last verified directory. Throws DIRECTORY_UNREACHABLE if there never was one, DIRECTORY_EXPIRED past all grace. */
  view(): CheckedView
  /**
   * Asks the mirrors in order until one answers well (and, with `atLeast`, shows that version or a later one). Calls at
   * the same time share one refresh. Rejects with the gravest error if none does; the last view stays in use.
   */
  refresh(options?: { readonly atLeast?: number }): Promise<CheckedView>
  status(): DirectoryStatus
  /** Called after each change of version or of the states in it; must not throw. Returns its own end. */
  onChange(listener: (view: CheckedView) => void): () => void
  /** Any version that this client ever accepted, for evidence; null if it is not kept whole. */
  archive(version: DirectoryVersion): Promise<ArchivedVersion | null>
}

/** Which error says most when every mirror failed. */
const GRAVITY = ['DIRECTORY_ROLLBACK', 'DIRECTORY_INVALID', 'DIRECTORY_EXPIRED', 'DIRECTORY_UNREACHABLE'] as const

const gravest = (errors: readonly RabtError[]): RabtError => {
  for (const code of GRAVITY) {
    const found = errors.find((error) => error.code === code)
    if (found !== undefined) return found
  }
  return errors[0] ?? new RabtError('DIRECTORY_UNREACHABLE', { place: 'mirrors', reason: 'none is configured' })
}

/**
 * Opens the directory's client: what was verified before is in use at once, without a network. Throws NO_TRUSTED_ROOT if
 * the given root does not hold; a damaged cache is passed over, never an error.
 */
export const openDirectory = async (options: DirectoryOptions): Promise<DirectoryClient> => {
  const { home, mirrors, trustedRoot, clock, fetch = globalThis.fetch } = options
  checkTrustedRoot(trustedRoot)
  await clearStaging(home)
  const archive = openArchive(home)
  const memo = createMemo()
  const listeners = new Set<(view: CheckedView) => void>()
  const restored = await restore(archive, trustedRoot, clock(), memo)
  let floor: Floor = restored.floor
  let last: Accepted | null = restored.last
  let lastRefresh: number | null = restored.refreshed
  let lastError: RabtError | null = null
  let running: Promise<CheckedView> | null = null

  const judge = (offer: ArchivedVersion & { readonly timestamp: Uint8Array }): Accepted =>
    accept({ trustedRoot, ...offer, floor, memo, time: clock() })

  const take = async (next: Accepted): Promise<void> => {
    const previous = last
    const same = previous !== null && sameVersion(previous.version, next.version)
    if (!same || previous.files.size !== next.files.size) await archive.store(next.version, next)
    if (!same || !sameBytes(previous.timestamp, next.timestamp)) {
      await archive.point({
        manifest: manifestName(next.version),
        trustedRoot: sha256Hex(trustedRoot),
        timestamp: Buffer.from(next.timestamp).toString('base64'),
        documents: Object.fromEntries(next.documents),
        refreshed: clock(),
      })
    }
    floor = { version: next.version, documents: next.documents }
    last = next
    if (!same || statesIn(previous) !== statesIn(next)) for (const listener of [...listeners]) listener(next.view)
  }

  const refreshOnce = async (atLeast: number): Promise<CheckedView> => {
    const errors: RabtError[] = []
    let answered = false
    for (const mirror of mirrors) {
      try {
        await take(judge(await fetchOffer({ home, mirror, fetch, trustedRoot, last, now: clock() })))
        answered = true
        if (last !== null && last.version.number >= atLeast && !lacksFiles(last)) break
      } catch (error) {
        errors.push(asRabtError(error))
      }
    }
    if (!answered || last === null) {
      lastError = gravest(errors)
      throw lastError
    }
    lastRefresh = clock()
    lastError = null
    return last.view
  }

  const client: DirectoryClient = {
    view: () => {
      if (last === null) throw new RabtError('DIRECTORY_UNREACHABLE', { place: 'directory', reason: 'never refreshed' })
      const now = clock()
      if (now >= last.roleExpires) last = judge(last)
      if (now >= last.expires && modeAt(last.expires, now) === 'expired') {
        const expires = new Date(last.expires).toISOString()
        throw new RabtError('DIRECTORY_EXPIRED', { place: 'directory', expires, reason: `expired ${expires}` })
      }
      return last.view
    },
    refresh: async ({ atLeast = 0 } = {}) => {
      const shared = running
      if (shared !== null) {
        const view = await shared
        if (view.version.number >= atLeast) return view
      }
      running ??= refreshOnce(atLeast).finally(() => {
        running = null
      })
      return running
    },
    status: () => ({
      version: last?.version ?? null,
      expires: last?.expires ?? null,
      lastRefresh,
      lastError,
      mode: last === null ? 'expired' : modeAt(last.expires, clock()),
      issues: last?.view.issues ?? [],
    }),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    archive: (version) => archive.load(version),
  }
  return client
}

const checkTrustedRoot = (trustedRoot: Uint8Array): void => {
  try {
    walkRoots(trustedRoot, [])
  } catch (cause) {
    throw new RabtError('NO_TRUSTED_ROOT', { reason: 'the given root does not hold' }, { cause })
  }
}

const sameVersion = (a: DirectoryVersion, b: DirectoryVersion): boolean =>
  a.number === b.number && sameBytes(a.hash, b.hash)

const statesIn = (accepted: Accepted): string =>
  [...new Set([...accepted.view.gateways.values()].map((gateway) => gateway.state))].join()

/** Whether another mirror may complete what this one lacked. */
const lacksFiles = (accepted: Accepted): boolean =>
  accepted.view.issues.some((issue) => issue.code === 'DIRECTORY_UNREACHABLE')

const asRabtError = (error: unknown): RabtError =>
  error instanceof RabtError ? error : new RabtError('INTERNAL_ERROR', {}, { detail: String(error), cause: error })

interface Restored {
  readonly last: Accepted | null
  readonly floor: Floor
  readonly refreshed: number | null
}

/**
 * What the cache still holds: the version pointed to, with the timestamp that named it. What cannot be read is passed
 * over, but its number stays the floor, so that damage does not open the way for an older directory.
 */
const restore = async (
  archive: Archive,
  trustedRoot: Uint8Array,
  time: number,
  memo: ReturnType<typeof createMemo>,
): Promise<Restored> => {
  const kept = await archive.list(sha256Hex(trustedRoot))
  const newest = kept[0] ?? null
  const pointer = await archive.pointer()
  if (pointer === null || pointer.trustedRoot !== sha256Hex(trustedRoot)) {
    return { last: null, floor: { version: newest, documents: new Map() }, refreshed: null }
  }
  const documents = new Map(Object.entries(pointer.documents))
  const version = kept.find((candidate) => manifestName(candidate) === pointer.manifest)
  const content = version === undefined ? null : await archive.load(version)
  if (content === null) return { last: null, floor: { version: newest, documents }, refreshed: null }
  try {
    const timestamp = Buffer.from(pointer.timestamp, 'base64')
    const last = accept({
      trustedRoot,
      ...content,
      timestamp,
      floor: { version: newest, documents },
      memo,
      time,
    })
    return { last, floor: { version: last.version, documents: last.documents }, refreshed: pointer.refreshed }
  } catch {
    return { last: null, floor: { version: newest, documents }, refreshed: null }
  }
}
