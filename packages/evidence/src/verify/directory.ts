import { type DirectoryView, TIMESTAMP } from '@rabt/directory'
import { type DirectoryVersion, RabtError, sameBytes } from '@rabt/protocol'
import type { Bundle } from '../bundle/bundle.ts'
import { attempt, refuse } from '../refuse.ts'
import { findStray } from './named-files.ts'
import { orderRoots } from './roots.ts'

/** Verifies one archived version of the directory for a moment (`verifyAsOf` of @rabt/directory). Throws RabtError. */
export type VerifyDirectory = (input: VerifyInput) => DirectoryView

export interface VerifyInput {
  readonly rootChain: readonly Uint8Array[]
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly version: DirectoryVersion
  readonly trustedRoot: Uint8Array
  readonly time: number
}

interface Judged {
  readonly view: DirectoryView
  readonly time: number
}

/** The directory versions of a bundle, verified when an entry names them. */
export class Directories {
  readonly #bundle: Bundle
  readonly #trustedRoot: Uint8Array
  readonly #verify: VerifyDirectory
  readonly #files: ReadFiles
  readonly #judged = new Map<DirectoryVersion, Judged[]>()
  /** Roots under which an older version may have been signed, newest first; null until they are known to follow from the trusted one. */
  #candidates: readonly Uint8Array[] | null = null

  constructor(bundle: Bundle, trustedRoot: Uint8Array, verify: VerifyDirectory) {
    this.#bundle = bundle
    this.#trustedRoot = trustedRoot
    this.#verify = verify
    this.#files = new ReadFiles(bundle.files)
    bundle.versions.forEach((version, at) => {
      const before = bundle.versions[at - 1]
      const ordered = before === undefined || before.number < version.number
      if (!ordered) refuse('BUNDLE_DIRECTORY', named(version), 'VERSION_ORDER')
    })
  }

  /**
   * The directory that an entry names, as of `time` (Unix ms).
   * @throws RabtError BUNDLE_DIRECTORY
   */
  asOf(version: DirectoryVersion, time: number): DirectoryView {
    const held = this.#bundle.versions.find((one) => isSame(one, version))
    if (held === undefined) refuse('BUNDLE_DIRECTORY', named(version), 'VERSION_ABSENT')
    const before = this.#judged.get(held) ?? []
    const view = before.find((one) => one.time === time)?.view ?? this.#judge(held, time)
    this.#judged.set(held, [...before, { view, time }])
    if (!isSame(view.version, version)) refuse('BUNDLE_DIRECTORY', named(version), 'DIRECTORY_REFUSED')
    if (view.federation !== this.#bundle.federation) refuse('BUNDLE_DIRECTORY', named(version), 'OTHER_FEDERATION')
    return view
  }

  /**
   * Each version was signed under the root of its day, and a bundle may span a change of root. The newest version must
   * follow from all roots; an older one may rest on any of them, tried from the newest backwards. A forger gains nothing by
   * that, as he could have left the later roots out.
   */
  #judge(version: DirectoryVersion, time: number): DirectoryView {
    const { rootChain, versions } = this.#bundle
    const { newer, isAscending } = orderRoots(this.#trustedRoot, rootChain)
    if (!isAscending) refuse('BUNDLE_DIRECTORY', named(version), 'ROOT_ORDER')
    const whole = { files: this.#files, trustedRoot: this.#trustedRoot, rootChain }
    const newest = versions.at(-1)
    return attempt('BUNDLE_DIRECTORY', named(version), 'DIRECTORY_REFUSED', () => {
      if (newest === undefined || version === newest || newer.length === 0)
        return this.#verify({ ...whole, version, time })
      // That the roots follow is shown once, at a moment when nothing has expired: then each can be tried by itself.
      if (this.#candidates === null) this.#verify({ ...whole, version: newest, time: 0 })
      this.#candidates ??= [...newer].reverse().concat([this.#trustedRoot])
      return this.#first(this.#candidates, { files: this.#files, version, time })
    })
  }

  #first(roots: readonly Uint8Array[], input: Pick<VerifyInput, 'files' | 'version' | 'time'>): DirectoryView {
    let first: RabtError | undefined
    for (const trustedRoot of roots) {
      try {
        return this.#verify({ ...input, trustedRoot, rootChain: [] })
      } catch (error) {
        if (!(error instanceof RabtError)) throw error
        first ??= error
      }
    }
    throw first ?? new RabtError('DIRECTORY_INVALID', { place: named(input.version), reason: 'no root' })
  }

  /** A bundle holds only what verifies: versions and files that nothing refers to are refused. */
  requireAllUsed(): void {
    const version = this.#bundle.versions.find((one) => !this.#judged.has(one))
    if (version !== undefined) refuse('BUNDLE_DIRECTORY', named(version), 'VERSION_UNUSED')
    const file = this.#files.unread() ?? findStray(this.#bundle)
    if (file !== undefined) refuse('BUNDLE_DIRECTORY', file, 'FILE_UNUSED')
  }
}

/** The bundle's files, remembering which ones the directory's verification looked at. */
class ReadFiles extends Map<string, Uint8Array> {
  readonly #read = new Set<string>()

  override get(name: string): Uint8Array | undefined {
    // A timestamp says which version was the newest one day: no entry needs it.
    if (name === TIMESTAMP) return undefined
    this.#read.add(name)
    return super.get(name)
  }

  unread(): string | undefined {
    return [...this.keys()].find((name) => !this.#read.has(name))
  }
}

const isSame = (a: DirectoryVersion, b: DirectoryVersion): boolean => a.number === b.number && sameBytes(a.hash, b.hash)

const named = (version: DirectoryVersion): string => `directory ${version.number}`
