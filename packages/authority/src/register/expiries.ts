import { X509Certificate } from 'node:crypto'
import type { Queries } from '@rabt/database'
import type { Desk } from '../requests/desk.ts'
import { agreementsOf } from './agreement-life.ts'

const DAY_MS = 86_400_000

/** What ends, and how many days before its end it is first said, said again, and urgent. */
export const EXPIRING = {
  /** To negotiate a renewal takes two authorities. */
  agreement: [90, 30, 7],
  /** Of a CA, an OCSP responder, a time-stamping authority, or a member's seal. */
  certificate: [90, 30, 7],
  report: [10, 5, 2],
  /** One that waits for the second person. */
  request: [7, 3, 1],
  token: [30, 14, 3],
} as const satisfies Record<string, readonly [notice: number, warning: number, urgent: number]>

export type ExpiringKind = keyof typeof EXPIRING
export const EXPIRING_KINDS = Object.keys(EXPIRING) as [ExpiringKind, ...ExpiringKind[]]

export const LEVELS = ['notice', 'warning', 'urgent', 'over'] as const
export type Level = (typeof LEVELS)[number]

export interface Expiry {
  readonly kind: ExpiringKind
  /** An agreement, a member, a place in `trust`, a request's number, a person. */
  readonly subject: string
  /** Unix ms. */
  readonly expires: number
  readonly level: Level
}

/** What has ended stays on the list so long, if nothing took its place. */
const SHOWN_AFTER_MS = 30 * DAY_MS

/** What ends soon, or ended lately, the earliest first. */
export async function expiriesOf(desk: Desk, now: number): Promise<readonly Expiry[]> {
  const { pool, code } = desk
  const report = await desk.report()
  const all = [
    ...(await agreements(pool, { code, view: desk.view(), now })),
    ...(await certificates(pool)),
    ...(report === null ? [] : [{ kind: 'report', subject: code, expires: report.expires } as const]),
    ...(await requests(pool)),
    ...(await tokens(pool)),
  ]
  return all
    .flatMap((one): readonly Expiry[] => {
      const level = levelAt(one.kind, one.expires, now)
      return level === null ? [] : [{ ...one, level }]
    })
    .sort((a, b) => a.expires - b.expires || (a.subject < b.subject ? -1 : 1))
}

type Ending = Omit<Expiry, 'level'>

export function levelAt(kind: ExpiringKind, expires: number, now: number): Level | null {
  const left = expires - now
  if (left <= 0) return -left > SHOWN_AFTER_MS ? null : 'over'
  const [notice, warning, urgent] = EXPIRING[kind]
  if (left <= urgent * DAY_MS) return 'urgent'
  if (left <= warning * DAY_MS) return 'warning'
  return left <= notice * DAY_MS ? 'notice' : null
}

/** Those that this state has accepted and that nothing replaces. */
async function agreements(queries: Queries, question: Parameters<typeof agreementsOf>[1]): Promise<readonly Ending[]> {
  const all = await agreementsOf(queries, question)
  return all
    .filter(
      ({ replacedBy, positions }) => replacedBy === null && positions.some(({ state }) => state === question.code),
    )
    .map(({ id, text }) => ({ kind: 'agreement', subject: id, expires: text.until }))
}

async function certificates(queries: Queries): Promise<readonly Ending[]> {
  const { rows } = await queries.query<{ subject: string; certificate: string }>(
    `SELECT kind || ' ' || left(id, 16) AS subject, content->>'certificate' AS certificate
       FROM item WHERE kind IN ('ca', 'ocsp', 'tsa')
     UNION ALL
     SELECT id, seal->>'certificate' FROM item, jsonb_array_elements(content->'sealCertificates') seal
       WHERE kind = 'member' AND seal->>'retired' IS NULL`,
  )
  return rows.flatMap(({ subject, certificate }): readonly Ending[] => {
    const expires = validTo(certificate)
    return expires === null ? [] : [{ kind: 'certificate', subject, expires }]
  })
}

/** Null for bytes that are no certificate: the directory leaves them out and says so. */
function validTo(base64: string): number | null {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).validToDate.getTime()
  } catch {
    return null
  }
}

async function requests(queries: Queries): Promise<readonly Ending[]> {
  const { rows } = await queries.query<{ id: string; due: Date }>(
    `SELECT id, due FROM request WHERE state IN ('open', 'provisional') AND due IS NOT NULL`,
  )
  return rows.map(({ id, due }) => ({ kind: 'request', subject: id, expires: due.getTime() }))
}

/** The last token of a person who may work. */
async function tokens(queries: Queries): Promise<readonly Ending[]> {
  const { rows } = await queries.query<{ person: string; expires: Date }>(
    `SELECT person, max(expires) AS expires FROM token JOIN person ON person.id = token.person
     WHERE ended IS NULL AND active GROUP BY person`,
  )
  return rows.map(({ person, expires }) => ({ kind: 'token', subject: person, expires: expires.getTime() }))
}
