import { isDeepStrictEqual } from 'node:util'
import {
  DEFAULT_EXPIRIES,
  type DocumentKind,
  directoryRepository,
  refreshTimestamp,
  type Signer,
  updateDocument,
  updateFederation,
  updateRoot,
} from '@rabt/directory'
import { PARTIES, SECRETARIAT } from '../federation/states.ts'
import { THRESHOLD } from './found.ts'
import type { Layout } from './layout.ts'
import type { Officers } from './officers.ts'
import { type Contents, PATHS, readPublished } from './published.ts'

const KINDS = Object.keys(PATHS) as readonly DocumentKind[]

/**
 * The work of the sample officers after the founding. Reads what their own repository publishes, and signs anew what
 * nears its expiry. One process at a time may do it: the supervisor before it starts the authorities' process, then that.
 */
export function openUpkeep(at: Layout, officers: Officers, clock: () => number) {
  const repository = directoryRepository(at.repository)
  const published = readPublished(repository)
  const act = () => ({ repository, onlineKeys: officers.online, now: clock() })

  const signerOf = (code: string, kind: DocumentKind): Signer => {
    const ofStates = kind === 'trust' ? officers.state : officers.ops
    const signer = code === SECRETARIAT.code ? officers.organisation : ofStates[code]
    if (signer === undefined) throw new RangeError(`no officer of ${code}`)
    return signer
  }

  const publish = async <Kind extends DocumentKind>(
    code: string,
    kind: Kind,
    content: Contents[Kind],
  ): Promise<void> => {
    await updateDocument({ ...act(), state: code, kind, content, signer: signerOf(code, kind) })
  }

  return {
    ...published,

    /** Publishes a party's document, made from the published one, if it then says something else; says whether it did. */
    change: async <Kind extends DocumentKind>(
      code: string,
      kind: Kind,
      make: (before: Contents[Kind] | undefined) => Contents[Kind],
    ): Promise<boolean> => {
      const before = (await published.document(code, kind))?.content
      const content = JSON.parse(JSON.stringify(make(before))) as Contents[Kind]
      if (isDeepStrictEqual(before, content)) return false
      await publish(code, kind, content)
      return true
    },

    /** Signs anew the timestamp, and every other role that has used half of its life. */
    renew: async (): Promise<void> => {
      const now = clock()
      const due = (expires: string, life: number): boolean => Date.parse(expires) - now < life / 2
      if (due((await published.root()).expires, DEFAULT_EXPIRIES.root)) {
        const rootKeys = Object.values(officers.root)
        await updateRoot({ ...act(), rootKeys, threshold: THRESHOLD, signers: rootKeys })
      }
      const targets = await published.targets()
      if (targets !== undefined && due(targets.expires, DEFAULT_EXPIRIES.targets)) {
        await updateFederation({ ...act(), rootSigners: Object.values(officers.root) })
      }
      for (const { code } of PARTIES) {
        for (const kind of KINDS) {
          const document = await published.document(code, kind)
          if (document === undefined || !due(document.expires, DEFAULT_EXPIRIES.state)) continue
          await publish(code, kind, document.content)
        }
      }
      await refreshTimestamp(act())
    },
  }
}
