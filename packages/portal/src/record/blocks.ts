import { z } from 'zod'
import { passage, text, title } from './text.ts'

const lines = z.array(text(600)).min(1).max(50)

/**
 * Body of an article as structure, never as HTML: nothing in it can be script, style or markup. Inline marks in a text are
 * `**strong**` and `[label](https://…)` alone.
 */
export const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('paragraph'), text: passage }),
  z.strictObject({ type: z.literal('heading'), text: title }),
  z.strictObject({ type: z.literal('list'), ordered: z.boolean(), items: lines }),
  z.strictObject({ type: z.literal('quote'), text: passage, by: title.optional() }),
  z.strictObject({
    type: z.literal('table'),
    caption: title,
    head: z.array(title).min(1).max(8),
    rows: z
      .array(z.array(text(300)).min(1).max(8))
      .min(1)
      .max(100),
  }),
])

export type Block = z.infer<typeof block>

export const body = z.array(block).max(200)
