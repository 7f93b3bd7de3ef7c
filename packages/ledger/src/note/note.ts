import { LIMITS, RabtError } from '@rabt/protocol'
import { type NoteLine, parseLine } from './line.ts'

/** A note: text that ends in a newline, and its signature lines. Untrusted until a known key's line verifies. */
export interface Note {
  readonly body: string
  readonly lines: readonly NoteLine[]
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a signed note, strictly (C2SP signed-note, "Format"). `limitBytes` bounds what a stranger makes us decode.
 * @throws RabtError NOTE_INVALID
 */
export function parseNote(note: string | Uint8Array, limitBytes: number = LIMITS.noteBytes): Note {
  const text = typeof note === 'string' ? note : decodeUtf8(note)
  if (text.length > limitBytes || Buffer.byteLength(text) > limitBytes) refuse('note is too large')
  // "Signed notes MUST be valid UTF-8 and MUST NOT contain any ASCII control characters other than newline."
  if (!text.isWellFormed()) refuse('note is not UTF-8')
  if (CONTROL.test(text)) refuse('note holds a control character')
  // "The text is separated from the signatures by the last empty line in the note."
  const blank = text.lastIndexOf('\n\n')
  if (blank < 0 || !text.endsWith('\n')) refuse('note without text and signatures')
  const signatures = text.slice(blank + 2, -1)
  // "... followed by one or more signature lines."
  if (signatures === '') refuse('note without a signature')
  return { body: text.slice(0, blank + 1), lines: signatures.split('\n').map(parseLine) }
}

/** Puts body (ending in a newline) and signature lines (without newlines) together. */
export const formatNote = (body: string, lines: readonly string[]): string =>
  `${body}\n${lines.map((line) => `${line}\n`).join('')}`

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch (cause) {
    throw new RabtError('NOTE_INVALID', {}, { detail: 'note is not UTF-8', cause })
  }
}

function refuse(detail: string): never {
  throw new RabtError('NOTE_INVALID', {}, { detail })
}
