import { type DirectoryVersion, RabtError, sameBytes } from '@rabt/protocol'
import { createMemo } from '../assemble/memo.ts'
import { sha256Hex } from '../codec/digest.ts'
import { walkRoots } from '../metadata/roots.ts'
import type { DirectoryIssue } from '../refuse.ts'
import type { CheckedView } from '../view.ts'
import { type Accepted, accept, type Floor, renew } from './accept.ts'
import { type Archive, type ArchivedVersion, openArchive } from './archive.ts'
import { claimOf, timestampNumber } from './claim.ts'
import type { Fetch } from './mirror.ts'
import { type DirectoryMode, modeAt } from './mode.ts'
import { clearStaging, fetchOffer, lacksFiles, type Offer } from './refresh.ts'

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

/** A verified version, whole: its roots from the first on, its files by repository name, and the timestamp that names it. */
export interface HeldVersion extends ArchivedVersion {
  readonly timestamp: Uint8Array
  /** Number of the timestamp. */
  readonly number: number
}

export interface DirectoryClient {
  /** The last verified directory. Throws DIRECTORY_UNREACHABLE if there never was one, DIRECTORY_EXPIRED past all grace. */
  view(): CheckedView
  /**
   * Asks the mirrors in order until one answers well (and, with `atLeast`, shows that version or a later one); without
   * a memory of what was accepted before it asks them all. Calls at the same time share one refresh. Rejects with the
   * gravest error if none does; the last view stays in use. One more mirror, another each time, is asked for the number of its
   * timestamp, and for the rest if that is higher: an own mirror that stands still holds nobody up for long. `from`: these
   * mirrors alone, in this order.
   */
  refresh(options?: { readonly atLeast?: number; readonly from?: readonly string[] }): Promise<CheckedView>
  /** The version in use with the bytes that it rests on, for whoever serves it on; null if there never was one. */
  inUse(): HeldVersion | null
  status(): DirectoryStatus
  /** Called after each change of version or of the states in it; must not throw. Returns its own end. */
  onChange(listener: (view: CheckedView) => void): () => void
  /** Every version that this client ever accepted. */
  versions(): Promise<readonly DirectoryVersion[]>
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
  let tail: Promise<unknown> = Promise.resolve()
  let turn = 0

  const judge = (offer: Offer, given: Accepted | null): Accepted => {
    const held = [last, given].find((one) => one?.files === offer.files)
    const renewed = held ? renew(held, offer.timestamp) : null
    return renewed ?? accept({ trustedRoot, ...offer, floor, memo, time: clock() })
  }

  const swap = (next: Accepted): void => {
    const previous = last
    floor = { version: next.version, documents: next.documents, root: next.root.signed }
    last = next
    if (previous !== null && sameVersion(previous.version, next.version) && statesIn(previous) === statesIn(next))
      return
    for (const listener of [...listeners]) listener(next.view)
  }

  const take = async (next: Accepted): Promise<void> => {
    const previous = last
    const same = previous !== null && sameVersion(previous.version, next.version)
    // A root that came alone is kept too: what it revokes must not come back by a restart.
    const grown =
      !same || previous.files.size !== next.files.size || previous.rootChain.length !== next.rootChain.length
    if (grown) await archive.store(next.version, next)
    if (!same || !sameBytes(previous.timestamp, next.timestamp)) {
      await archive.point({
        version: next.version,
        trustedRoot: sha256Hex(trustedRoot),
        timestamp: Buffer.from(next.timestamp).toString('base64'),
        documents: Object.fromEntries(next.documents),
        refreshed: clock(),
      })
    }
    swap(next)
  }

  /** The view for this moment: a state whose role has expired since leaves it. */
  const present = (): CheckedView => {
    if (last === null) throw new RabtError('DIRECTORY_UNREACHABLE', { place: 'directory', reason: 'never refreshed' })
    const now = clock()
    if (now >= last.roleExpires) swap(accept({ trustedRoot, ...last, floor, memo, time: now }))
    if (now >= last.expires && modeAt(last.expires, now) === 'expired') {
      const expires = new Date(last.expires).toISOString()
      throw new RabtError('DIRECTORY_EXPIRED', { place: 'directory', expires, reason: `expired ${expires}` })
    }
    return last.view
  }

  /** What the mirrors show together, in the best version among theirs. */
  const askMirrors = async (
    atLeast: number,
    from: readonly string[],
    errors: RabtError[],
  ): Promise<Accepted | null> => {
    // Who remembers no document would take an old one from stolen online keys: what any mirror shows is remembered.
    const isNew = floor.documents.size === 0
    const shown = new Map<string, number>()
    let best: Accepted | null = null
    const ask = async (mirror: string): Promise<void> => {
      try {
        const given: Accepted | null = best
        const next = judge(await fetchOffer({ home, mirror, fetch, trustedRoot, last, given, now: clock() }), given)
        for (const [path, version] of next.documents) shown.set(path, Math.max(version, shown.get(path) ?? 0))
        if (best === null || isBetter(next, best)) best = next
      } catch (error) {
        errors.push(asRabtError(error))
      }
    }
    // Read anew each time: what is asked sets it.
    const found = (): Accepted | null => best
    const left = [...from]
    for (let mirror = left.shift(); mirror !== undefined; mirror = left.shift()) {
      await ask(mirror)
      const now = found()
      if (now !== null && !isNew && now.version.number >= atLeast && !lacksFiles(now)) break
    }
    const other = left.length === 0 ? undefined : left[turn++ % left.length]
    const now = found()
    if (now !== null && other !== undefined && (await claimOf(fetch, other)) > timestampNumber(now.timestamp)) {
      await ask(other)
    }
    const chosen = found()
    if (chosen === null || [...shown].every(([path, version]) => chosen.documents.get(path) === version)) return chosen
    return accept({ trustedRoot, ...chosen, floor: { ...floor, documents: shown }, memo, time: clock() })
  }

  const refreshOnce = async (atLeast: number, from: readonly string[]): Promise<CheckedView> => {
    const errors: RabtError[] = []
    const best = await askMirrors(atLeast, from, errors)
    if (best === null) {
      lastError = gravest(errors)
      throw lastError
    }
    await take(best)
    lastRefresh = clock()
    lastError = null
    return present()
  }

  /** One after the other: what was asked for first must not come to stand over what came later. */
  const inTurn = (atLeast: number, from: readonly string[]): Promise<CheckedView> => {
    const mine = tail.then(() => refreshOnce(atLeast, from))
    tail = mine.catch(() => undefined)
    return mine
  }

  const client: DirectoryClient = {
    view: present,
    refresh: async ({ atLeast = 0, from } = {}) => {
      if (from !== undefined) return inTurn(atLeast, from)
      const shared = running
      if (shared !== null) {
        const view = await shared
        if (view.version.number >= atLeast) return view
      }
      running ??= inTurn(atLeast, mirrors).finally(() => {
        running = null
      })
      return running
    },
    inUse: () => {
      if (last === null) return null
      const { rootChain, files, timestamp } = last
      return { rootChain, files, timestamp, number: timestampNumber(timestamp) }
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
    versions: () => archive.versions(),
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

/** A mirror that is behind, does not have all files, or shows an older timestamp of the same version gives way to one that does. */
const isBetter = (a: Accepted, b: Accepted): boolean => {
  if (a.version.number !== b.version.number) return a.version.number > b.version.number
  if (lacksFiles(a) !== lacksFiles(b)) return lacksFiles(b)
  return timestampNumber(a.timestamp) > timestampNumber(b.timestamp)
}

const sameVersion = (a: DirectoryVersion, b: DirectoryVersion): boolean =>
  a.number === b.number && sameBytes(a.hash, b.hash)

const statesIn = (accepted: Accepted): string =>
  [...new Set([...accepted.view.gateways.values()].map((gateway) => gateway.state))].join()

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
  const root = sha256Hex(trustedRoot)
  const newest = await archive.newest(root)
  const pointer = await archive.pointer()
  if (pointer === null || pointer.trustedRoot !== root) {
    return { last: null, floor: { version: newest, documents: new Map(), root: null }, refreshed: null }
  }
  const documents = new Map(Object.entries(pointer.documents))
  const content = await archive.load(pointer.version)
  try {
    if (content === null) throw new Error('the version in use is not kept whole')
    const timestamp = Buffer.from(pointer.timestamp, 'base64')
    // A crash may have kept a newer version that was not yet in use: it sets no floor.
    const last = accept({
      trustedRoot,
      ...content,
      timestamp,
      floor: { version: null, documents, root: null },
      memo,
      time,
    })
    return {
      last,
      floor: { version: last.version, documents: last.documents, root: last.root.signed },
      refreshed: pointer.refreshed,
    }
  } catch {
    return { last: null, floor: { version: newest, documents, root: null }, refreshed: null }
  }
}
