import { isDeepStrictEqual } from 'node:util'
import type { Queries } from '@rabt/database'
import { type DocumentKind, type PublishedDocument, type Repository, readPublished } from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { recordAct } from '../audit/record.ts'
import { contentOf, type Item, itemsOf } from '../register/document.ts'
import { changeFor, type DocumentState, itemsIn, putItem, removeItem, setRevision } from '../register/store.ts'
import { endIntents, intendedRevision } from './intent.ts'

export interface FollowInput {
  readonly code: string
  /** Unix ms. */
  readonly now: number
  /** Applies again what was applied here and is not in the published version; up to which revision the register then is. */
  readonly replay: (tx: Queries, document: DocumentKind, revision: number) => Promise<number>
}

export interface Followed {
  readonly state: DocumentState
  /** DIRECTORY_FORKED, to be raised when what was noted stands. */
  readonly alarm: RabtError | null
}

/**
 * Brings the register to what stands in the directory, which is the truth: a version that this authority wrote and could
 * not note any more (a crash), or one that another hand published with the state's key (the founding, a ceremony, a thief):
 * that is taken in, said in the audit log, and what was applied here meanwhile is applied again on top. A version older than
 * one that stood there before is no hand's word but a copy restored from a backup: the register stays, and is published above.
 * The document is locked.
 */
export async function followPublished(
  tx: Queries,
  repository: Repository,
  state: DocumentState & { readonly kind: DocumentKind },
  input: FollowInput,
): Promise<Followed> {
  const published = await readOrNull(repository, input.code, state.kind)
  if (published === null) return { state, alarm: null }
  if (published.version === state.publishedVersion) {
    return (await isFork(tx, state.kind, published)) ? raiseFork(tx, state, published, input) : { state, alarm: null }
  }
  return { state: await bring(tx, state, published, input), alarm: null }
}

async function bring(
  tx: Queries,
  state: DocumentState & { readonly kind: DocumentKind },
  published: PublishedDocument,
  input: FollowInput,
): Promise<DocumentState> {
  if (published.version < state.publishedVersion) return standAbove(tx, state, published, input.now)
  const intended = await intendedRevision(tx, state.kind, published.digest)
  if (intended !== null && intended <= state.revision) {
    const { version, digest } = published
    await recordAct(tx, input.now, {
      actor: 'authority',
      action: 'directory.published',
      subject: state.kind,
      details: { version, revision: intended, digest },
    })
    return notePublication(tx, state, published, { revision: intended, own: true, now: input.now })
  }
  const rows = await itemsIn(tx, state.kind)
  const wanted = itemsOf(state.kind, published.content)
  if (isDeepStrictEqual(contentOf(state.kind, rows), contentOf(state.kind, wanted))) {
    const own = state.publishedVersion > 0
    return notePublication(tx, state, published, { revision: state.revision, own, now: input.now })
  }
  const revision = state.revision + 1
  const moved = await takeIn(tx, state.kind, rows, wanted, revision)
  const noted = await notePublication(tx, state, published, { revision, own: false, now: input.now })
  const last = await input.replay(tx, state.kind, revision)
  if (last !== revision) await setRevision(tx, state.kind, last)
  await recordAct(tx, input.now, {
    actor: 'authority',
    action: 'directory.followed',
    subject: state.kind,
    details: { version: published.version, before: state.publishedVersion, ...moved },
  })
  return { ...noted, revision: last }
}

/** Whether another document was noted under this version, and this one is new. */
async function isFork(tx: Queries, kind: DocumentKind, { version, digest }: PublishedDocument): Promise<boolean> {
  const { rows } = await tx.query<{ fork: boolean }>(
    `SELECT EXISTS (SELECT FROM publication WHERE kind = $1 AND version = $2 AND digest <> decode($3, 'hex'))
       AND NOT EXISTS (SELECT FROM directory_fork WHERE kind = $1 AND version = $2 AND digest = decode($3, 'hex')) AS fork`,
    [kind, version, digest],
  )
  return rows[0]?.fork === true
}

/**
 * Two documents of one version, both signed by the state's key: the register took in the other one. It stays, is published
 * again above both, and the audit log keeps what was seen.
 */
async function raiseFork(
  tx: Queries,
  state: DocumentState & { readonly kind: DocumentKind },
  { version, digest }: PublishedDocument,
  { code, now }: FollowInput,
): Promise<Followed> {
  await tx.query(`INSERT INTO directory_fork (kind, version, digest, at) VALUES ($1, $2, decode($3, 'hex'), $4)`, [
    state.kind,
    version,
    digest,
    new Date(now),
  ])
  const revision = state.revision + 1
  await setRevision(tx, state.kind, revision)
  await recordAct(tx, now, {
    actor: 'authority',
    action: 'directory.forked',
    subject: state.kind,
    details: { version, digest, revision },
  })
  const alarm = new RabtError('DIRECTORY_FORKED', { document: state.kind, version: String(version), state: code })
  return { state: { ...state, revision }, alarm }
}

/** Leaves the register as it is, as one revision more that waits to be published. */
async function standAbove(
  tx: Queries,
  state: DocumentState & { readonly kind: DocumentKind },
  { version }: PublishedDocument,
  now: number,
): Promise<DocumentState> {
  const revision = state.revision + 1
  await tx.query('UPDATE document SET revision = $2, published_version = $3 WHERE kind = $1', [
    state.kind,
    revision,
    version,
  ])
  await recordAct(tx, now, {
    actor: 'authority',
    action: 'directory.behind',
    subject: state.kind,
    details: { version, before: state.publishedVersion, revision },
  })
  return { ...state, revision, publishedVersion: version }
}

/** The highest versions of the document, and of the role that lists it, that were ever noted here; 0 if there is none. */
export async function highestVersions(
  tx: Queries,
  kind: DocumentKind,
): Promise<{ readonly version: number; readonly role: number }> {
  const { rows } = await tx.query<{ version: string | null; role: string | null }>(
    // One role lists the registry and the agreements; the organisation's lists all.
    `SELECT (SELECT max(version) FROM publication WHERE kind = $1) AS version, max(p.role_version) AS role
     FROM publication p, publication last WHERE last.kind = $1 AND p.role = last.role`,
    [kind],
  )
  return { version: Number(rows[0]?.version ?? 0), role: Number(rows[0]?.role ?? 0) }
}

/** What does not hold (a replaced key that has not signed yet) is not followed; the next publication signs it anew. */
async function readOrNull(repository: Repository, code: string, kind: DocumentKind): Promise<PublishedDocument | null> {
  try {
    return await readPublished(repository, code, kind)
  } catch (error) {
    if (error instanceof RabtError && error.code === 'DIRECTORY_INVALID') return null
    throw error
  }
}

async function takeIn(
  tx: Queries,
  kind: DocumentKind,
  rows: readonly Item[],
  wanted: readonly Item[],
  revision: number,
) {
  await changeFor(tx, null)
  const key = ({ kind: name, id }: Item) => `${name} ${id}`
  const present = new Map(rows.map((row) => [key(row), row]))
  const moved = { put: 0, removed: 0 }
  for (const item of wanted) {
    const row = present.get(key(item))
    present.delete(key(item))
    if (row !== undefined && isDeepStrictEqual(row.content, plain(item.content))) continue
    await putItem(tx, kind, item, revision)
    moved.put++
  }
  for (const row of present.values()) {
    await removeItem(tx, row.kind, row.id)
    moved.removed++
  }
  return moved
}

/** As PostgreSQL gives it back. */
const plain = (content: Item['content']): unknown => JSON.parse(JSON.stringify(content))

/**
 * Keeps that this version of the document is published, and that it says what the register said at this revision; a register
 * that went on since waits to be published.
 */
export async function notePublication(
  tx: Queries,
  state: DocumentState & { readonly kind: DocumentKind },
  published: PublishedDocument,
  { revision, own, now }: { readonly revision: number; readonly own: boolean; readonly now: number },
): Promise<DocumentState> {
  await tx.query(
    `INSERT INTO publication (kind, version, revision, digest, at, own, role, role_version)
     VALUES ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      state.kind,
      published.version,
      revision,
      published.digest,
      new Date(now),
      own,
      published.role.name,
      published.role.version,
    ],
  )
  const reached = Math.max(state.revision, revision)
  await tx.query('UPDATE document SET revision = $2, published_revision = $3, published_version = $4 WHERE kind = $1', [
    state.kind,
    reached,
    revision,
    published.version,
  ])
  await endIntents(tx, state.kind)
  return { ...state, revision: reached, publishedRevision: revision, publishedVersion: published.version }
}
