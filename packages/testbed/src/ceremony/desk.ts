import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { changeDocument, type DocumentKind, directoryRepository, TIMESTAMP, timestampNumber } from '@rabt/directory'
import { nodePorts } from '../federation/ports.ts'
import { PARTIES } from '../federation/states.ts'
import type { Layout } from './layout.ts'
import { type Officers, signerOf } from './officers.ts'
import { type Contents, readPublished } from './published.ts'

/**
 * The work of the sample officers while the network runs: what they sign they hand to the place that writes, as every state
 * does (docs/spec/directory.md §12), so that nobody writes beside the lease.
 */
export function openDesk(at: Layout, officers: Officers, portBase: number, clock: () => number) {
  const mirrors = PARTIES.map(({ code }) => `http://127.0.0.1:${nodePorts(portBase, code).authority}/directory/`)
  return {
    document: <Kind extends DocumentKind>(code: string, kind: Kind) =>
      readPublished(newestCopy(at)).document(code, kind),

    /** Publishes a party's document, made from the published one, if it then says something else; says whether it did. */
    change: <Kind extends DocumentKind>(
      code: string,
      kind: Kind,
      make: (before: Contents[Kind] | undefined) => Contents[Kind],
    ): Promise<boolean> =>
      changeDocument({
        mirrors,
        copy: async () => newestCopy(at),
        state: code,
        kind,
        signer: async () => signerOf(officers, code, kind),
        clock,
        make: (before) => {
          const content = JSON.parse(JSON.stringify(make((before ?? undefined) as Contents[Kind] | undefined)))
          return isDeepStrictEqual(before, content) ? null : content
        },
      }),
  }
}

/** On this machine the copies of all authorities lie beside each other: the place that writes has the highest number. */
function newestCopy(at: Layout) {
  const copies = PARTIES.map(({ code }) => ({ folder: at.mirror(code), number: numberOf(at.mirror(code)) }))
  const [newest] = copies.toSorted((a, b) => b.number - a.number)
  return directoryRepository(newest?.folder ?? at.repository)
}

function numberOf(folder: string): number {
  try {
    return timestampNumber(readFileSync(join(folder, TIMESTAMP)))
  } catch {
    return 0
  }
}
