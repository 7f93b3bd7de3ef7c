import { z } from 'zod'
import { refuse } from './rules.ts'

const MAX_PLAN_BYTES = 256 * 1024

const path = z.string().min(1).max(1024)

/** Contents of the documents that a party brings: files of JSON. */
const documents = { trust: path.optional(), registry: path.optional(), agreements: path.optional() }

const planSchema = z.strictObject({
  federation: z.string().max(32),
  threshold: z.int().min(1).max(64),
  states: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Z]{2}$/),
        name: z.strictObject({ ar: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
        stage: z.enum(['candidate', 'trial', 'live', 'suspended']),
        rootKey: path.optional(),
        key: path,
        opsKey: path,
        ...documents,
      }),
    )
    .min(1)
    .max(32),
  organisation: z.strictObject({ key: path, ...documents }).optional(),
  online: z.strictObject({ snapshot: z.array(path).min(1).max(8), timestamp: z.array(path).min(1).max(8) }),
})

/** A founding as it is written down: keys by the files of their public halves, paths relative to the plan's own. */
export type PlanFile = z.output<typeof planSchema>

/** Throws CEREMONY_INVALID naming the first member that does not fit. `place` is the file. */
export const readPlanFile = (bytes: Uint8Array, place: string): PlanFile => {
  if (bytes.length > MAX_PLAN_BYTES) throw refuse('not-a-plan', place, { cause: 'too large' })
  const result = planSchema.safeParse(parse(bytes, place))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw refuse('not-a-plan', place, { cause: `${z.core.toDotPath(issue?.path ?? [])} ${issue?.message ?? ''}`.trim() })
}

const parse = (bytes: Uint8Array, place: string): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    throw refuse('not-a-plan', place, { cause: 'not JSON' }, error)
  }
}
