import type { Choices } from '../choices.ts'
import { BOUNDARIES, mutateBytes } from './bytes.ts'

/** What has led a reader of addresses, headers, identifiers or notes astray. */
const PIECES = [
  '%2F',
  '%2f',
  '%252F',
  '%C0%AF',
  '%E0%80%AF',
  '%ED%A0%80',
  '%00',
  '%',
  '%G1',
  '%u002f',
  '/',
  '//',
  '/../',
  '/./',
  '..;/',
  ';a=b',
  '?',
  '#',
  '\\',
  '+',
  ' ',
  '\t',
  '\r\n',
  '\n',
  '\n\n',
  '\r',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u00ff',
  ':',
  ',',
  '=',
  '*',
  '**',
  '\u2014 ',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\u0660',
  'e\u0301',
  '-0',
  '0x10',
  '1e3',
  'rabt-digest=',
  'x-road-client:',
  '__proto__',
  'constructor',
]
const REPEATS = [2, 3, 12, 300, 9_000]

const replaceAt = (text: string, at: number, removed: number, inserted: string): string =>
  text.slice(0, at) + inserted + text.slice(at + removed)

type Change = (text: string, choices: Choices, other: string) => string

const CHANGES: readonly Change[] = [
  (text, choices) => replaceAt(text, choices.below(text.length + 1), choices.below(3), choices.pick(PIECES)),
  (text, choices) =>
    replaceAt(text, choices.below(text.length + 1), 0, choices.pick(PIECES).repeat(choices.pick(REPEATS))),
  (text, choices) => {
    const at = choices.below(text.length)
    return replaceAt(text, at, 1, `%${(text.charCodeAt(at) || 0).toString(16).padStart(2, '0')}`)
  },
  (text, choices) => {
    const numbers = [...text.matchAll(/\d+/g)]
    const found = numbers[choices.below(numbers.length)]
    return found === undefined ? text : replaceAt(text, found.index, found[0].length, String(choices.pick(BOUNDARIES)))
  },
  (text, choices) => {
    const separator = choices.pick(['/', '\n', '\r\n', ' ', ':', '.', '+'])
    const parts = text.split(separator)
    const from = choices.below(parts.length)
    const [part = ''] = choices.once(2) ? parts.splice(from, 1) : [parts[from] ?? '']
    parts.splice(choices.below(parts.length + 1), 0, part)
    return parts.join(separator)
  },
  (text, choices, other) =>
    text.slice(0, choices.below(text.length + 1)) + other.slice(choices.below(other.length + 1)),
  (text, choices) => {
    const at = choices.below(text.length)
    const letter = text[at] ?? ''
    return replaceAt(text, at, 1, letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())
  },
  (text, choices) => text.slice(0, choices.below(text.length + 1)),
]

/** Changes text that is separated, percent-encoded or in lines. */
export function mutateText(input: Uint8Array, choices: Choices, seeds: readonly Uint8Array[]): Buffer {
  if (choices.once(5)) return mutateBytes(input, choices, seeds)
  let text = Buffer.from(input).toString('utf8')
  const other = Buffer.from(choices.pick(seeds)).toString('utf8')
  const times = choices.pick([1, 1, 2, 3])
  for (let i = 0; i < times; i++) text = choices.pick(CHANGES)(text, choices, other)
  return Buffer.from(text, 'utf8')
}
