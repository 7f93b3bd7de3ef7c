import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CheckedView, type DirectoryClient, openDirectory } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import type { NodeConfig } from '../config.ts'
import type { Log } from '../observe/log.ts'
import { DirectoryHistory } from '../trust/directory-history.ts'
import { tellRefreshFailed } from './tell.ts'

/** Opens the directory and asks for the newest; without an answer what was verified before stays in use. @throws RabtError DIRECTORY_UNREACHABLE if there never was one */
export async function openNodeDirectory(config: NodeConfig, clock: () => number, log: Log): Promise<DirectoryClient> {
  const home = join(config.home, 'directory')
  await mkdir(home, { recursive: true, mode: 0o700 })
  const trustedRoot = await readFile(join(config.home, config.directory.root))
  const directory = await openDirectory({ home, mirrors: config.directory.mirrors, trustedRoot, clock })
  try {
    await directory.refresh()
  } catch (error) {
    // What was verified before stays in use; a node that never had a directory cannot start. One whose directory is past all grace stays up
    // for its operator and for evidence, and links with nobody until it has a newer one.
    viewInGrace(directory)
    tellRefreshFailed(error, log)
  }
  return directory
}

/** The directory in use, or null past all its grace. @throws RabtError DIRECTORY_UNREACHABLE if there never was one */
export function viewInGrace(directory: DirectoryClient): CheckedView | null {
  try {
    return directory.view()
  } catch (error) {
    if (error instanceof RabtError && error.code === 'DIRECTORY_EXPIRED') return null
    throw error
  }
}

/** What was had in earlier runs; the one in use counts from now. */
export async function earlierDirectories(directory: DirectoryClient): Promise<DirectoryHistory> {
  const inUse = viewInGrace(directory)?.version.number ?? Number.POSITIVE_INFINITY
  return new DirectoryHistory((await directory.versions()).filter(({ number }) => number < inUse))
}
