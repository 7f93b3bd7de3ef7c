import { join } from 'node:path'
import { type DirectoryClient, directoryRepository, openDirectory, repositoryFetch, TIMESTAMP } from '@rabt/directory'
import { readTrustedRoot } from '../ceremony/found.ts'
import type { Layout } from '../ceremony/layout.ts'

/** Nobody connects there: the repository is read as files. */
const HERE = 'http://repository.invalid/directory/'

/** The verified directory of all sample authorities, which share one machine and one copy of the repository. */
export function openSharedDirectory(at: Layout, clock: () => number): Promise<DirectoryClient> {
  return openDirectory({
    home: join(at.home, 'authorities', 'directory'),
    mirrors: [HERE],
    trustedRoot: readTrustedRoot(at),
    clock,
    fetch: repositoryFetch(directoryRepository(at.repository), HERE),
  })
}

/** Calls `changed` whenever another timestamp lies in the repository, and once at the beginning. Returns the end of it. */
export function watchRepository(at: Layout, everyMs: number, changed: () => Promise<void>): () => Promise<void> {
  const repository = directoryRepository(at.repository)
  let last = ''
  let working: Promise<void> | null = null
  const look = async (): Promise<void> => {
    const text = Buffer.from((await repository.read(TIMESTAMP)) ?? []).toString('base64')
    if (text === last) return
    await changed()
    // What failed is looked at again.
    last = text
  }
  const tick = (): void => {
    working ??= look()
      .catch((error: unknown) => console.error('the directory was not followed:', error))
      .finally(() => {
        working = null
      })
  }
  tick()
  const timer = setInterval(tick, everyMs)
  return async () => {
    clearInterval(timer)
    await working
  }
}
