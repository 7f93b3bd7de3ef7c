import { z } from 'zod'
import { DOCUMENT_TYPES, FORMATS, FREQUENCIES, THEMES } from '../taxonomy/library.ts'
import { codes } from '../taxonomy/term.ts'
import { body } from './blocks.ts'
import { common, date } from './common.ts'
import { title } from './text.ts'

/** A file of a record. Its bytes are asked for by digest; they are taken only if length and digest are right. */
export const file = z.strictObject({
  title,
  name: z.string().regex(/^[\w][\w.-]{0,99}$/),
  format: z.enum(codes(FORMATS)),
  /** At most 10 MiB. */
  bytes: z.int().min(1).max(10_485_760),
  /** SHA-256, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type FileOf = z.infer<typeof file>

const described = {
  themes: z
    .array(z.enum(codes(THEMES)))
    .min(1)
    .max(3),
  files: z.array(file).max(10),
}

export const document = z.strictObject({
  kind: z.literal('document'),
  ...common,
  ...described,
  type: z.enum(codes(DOCUMENT_TYPES)),
  body: body.default([]),
})

/** A data set (DCAT-AP 3.0.1 Dataset; each file a Distribution). */
export const dataset = z.strictObject({
  kind: z.literal('dataset'),
  ...common,
  ...described,
  files: described.files.min(1),
  frequency: z.enum(codes(FREQUENCIES)),
  temporal: z.strictObject({ from: date, to: date }).optional(),
  /** Columns of the CSV file that is drawn: label on the axis, values as series. */
  chart: z
    .strictObject({
      file: z.string().max(100),
      label: z.string().max(60),
      series: z.array(z.string().max(60)).min(1).max(4),
    })
    .optional(),
})
