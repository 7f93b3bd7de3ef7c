import { inTransaction, type Queries } from '@rabt/database'
import {
  DEFAULT_EXPIRIES,
  type DocumentKind,
  type Issued,
  issueForHandOver,
  publishedDigest,
  type Repository,
  readPublished,
  type Signer,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { contentOf } from '../register/document.ts'
import { type DocumentState, documentState, itemsIn, lockDocument } from '../register/store.ts'
import type { Desk } from '../requests/desk.ts'
import { notePublished, replayUnpublished } from '../requests/published.ts'
import { followPublished, highestVersions } from './follow.ts'
import { noteIntent } from './intent.ts'

export interface PublisherOptions extends Desk {
  /** Where this authority reads what is published: its own copy. */
  readonly repository: Repository
  /** Brings the own copy to what the network shows. */
  readonly look: () => Promise<void>
  /** Hands what this authority signed to the place that writes. Rejects with what stopped it (`handOver`, `Door`). */
  readonly handOver: (body: Uint8Array) => Promise<unknown>
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

/** Somebody else published with the state's key at the same moment: it is made anew of what stands then. */
const TIMES = 5

export function openPublisher(options: PublisherOptions): Publisher {
  const { code, pool, repository, look, handOver, signerOf, clock } = options

  /** Digest of each document that was compared with the register. */
  const seen = new Map<DocumentKind, string>()
  let last: Promise<unknown> = Promise.resolve()

  const brought = async (tx: Queries, document: DocumentKind) => {
    const now = clock()
    const before = { ...(await lockDocument(tx, document)), kind: document }
    const followed = await followPublished(tx, repository, before, {
      code,
      now,
      replay: (inner, kind, revision) => replayUnpublished(inner, options, kind, revision, now),
    })
    if (followed.state.publishedVersion !== before.publishedVersion) {
      await notePublished(tx, document, followed.state.publishedRevision, now)
    }
    return followed
  }

  /** What was noted stands before an alarm is raised. */
  const follow = async (document: DocumentKind): Promise<DocumentState> => {
    const { state, alarm } = await inTransaction(pool, (tx) => brought(tx, document))
    if (alarm !== null) throw alarm
    return state
  }

  const isDue = async (document: DocumentKind): Promise<boolean> => {
    const published = await readPublished(repository, code, document).catch(() => null)
    return published !== null && published.expires - clock() < DEFAULT_EXPIRIES.state / 2
  }

  /** Signed, and noted as this authority's own before anybody else has it; null: the directory says it already. */
  const issue = async (document: DocumentKind, signer: Signer, attempt: number): Promise<Issued | null> => {
    const { issued, alarm } = await inTransaction(pool, async (tx) => {
      const followed = await brought(tx, document)
      const { state } = followed
      if (followed.alarm !== null) return { issued: null, alarm: followed.alarm }
      const isThere = state.revision === state.publishedRevision && !(await isDue(document))
      return { issued: isThere ? null : await sign(tx, document, signer, state, attempt), alarm: null }
    })
    if (alarm !== null) throw alarm
    return issued
  }

  const sign = async (
    tx: Queries,
    document: DocumentKind,
    signer: Signer,
    { revision }: DocumentState,
    attempt: number,
  ): Promise<Issued> => {
    const content = contentOf(document, await itemsIn(tx, document))
    const { version: above, role } = await highestVersions(tx, document)
    // A number that a crash left taken at the place that writes is passed over.
    const numbers = { above, roleAbove: role + attempt }
    const issue = { state: code, kind: document, content, signer, now: clock(), ...numbers }
    const issued = await issueForHandOver(repository, issue)
    await noteIntent(tx, { kind: document, digest: issued.digest, revision })
    return issued
  }

  const publish = async (document: DocumentKind, signer: Signer): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      try {
        await look()
        const issued = await issue(document, signer, attempt)
        if (issued === null) return
        await handOver(issued.body)
        break
      } catch (error) {
        const isRace = error instanceof RabtError && error.code === 'CONFLICT'
        if (!isRace || attempt + 1 >= TIMES) throw error
      }
    }
    // From here on the directory says it, whatever becomes of this process: then `follow` finds it.
    await look()
    await follow(document)
  }

  /** One after the other: what is made of a copy must not be made of it twice. */
  const inTurn = (document: DocumentKind, signer: Signer): Promise<void> => {
    const turn = last.then(() => publish(document, signer))
    last = turn.catch(() => undefined)
    return turn
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
      await inTurn(document, signer).catch((error: unknown) => failed.push(error))
    }
    if (failed.length > 0) throw failed[0]
  }

  return {
    publish: async (document) => {
      const signer = signerOf(document)
      if (signer !== null) await inTurn(document, signer)
    },
    follow: async () => {
      for (const document of DOCUMENTS) {
        const digest = await publishedDigest(repository, code, document)
        if (digest === null || seen.get(document) === digest) continue
        await follow(document)
        seen.set(document, digest)
      }
    },
    publishWaiting: () => publishAll(waits),
    renew: () => publishAll(isDue),
  }
}
