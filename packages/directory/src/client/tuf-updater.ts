import { RabtError } from '@rabt/protocol'
import { type Fetcher, Updater } from 'tuf-js'
import { DownloadHTTPError } from 'tuf-js/dist/error.js'
import { type Download, MirrorUnreachable } from './mirror.ts'

/** tuf-js over a mirror, with the bytes that it took, by repository name. */
export interface Session {
  readonly updater: Updater
  readonly taken: ReadonlyMap<string, Uint8Array>
}

export const metadataBase = (mirror: string): string => `${mirror.replace(/\/+$/, '')}/metadata/`

/** Limits of what a mirror can make us hold, bytes. */
export const CONFIG = {
  maxRootRotations: 256,
  rootMaxLength: 512 * 1024,
  timestampMaxLength: 16 * 1024,
  snapshotMaxLength: 2 * 1024 * 1024,
  targetsMaxLength: 2 * 1024 * 1024,
}

/**
 * One client workflow of tuf-js in `directory` (which holds `root.json` and what was verified before) on a mirror's metadata,
 * judging expiry by `now` (Unix ms) instead of the process's clock.
 */
export const openSession = (directory: string, mirror: string, download: Download, now: number): Session => {
  const base = metadataBase(mirror)
  const taken = new Map<string, Uint8Array>()
  const updater = new Updater({
    metadataDir: directory,
    metadataBaseUrl: base,
    config: CONFIG,
    fetcher: fetcherOf(base, download, taken),
  })
  setClock(updater, now)
  loadOnce(updater)
  return { updater, taken }
}

const fetcherOf = (base: string, download: Download, taken: Map<string, Uint8Array>): Fetcher => ({
  downloadBytes: async (url, maxLength) => {
    try {
      const bytes = await download(url, maxLength)
      taken.set(`metadata/${url.slice(base.length)}`, bytes)
      return bytes
    } catch (error) {
      // tuf-js takes its own error with status 403 or 404 as "there is no newer root".
      if (error instanceof MirrorUnreachable && error.status !== 0) {
        throw new DownloadHTTPError(`MirrorUnreachable: ${error.message}`, error.status)
      }
      throw error
    }
  },
  downloadFile: () =>
    Promise.reject(new RabtError('INTERNAL_ERROR', {}, { detail: 'documents are fetched by digest' })),
})

/** tuf-js 6.0.2 fixes its reference time in the constructor and lets nobody pass it in; a test holds that this works. */
const setClock = (updater: Updater, now: number): void => {
  const { trustedSet } = updater as unknown as { readonly trustedSet?: { referenceTime?: Date } }
  if (!(trustedSet?.referenceTime instanceof Date)) {
    throw new RabtError('INTERNAL_ERROR', {}, { detail: 'tuf-js keeps its reference time elsewhere' })
  }
  trustedSet.referenceTime = new Date(now)
}

/**
 * tuf-js 6.0.2 verifies a role that it holds anew for each path that it looks up: the signatures of all states on `targets`, once for each
 * document of theirs. What was verified for one delegation stays so within a session; what failed is asked for again, as it is there.
 */
const loadOnce = (updater: Updater): void => {
  const own = updater as unknown as { loadTargets?: (role: string, parent: string) => Promise<unknown> }
  const load = own.loadTargets?.bind(updater)
  if (load === undefined) throw new RabtError('INTERNAL_ERROR', {}, { detail: 'tuf-js loads targets elsewhere' })
  const loaded = new Map<string, unknown>()
  own.loadTargets = async (role, parent) => {
    const delegation = JSON.stringify([role, parent])
    const held = loaded.get(delegation) ?? (await load(role, parent))
    loaded.set(delegation, held)
    return held
  }
}

/** tuf-js errors of a whole refresh, typed. Errors of lower levels arrive as text within a RuntimeError. */
export const typedError = (error: unknown, mirror: string): RabtError => {
  if (error instanceof RabtError) return error
  const detail = String(error)
  const row = ERRORS.find(([pattern]) => pattern.test(detail))
  const code = row?.[1] ?? 'DIRECTORY_INVALID'
  return new RabtError(code, { place: mirror, reason: row?.[2] ?? 'not accepted' }, { detail, cause: error })
}

const ERRORS = [
  [/MirrorUnreachable/, 'DIRECTORY_UNREACHABLE', 'no answer'],
  [/is less than current version|Expected version \d+, got|in new snapshot/, 'DIRECTORY_ROLLBACK', 'older than seen'],
  [/is expired/, 'DIRECTORY_EXPIRED', 'expired'],
] as const
