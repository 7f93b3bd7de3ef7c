import { isDeepStrictEqual } from 'node:util'
import {
  DEFAULT_EXPIRIES,
  type DocumentKind,
  directoryRepository,
  type OnlineKeys,
  type Repository,
  readStanding,
  refreshTimestamp,
  updateDocument,
  updateFederation,
  updateRoot,
} from '@rabt/directory'
import { PARTIES } from '../federation/states.ts'
import { THRESHOLD } from './found.ts'
import type { Layout } from './layout.ts'
import { type Officers, signerOf } from './officers.ts'
import { type Contents, PATHS, readPublished } from './published.ts'

const KINDS = Object.keys(PATHS) as readonly DocumentKind[]

/** What is written with: nobody else may write meanwhile. */
export interface Pen {
  readonly repository: Repository
  readonly onlineKeys: OnlineKeys
}

/**
 * The work of the sample officers after the founding. Reads what their own repository publishes, and signs anew what
 * nears its expiry. One process at a time may do it: the supervisor before it starts the authorities' process; that one
 * gives the `pen` of the place that holds the lease.
 */
export function openUpkeep(at: Layout, officers: Officers, clock: () => number, pen?: Pen) {
  const repository = pen?.repository ?? directoryRepository(at.repository)
  const published = readPublished(repository)
  const act = async () => ({
    repository,
    onlineKeys: pen?.onlineKeys ?? (await keysOfWriter(repository, officers)),
    now: clock(),
  })

  const publish = async <Kind extends DocumentKind>(
    code: string,
    kind: Kind,
    content: Contents[Kind],
  ): Promise<void> => {
    await updateDocument({ ...(await act()), state: code, kind, content, signer: signerOf(officers, code, kind) })
  }

  const isDue = (expires: string, life: number): boolean => Date.parse(expires) - clock() < life / 2

  const renewFederation = async (): Promise<void> => {
    if (isDue((await published.root()).expires, DEFAULT_EXPIRIES.root)) {
      const rootKeys = Object.values(officers.root)
      await updateRoot({ ...(await act()), rootKeys, threshold: THRESHOLD, signers: rootKeys })
    }
    const targets = await published.targets()
    if (targets !== undefined && isDue(targets.expires, DEFAULT_EXPIRIES.targets)) {
      await updateFederation({ ...(await act()), rootSigners: Object.values(officers.root) })
    }
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

    /** Signs anew what all states sign together and has used half of its life. */
    renewFederation,

    /** Signs anew the timestamp, and every other role that has used half of its life. */
    renew: async (): Promise<void> => {
      await renewFederation()
      for (const { code } of PARTIES) {
        for (const kind of KINDS) {
          const document = await published.document(code, kind)
          if (document === undefined || !isDue(document.expires, DEFAULT_EXPIRIES.state)) continue
          await publish(code, kind, document.content)
        }
      }
      await refreshTimestamp(await act())
    },
  }
}

/** Who wrote last goes on: another place takes over by its lease, not by a restart. */
async function keysOfWriter(repository: Repository, { online, standby }: Officers): Promise<OnlineKeys> {
  const standing = await readStanding(repository)
  return standing?.signers.includes(standby.timestamp.keyId) === true ? standby : online
}
