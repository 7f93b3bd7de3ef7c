import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CheckedView,
  claimOf,
  type DirectoryClient,
  directoryRepository,
  type Fetch,
  isWhole,
  mendCopy,
  openDirectory,
  type Repository,
  readStanding,
  repositoryFetch,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'

/** Nobody connects there: the own folder is read as files. */
const HERE = 'http://repository.invalid/directory/'

export interface MirrorOptions {
  /** What is served. */
  readonly folder: string
  /** What was ever accepted, for the authority alone: a folder that is deleted or put back does not take it along. */
  readonly memory: string
  readonly trustedRoot: Uint8Array
  /** Base URLs of the mirrors at the places that can write, and of the other authorities' mirrors. */
  readonly writers: readonly string[]
  readonly others: readonly string[]
  /** Unix ms. */
  readonly clock: () => number
  readonly fetch?: Fetch
  /** Nobody else writes into the folder meanwhile. At a place that can write: its lock. */
  readonly alone?: <T>(act: () => Promise<T>) => Promise<T>
  /** Told of each file that was put right, and of what a mirror was refused for. */
  readonly mended: (names: readonly string[]) => void
  readonly refused: (mirror: string, error: unknown) => void
}

/** One authority's mirror of the whole repository (docs/spec/directory.md §11). */
export interface Mirror {
  readonly directory: DirectoryClient
  /** The folder that is served. */
  readonly repository: Repository
  /**
   * Takes in what is newer elsewhere, and puts right what lies in the folder. Looks at the same time are one. `whole`: one that
   * begins from now on, and compares every file, as the first of twenty looks does.
   */
  look(whole?: boolean): Promise<void>
  /** The directory after a look. Rejects as `view` throws. */
  refresh(): Promise<CheckedView>
  /** Number of the timestamp in use; 0 before the first. */
  number(): number
  /** Number of the timestamp in the folder, whether or not it can be verified; 0 if there is none. */
  served(): Promise<number>
}

/** Every file is compared with what was verified at the first of so many looks; between, only the timestamp is. */
const WHOLE_EVERY = 20

/** Opens it; what it held before is in use at once. Throws NO_TRUSTED_ROOT. */
export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  const { folder, memory, trustedRoot, writers, others, clock, fetch = globalThis.fetch, mended, refused } = options
  const { alone = (act) => act() } = options
  const repository = directoryRepository(folder)
  const here = repositoryFetch(repository, HERE)
  const ask: Fetch = (url, init) => (url.startsWith(HERE) ? here(url, init) : fetch(url, init))
  const directory = await openDirectory({
    home: memory,
    mirrors: [HERE, ...writers, ...others],
    trustedRoot,
    clock,
    fetch: ask,
  })
  const number = (): number => directory.inUse()?.number ?? 0
  let looks = 0
  let other = 0
  let checked: number | null = null
  let looking: Promise<void> | null = null
  const said = new Map<string, string>()

  /** Told once, until the mirror is refused for something else. */
  const refuse = (mirror: string, error: unknown): void => {
    if (said.get(mirror) === String(error)) return
    said.set(mirror, String(error))
    refused(mirror, error)
  }

  /**
   * From whoever says to have a newer one, the newest first: who says so without having it is refused, and the next is asked.
   * @returns what the own folder says to have
   */
  const takeIn = async (): Promise<number> => {
    // Without a memory all are asked, whatever they say.
    if (number() === 0) {
      await directory.refresh().catch((error: unknown) => refuse('all', error))
      return 0
    }
    const asked = [HERE, ...writers]
    const more = others.length === 0 ? undefined : others[other++ % others.length]
    if (more !== undefined) asked.push(more)
    const claims = await Promise.all(asked.map(async (mirror) => ({ mirror, claim: await claimOf(ask, mirror) })))
    const shown = claims[0]?.claim ?? 0
    for (const { mirror, claim } of claims.toSorted((a, b) => b.claim - a.claim)) {
      if (claim <= number()) break
      await directory.refresh({ from: [mirror] }).catch((error: unknown) => refuse(mirror, error))
    }
    return shown
  }

  /** @param shown by the folder just now */
  const mend = async (whole: boolean, shown: number): Promise<void> => {
    const held = directory.inUse()
    if (held === null) return
    const isDue = whole || looks % WHOLE_EVERY === 0 || checked !== held.number
    if (!isDue && shown === held.number) return
    if (!(await isWhole(repository, held)) || !(await isReadable())) {
      await alone(async () => {
        const names = await mendCopy(repository, held)
        // What else lies there may stop a reader, such as a root that nobody signed.
        const isRight = (await isReadable()) && (await isWhole(repository, held))
        if (!isRight) await rm(join(folder, 'metadata'), { recursive: true, force: true })
        mended(isRight ? names : await mendCopy(repository, held))
      })
    }
    checked = held.number
  }

  const isReadable = async (): Promise<boolean> => {
    try {
      return (await readStanding(repository)) !== null
    } catch (error) {
      if (error instanceof RabtError) return false
      throw error
    }
  }

  const lookOnce = async (whole: boolean): Promise<void> => {
    await mend(whole, await takeIn())
    looks++
  }
  const look = async (whole = false): Promise<void> => {
    while (whole && looking !== null) await looking.catch(() => undefined)
    looking ??= lookOnce(whole).finally(() => {
      looking = null
    })
    return looking
  }

  return {
    directory,
    repository,
    look,
    refresh: async () => {
      await look(true)
      return directory.view()
    },
    number,
    served: () => claimOf(ask, HERE),
  }
}
