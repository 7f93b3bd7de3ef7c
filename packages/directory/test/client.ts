import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { type DirectoryClient, type DirectoryOptions, type Fetch, openDirectory } from '../src/index.ts'
import { type Federation, fetchOf, HOUR, MIRROR, NOW } from './federation.ts'

/** A client with a home of its own, a clock that the test moves and a network that the test cuts. */
export interface Bench {
  readonly home: () => string
  now: number
  /** URLs asked for, in order. */
  readonly asked: string[]
  /** Null until set: then that of the federation which is opened. */
  fetch: Fetch | null
  open(federation: Federation, change?: Partial<DirectoryOptions>): Promise<DirectoryClient>
}

export const bench = (): Bench => {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'rabt-directory-'))
    self.now = NOW + HOUR
    self.asked.length = 0
    self.fetch = null
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
  const self: Bench = {
    home: () => home,
    now: NOW + HOUR,
    asked: [],
    fetch: null,
    open: (federation, change = {}) => {
      self.fetch ??= fetchOf(federation)
      return openDirectory({
        home,
        mirrors: [MIRROR],
        trustedRoot: federation.trustedRoot,
        clock: () => self.now,
        fetch: (url, init) => {
          self.asked.push(url)
          return (self.fetch ?? unreachable)(url, init)
        },
        ...change,
      })
    },
  }
  return self
}

/** A network that is off. */
export const unreachable: Fetch = () => Promise.reject(new TypeError('fetch failed'))
