import { z } from 'zod'
import { body } from './blocks.ts'
import { common, date } from './common.ts'
import { passage, text, title } from './text.ts'

/** A successful experience that others can reuse; fields after what reviewers of such cases ask for. */
export const experience = z.strictObject({
  kind: z.literal('experience'),
  ...common,
  problem: passage,
  solution: passage,
  partners: z.array(title).max(10),
  cost: title.optional(),
  months: z.int().min(1).max(240),
  results: z
    .array(z.strictObject({ measure: title, before: text(60), after: text(60) }))
    .min(1)
    .max(8),
  difficulties: passage,
  lessons: z.array(text(600)).min(1).max(12),
  reuse: passage,
  body: body.default([]),
})

export const achievement = z.strictObject({
  kind: z.literal('achievement'),
  ...common,
  on: date,
  figures: z.array(z.strictObject({ value: text(40), label: title })).max(6),
  body: body.default([]),
})

export const news = z.strictObject({ kind: z.literal('news'), ...common, on: date, body: body.min(1) })

export const law = z.strictObject({
  kind: z.literal('law'),
  ...common,
  number: z.string().max(40),
  year: z.int().min(1900).max(2100),
  body: body.default([]),
})
