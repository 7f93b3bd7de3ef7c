import type { DirectoryView } from '@rabt/directory'
import { type DirectoryVersion, LIMITS, RabtError, sameBytes } from '@rabt/protocol'
import type { Bundle } from '../bundle/bundle.ts'
import { refuse } from '../refuse.ts'

/** Verifies one archived version of the directory for a moment (`verifyAsOf` of @rabt/directory). Throws RabtError. */
export type VerifyDirectory = (input: {
  readonly rootChain: readonly Uint8Array[]
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly version: DirectoryVersion
  readonly trustedRoot: Uint8Array
  readonly time: number
}) => DirectoryView

/** The directory versions of a bundle, verified when an entry names them. */
export class Directories {
  readonly #bundle: Bundle
  readonly #trustedRoot: Uint8Array
  readonly #verify: VerifyDirectory
  readonly #files: ReadFiles
  readonly #judged = new Map<DirectoryVersion, { readonly view: DirectoryView; readonly time: number }[]>()

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
    const view = this.#near(held, time) ?? this.#judge(held, time)
    if (!isSame(view.version, version)) refuse('BUNDLE_DIRECTORY', named(version), 'DIRECTORY_REFUSED')
    if (view.federation !== this.#bundle.federation) refuse('BUNDLE_DIRECTORY', named(version), 'OTHER_FEDERATION')
    return view
  }

  /** Expiry is by days, with hours of grace: what held for the question holds for its answer. */
  #near(version: DirectoryVersion, time: number): DirectoryView | undefined {
    return this.#judged.get(version)?.find((one) => Math.abs(one.time - time) <= LIMITS.requestLifeMs)?.view
  }

  /**
   * Each version was signed under the root of its day, and a bundle may span a change of root. The newest version must
   * follow from all roots; for an older one the chain is tried from its end backwards. A forger gains nothing by that,
   * as he could have left the later roots out.
   */
  #judge(version: DirectoryVersion, time: number): DirectoryView {
    const { rootChain, versions } = this.#bundle
    const fewest = version === versions.at(-1) ? rootChain.length : 0
    const input = { files: this.#files, version, trustedRoot: this.#trustedRoot, time }
    let first: RabtError | undefined
    for (let roots = rootChain.length; roots >= fewest; roots--) {
      try {
        const view = this.#verify({ ...input, rootChain: rootChain.slice(0, roots) })
        this.#judged.set(version, [...(this.#judged.get(version) ?? []), { view, time }])
        return view
      } catch (error) {
        if (!(error instanceof RabtError)) throw error
        first ??= error
      }
    }
    refuse('BUNDLE_DIRECTORY', named(version), 'DIRECTORY_REFUSED', first)
  }

  /** A bundle holds only what verifies: versions and files that nothing refers to are refused. */
  requireAllUsed(): void {
    const version = this.#bundle.versions.find((one) => !this.#judged.has(one))
    if (version !== undefined) refuse('BUNDLE_DIRECTORY', named(version), 'VERSION_UNUSED')
    const file = this.#files.unread()
    if (file !== undefined) refuse('BUNDLE_DIRECTORY', file, 'FILE_UNUSED')
  }
}

/** The bundle's files, remembering which ones the directory's verification looked at. */
class ReadFiles extends Map<string, Uint8Array> {
  readonly #read = new Set<string>()

  override get(name: string): Uint8Array | undefined {
    this.#read.add(name)
    return super.get(name)
  }

  unread(): string | undefined {
    return [...this.keys()].find((name) => !this.#read.has(name))
  }
}

const isSame = (a: DirectoryVersion, b: DirectoryVersion): boolean => a.number === b.number && sameBytes(a.hash, b.hash)

const named = (version: DirectoryVersion): string => `directory ${version.number}`
