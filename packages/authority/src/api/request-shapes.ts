import { z } from 'zod'
import { REQUEST_KIND_NAMES } from '../requests/kinds.ts'
import { REQUEST_STATES } from '../requests/machine.ts'
import type { ChangeRequest } from '../requests/store.ts'
import { content, digest, time } from './shapes.ts'

export const requestKindName = z.enum(REQUEST_KIND_NAMES)
export const requestState = z.enum(REQUEST_STATES)
export const documentName = z.enum(['trust', 'registry', 'agreements', 'local'])

export const request = z.strictObject({
  id: z.int(),
  kind: requestKindName,
  state: requestState,
  document: documentName,
  content,
  /** To be named by who decides. */
  digest,
  /** What it touches: the revision of each object when it was asked for, the digest of a person; null: not there. */
  base: z.record(z.string(), z.union([z.int(), digest]).nullable()),
  decision: z.string().nullable(),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: time,
  due: time.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: time.nullable(),
  comment: z.string().nullable(),
  /** Of the document that holds its effect. */
  revision: z.int().nullable(),
  /** When the directory held its effect; null: not yet, or it has none. */
  publishedAt: time.nullable(),
})

export const shownRequest = ({ undo: _undo, ...shown }: ChangeRequest): z.input<typeof request> => ({
  ...shown,
  content: shown.content as Record<string, unknown>,
  base: { ...shown.base },
})

export const step = z.strictObject({
  event: z.string(),
  before: requestState.nullable(),
  after: requestState,
  /** Null: the clock, or the authority itself. */
  person: z.string().nullable(),
  at: time,
  comment: z.string().nullable(),
})

/** An object that the request touches, as it is in the register now; null: not there. */
export const present = z.strictObject({ object: z.string(), now: content.nullable() })
