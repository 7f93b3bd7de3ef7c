import { type Mirror, openMirror, type WriterLock } from '@rabt/authority'
import { readTrustedRoot } from '../ceremony/found.ts'
import type { Layout } from '../ceremony/layout.ts'
import { authorityCodes } from './open.ts'
import { mirrorsOf } from './places.ts'

/** Each authority's own mirror of the directory, filled over the network from the others'. */
export async function openMirrors(
  at: Layout,
  portBase: number,
  lockOf: (code: string) => WriterLock | undefined,
  clock: () => number,
): Promise<ReadonlyMap<string, Mirror>> {
  const trustedRoot = readTrustedRoot(at)
  const mirrors = new Map<string, Mirror>()
  for (const code of authorityCodes()) {
    const lock = lockOf(code)
    const urls = mirrorsOf(portBase, code)
    const mirror = await openMirror({
      folder: at.mirror(code),
      memory: at.mirrorMemory(code),
      trustedRoot,
      ...urls,
      clock,
      ...(lock && { alone: (act) => lock.hold(act) }),
      mended: (names) => console.log(`mirror of ${code}: ${names.length} files written`),
      refused: (mirror, error) => console.error(`mirror of ${code} does not take what ${mirror} shows:`, error),
    })
    mirrors.set(code, mirror)
  }
  return mirrors
}
