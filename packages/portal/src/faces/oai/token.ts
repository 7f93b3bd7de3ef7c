import { z } from 'zod'
import { KINDS, TENANTS } from '../../record/common.ts'

const PREFIXES = ['oai_dc', 'oai_dcat'] as const
export type MetadataPrefix = (typeof PREFIXES)[number]
export const isPrefix = (name: string): name is MetadataPrefix => (PREFIXES as readonly string[]).includes(name)

/** Where a list goes on; the whole of the request is in it, so that nothing is held between requests. */
export interface Position {
  readonly prefix: MetadataPrefix
  readonly kind?: (typeof KINDS)[number] | undefined
  readonly tenant?: (typeof TENANTS)[number] | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly after?: { readonly micros: string; readonly id: string } | undefined
  /** How many were given before. */
  readonly cursor: number
}

const MAX_LENGTH = 600
const instant = z.union([z.int().min(0).max(253_402_300_799), z.null()])
const parts = z.tuple([
  z.enum(PREFIXES),
  z.union([z.enum(KINDS), z.null()]),
  z.union([z.enum(TENANTS), z.null()]),
  instant,
  instant,
  z.string().regex(/^\d{1,18}$/),
  z.string().max(120),
  z.int().min(0).max(10_000_000),
])

const toSeconds = (at: Date | undefined) => (at === undefined ? null : at.getTime() / 1_000)
const toDate = (at: number | null) => (at === null ? undefined : new Date(at * 1_000))

export function writeToken({ prefix, kind, tenant, from, until, after, cursor }: Position): string {
  const values = [
    prefix,
    kind ?? null,
    tenant ?? null,
    toSeconds(from),
    toSeconds(until),
    after?.micros ?? '0',
    after?.id ?? '',
    cursor,
  ]
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/**
 * The position of a token; undefined if it is none. It says no more than the parameters of a request could, each bounded as there, so it need not
 * be signed.
 */
export function readToken(token: string): Position | undefined {
  if (token.length > MAX_LENGTH || !/^[\w-]+$/.test(token)) return undefined
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  const parsed = parts.safeParse(json)
  if (!parsed.success) return undefined
  const [prefix, kind, tenant, from, until, micros, id, cursor] = parsed.data
  return {
    prefix,
    kind: kind ?? undefined,
    tenant: tenant ?? undefined,
    from: toDate(from),
    until: toDate(until),
    after: { micros, id },
    cursor,
  }
}
