import { inTransaction, type Queries, withConnection } from '@rabt/database'
import {
  DEFAULT_EXPIRIES,
  type DocumentKind,
  publishedDigest,
  type Repository,
  readPublished,
  type Signer,
  updateDocument,
} from '@rabt/directory'
import { recordAct } from '../audit/record.ts'
import { contentOf } from '../register/document.ts'
import { type DocumentState, documentState, itemsIn, lockDocument } from '../register/store.ts'
import type { Desk } from '../requests/desk.ts'
import { notePublished, replayUnpublished } from '../requests/published.ts'
import { followPublished, highestVersion, notePublication } from './follow.ts'
import { tellingFirst } from './intent.ts'
import type { DirectoryWriter, Pen } from './writer.ts'

export interface PublisherOptions extends Desk {
  /** Where this authority reads what is published: its own copy. */
  readonly repository: Repository
  /** A place with online keys that joins this authority's word into the directory. */
  readonly writer: Pick<DirectoryWriter, 'exclusive'>
  /** The state's key for a document; null: it is not at hand here, so the document waits (an offline key). */
  readonly signerOf: (document: DocumentKind) => Signer | null
  /** Unix ms. */
  readonly clock: () => number
}

/** One state's authority at the directory: what its register says is published, and what is published stands in its register. */
export interface Publisher {
  /** Brings the directory to what the register holds. Rejects with what stopped it; nothing was published then. */
  publish(document: DocumentKind): Promise<void>
  /** Brings the register to what stands in the directory, by whomever it was published. Cheap when nothing is new. */
  follow(): Promise<void>
  /** Publishes what is in the register and not yet in the directory. Cheap when nothing waits. */
  publishWaiting(): Promise<void>
  /** Signs anew what has used half of its life. */
  renew(): Promise<void>
}

const DOCUMENTS = ['trust', 'registry', 'agreements'] as const satisfies readonly DocumentKind[]

export function openPublisher(options: PublisherOptions): Publisher {
  const { code, pool, repository, writer, signerOf, clock } = options

  /** Digest of each document that was compared with the register. */
  const seen = new Map<DocumentKind, string>()

  const brought = async (tx: Queries, document: DocumentKind, from: Repository) => {
    const now = clock()
    const before = { ...(await lockDocument(tx, document)), kind: document }
    const state = await followPublished(tx, from, before, {
      code,
      now,
      replay: (inner, kind, revision) => replayUnpublished(inner, options, kind, revision, now),
    })
    if (state.publishedVersion !== before.publishedVersion) {
      await notePublished(tx, document, state.publishedRevision, now)
    }
    return state
  }

  const isDue = async (document: DocumentKind, from: Repository): Promise<boolean> => {
    const published = await readPublished(from, code, document).catch(() => null)
    return published !== null && published.expires - clock() < DEFAULT_EXPIRIES.state / 2
  }

  const publish = (document: DocumentKind, signer: Signer): Promise<void> =>
    writer.exclusive(async (pen) => {
      // What is taken in stands before anything is made of it: an intent names a revision that is not rolled back.
      await inTransaction(pool, (tx) => brought(tx, document, pen.repository))
      // The connection is taken before the document is locked: those who wait for the lock may hold every other one.
      await withConnection(pool, (apart) =>
        inTransaction(pool, async (tx) => {
          const state = await brought(tx, document, pen.repository)
          if (state.revision === state.publishedRevision && !(await isDue(document, pen.repository))) return
          const repository = tellingFirst(pen.repository, apart, { kind: document, revision: state.revision })
          await write(tx, { ...pen, repository }, document, state, signer)
        }),
      )
    })

  const write = async (tx: Queries, pen: Pen, document: DocumentKind, state: DocumentState, signer: Signer) => {
    const now = clock()
    const content = contentOf(document, await itemsIn(tx, document))
    // It is read as a client will before anything is written, and the timestamp is written last.
    const above = await highestVersion(tx, document)
    await updateDocument({ ...pen, state: code, kind: document, content, signer, now, above })
    // From here on the directory says it, whatever becomes of this transaction: then `follow` finds it.
    const published = await readPublished(pen.repository, code, document)
    if (published === null) throw new Error(`${document} was written and is not there`)
    await notePublication(tx, { ...state, kind: document }, published, { revision: state.revision, own: true, now })
    await notePublished(tx, document, state.revision, now)
    await recordAct(tx, now, {
      actor: 'authority',
      action: 'directory.published',
      subject: document,
      details: { version: published.version, revision: state.revision, digest: published.digest },
    })
  }

  const waits = async (document: DocumentKind): Promise<boolean> => {
    const { revision, publishedRevision } = await documentState(pool, document)
    return revision !== publishedRevision
  }

  /** What stops one document does not stop the others. */
  const publishAll = async (needs: (document: DocumentKind) => Promise<boolean>): Promise<void> => {
    const failed: unknown[] = []
    for (const document of DOCUMENTS) {
      const signer = signerOf(document)
      if (signer === null || !(await needs(document))) continue
      await publish(document, signer).catch((error: unknown) => failed.push(error))
    }
    if (failed.length > 0) throw failed[0]
  }

  return {
    publish: async (document) => {
      const signer = signerOf(document)
      if (signer !== null) await publish(document, signer)
    },
    follow: async () => {
      for (const document of DOCUMENTS) {
        const digest = await publishedDigest(repository, code, document)
        if (digest === null || seen.get(document) === digest) continue
        await inTransaction(pool, (tx) => brought(tx, document, repository))
        seen.set(document, digest)
      }
    },
    publishWaiting: () => publishAll(waits),
    renew: () => publishAll((document) => isDue(document, repository)),
  }
}
