import { CATALOGUE, messageOf, RabtError } from '@rabt/protocol'
import type { Context } from 'hono'
import { z } from 'zod'

/** A report has 6 KiB, a certificate 1. */
export const BODY_BYTES = 64 * 1024

export async function bytesOf(c: Context): Promise<Uint8Array> {
  return new Uint8Array(await c.req.arrayBuffer())
}

/** Throws INVALID_REQUEST. */
export async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined))
  if (parsed.success) return parsed.data
  throw new RabtError('INVALID_REQUEST', {}, { detail: z.prettifyError(parsed.error) })
}

const STATUS: Readonly<Partial<Record<string, 400 | 401 | 403 | 404 | 409 | 413 | 500 | 503>>> = {
  UNAUTHENTICATED: 401,
  RUN_REFUSED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  BODY_TOO_LARGE: 413,
  INTERNAL_ERROR: 500,
  DIRECTORY_UNREACHABLE: 503,
  DIRECTORY_EXPIRED: 503,
}

/** RFC 9457, with the message in both languages. `failed` is told of what became an INTERNAL_ERROR. */
export function problem(c: Context, error: unknown, failed: (error: unknown) => void): Response {
  const known = error instanceof RabtError ? error : new RabtError('INTERNAL_ERROR')
  if (known !== error) failed(error)
  const message = { ar: messageOf(known, 'ar'), en: messageOf(known, 'en') }
  const status = STATUS[known.code] ?? 400
  const body = { code: known.code, title: message.en, status, message, side: CATALOGUE[known.code].side }
  return c.json(body, status, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' })
}
