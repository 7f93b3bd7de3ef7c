import { z } from 'zod'
import { REQUEST_KIND_NAMES, type RequestKindName, requestKind } from './kinds.ts'

const line = (length: number) => z.string().max(length).regex(/\S/, 'is empty')

/** What a request is made of besides its content. */
const common = {
  /** Number of the decision that allows it. */
  decision: line(64).nullable().optional(),
  reason: line(500),
}

const kinds = REQUEST_KIND_NAMES.map((name: RequestKindName) =>
  z.strictObject({ kind: z.literal(name), content: requestKind(name).content, ...common }),
)

/** The body that asks for a change; each kind has its own content. */
export const requestBody = z.discriminatedUnion('kind', kinds as [(typeof kinds)[number], ...typeof kinds])
