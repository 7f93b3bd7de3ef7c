import { createHash } from 'node:crypto'
import { CATALOGUE, RabtError } from '@rabt/protocol'
import type { Parser } from './parser.ts'

/** What became of an input: the code of its refusal, or null if it was accepted. */
export type Verdict = string | null

const LINE = 100

/** The input in the form in which it is added to the corpus. */
function toAdd(parser: Parser, input: Buffer): string {
  const name = createHash('sha256').update(input).digest('hex').slice(0, 12)
  const small = input.length <= 2_000
  const text = input.toString(small ? 'hex' : 'base64').replaceAll(new RegExp(`.{${LINE}}`, 'g'), '$&\n')
  return `keep it as corpus/${parser.name}/failed-${name}.${small ? 'hex' : 'b64'}:\n${text}`
}

/** INTERNAL_ERROR says that we failed: no bytes from outside may lead there. */
const isTyped = (parser: Parser, code: string): boolean =>
  Object.hasOwn(CATALOGUE, code) && (code !== 'INTERNAL_ERROR' || parser.ownStore === true)

/**
 * Gives a parser one input. It may return a value or throw a RabtError of the catalogue, and what it accepts it must write in
 * the same bytes. Throws an Error that shows the input otherwise.
 */
export async function judgeInput(parser: Parser, input: Buffer): Promise<Verdict> {
  // The parser may keep views of its input or write into it: it gets its own.
  const own = Buffer.from(input)
  let value: unknown
  try {
    value = await parser.read(own)
  } catch (cause) {
    if (cause instanceof RabtError && isTyped(parser, cause.code)) return cause.code
    throw new Error(`${parser.name} threw ${String(cause)}; ${toAdd(parser, input)}`, { cause })
  }
  if (!own.equals(input)) throw new Error(`${parser.name} changed its input; ${toAdd(parser, input)}`)
  const again = parser.write?.(value as never)
  if (again !== undefined && !input.equals(again))
    throw new Error(`${parser.name} accepted a second spelling; ${toAdd(parser, input)}`)
  return null
}
