import { createHash } from 'node:crypto'
import type { Queries } from '@rabt/database'
import { RabtError } from '@rabt/protocol'
import type { Person } from './roles.ts'

export interface TokenGrant {
  readonly label: string
  /** SHA-256 (hex) of the token; the token itself is never seen here. */
  readonly digest: string
  /** Unix ms. */
  readonly expires: number
}

export interface TokenRow extends TokenGrant {
  readonly created: number
  readonly ended: number | null
}

/** 32 random bytes in base64url or hex; anything shorter could be guessed. */
export const TOKEN_FORM = /^[A-Za-z0-9_-]{43,128}$/

export function tokenDigest(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest('hex')
}

/** Whose token it is; null: nobody's, ended, expired, or of a person who left. Tokens are found by digest, so time tells nothing. */
export async function personOfToken(queries: Queries, token: string, now: number): Promise<Person | null> {
  if (!TOKEN_FORM.test(token)) return null
  const { rows } = await queries.query<Person>(
    `SELECT p.id, p.name, p.roles, p.active FROM token t JOIN person p ON p.id = t.person
     WHERE t.digest = decode($1, 'hex') AND t.ended IS NULL AND t.expires > $2 AND p.active`,
    [tokenDigest(token), new Date(now)],
  )
  return rows[0] ?? null
}

export async function findPerson(queries: Queries, id: string): Promise<Person | null> {
  const { rows } = await queries.query<Person>('SELECT id, name, roles, active FROM person WHERE id = $1', [id])
  return rows[0] ?? null
}

export async function listPeople(
  queries: Queries,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly Person[]> {
  const { rows } = await queries.query<Person>(
    'SELECT id, name, roles, active FROM person WHERE id COLLATE "C" > $1 ORDER BY id COLLATE "C" LIMIT $2',
    [page.after, page.limit],
  )
  return rows
}

export async function tokensOf(queries: Queries, person: string): Promise<readonly TokenRow[]> {
  const { rows } = await queries.query<{
    label: string
    digest: string
    expires: Date
    created: Date
    ended: Date | null
  }>(
    `SELECT label, encode(digest, 'hex') AS digest, expires, created, ended FROM token
     WHERE person = $1 ORDER BY created, digest`,
    [person],
  )
  return rows.map(({ label, digest, expires, created, ended }) => ({
    label,
    digest,
    expires: expires.getTime(),
    created: created.getTime(),
    ended: ended?.getTime() ?? null,
  }))
}

export async function putPerson(tx: Queries, { id, name, roles, active }: Person): Promise<void> {
  await tx.query(
    `INSERT INTO person (id, name, roles, active) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, roles = EXCLUDED.roles, active = EXCLUDED.active`,
    [id, JSON.stringify(name), roles, active],
  )
}

export async function setActive(tx: Queries, id: string, active: boolean): Promise<void> {
  await tx.query('UPDATE person SET active = $2 WHERE id = $1', [id, active])
}

/** The person as they are until this transaction ends: who loses a role meanwhile waits for it. */
export async function holdPerson(tx: Queries, id: string): Promise<Person | null> {
  const { rows } = await tx.query<Person>(
    'SELECT id, name, roles, active FROM person WHERE id = $1 AND active FOR SHARE',
    [id],
  )
  return rows[0] ?? null
}

/** Throws CONFLICT for a token that is known already, of whomever: it is one person's alone. */
export async function grantToken(tx: Queries, person: string, token: TokenGrant, now: number): Promise<void> {
  const { rowCount } = await tx.query(
    `INSERT INTO token (digest, person, label, created, expires) VALUES (decode($1, 'hex'), $2, $3, $4, $5)
     ON CONFLICT (digest) DO NOTHING`,
    [token.digest, person, token.label, new Date(now), new Date(token.expires)],
  )
  if (rowCount === 0) throw new RabtError('CONFLICT', { what: `token ${token.digest}` })
}

export async function endToken(tx: Queries, person: string, digest: string, now: number): Promise<void> {
  await tx.query(`UPDATE token SET ended = $3 WHERE digest = decode($1, 'hex') AND person = $2 AND ended IS NULL`, [
    digest,
    person,
    new Date(now),
  ])
}
