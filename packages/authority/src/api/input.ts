import { z } from 'zod'

const words = z.strictObject({ ar: z.string(), en: z.string() })

/** One field that a request got wrong: JSON pointer (RFC 6901) into the body or query, empty for the whole. */
export const fieldProblem = z.strictObject({ path: z.string(), code: z.string(), message: words })
export type FieldProblem = z.output<typeof fieldProblem>

/** More fields at fault than this are not listed. */
const MAX_FIELDS = 50
/** The deepest body of ours (endpoints of a text in a change) needs 7. */
const MAX_DEPTH = 12

/**
 * What no text of ours holds: C0, DEL and C1; marks of direction that reorder what stands around them; zero-width space,
 * word joiners and BOM. A name must read as it is stored, for who approves it sees only how it reads.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

/** A body or query that is not in the form that it must have. Values are not repeated: one may be a secret in the wrong place. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput'
  readonly fields: readonly FieldProblem[]

  constructor(fields: readonly FieldProblem[]) {
    super('INVALID_REQUEST')
    this.fields = fields.slice(0, MAX_FIELDS)
  }
}

const refuse = (path: string, code: string, en: string, ar: string): InvalidInput =>
  new InvalidInput([{ path, code, message: { ar, en } }])

/** Reads JSON (RFC 8259) of bounded depth, whose texts hold nothing unseen. Throws InvalidInput. */
export function readJson(bytes: Uint8Array): unknown {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw refuse('', 'json', 'is not JSON in UTF-8', 'ليس JSON بترميز UTF-8')
  }
  // By hand and not by recursion: the depth of a body is its sender's choice.
  const left: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [
    { value, path: '', depth: 0 },
  ]
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { value, path, depth } = one
    if (depth > MAX_DEPTH) throw refuse('', 'too_deep', 'is nested too deep', 'متداخل أكثر مما يُقبل')
    if (typeof value === 'string') refuseUnseen(value, path)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        refuseUnseen(key, path)
        left.push({ value: each, path: `${path}/${pointerPart(key)}`, depth: depth + 1 })
      }
    }
  }
  return value
}

function refuseUnseen(text: string, path: string): void {
  if (text.isWellFormed() && !UNSEEN.test(text)) return
  throw refuse(path, 'unseen', 'holds control characters or invisible marks', 'فيه محارف تحكم أو علامات غير مرئية')
}

const pointerPart = (key: PropertyKey): string =>
  String(key)
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
    .replaceAll(/[^ -~]/g, '?')
    .slice(0, 100)

const LOCALES = { ar: z.locales.ar().localeError, en: z.locales.en().localeError }

/** Checks a value and gives it as the schema puts it out. Throws InvalidInput with every field at fault. */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidInput(result.error.issues.map(fieldOf))
}

function fieldOf(issue: z.core.$ZodIssue): FieldProblem {
  const path = issue.path.map((key) => `/${pointerPart(key)}`).join('')
  // A rule of a schema of the directory speaks English alone.
  if (issue.code === 'custom') return { path, code: 'rule', message: { ar: 'القيمة غير مقبولة', en: issue.message } }
  // The key's name is the sender's: it is not repeated.
  if (issue.code === 'unrecognized_keys') {
    return { path, code: issue.code, message: { ar: 'حقل غير معروف', en: 'holds an unknown field' } }
  }
  return { path, code: issue.code, message: { ar: localised('ar', issue), en: localised('en', issue) } }
}

function localised(language: 'ar' | 'en', issue: z.core.$ZodIssue): string {
  const words = LOCALES[language](issue as z.core.$ZodRawIssue)
  return (typeof words === 'string' ? words : words?.message) ?? 'Invalid input'
}
