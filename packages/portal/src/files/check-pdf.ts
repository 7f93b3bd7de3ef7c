import { inflateSync } from 'node:zlib'
import { PortalError } from '../error/portal-error.ts'

/** ISO 32000-1 §12.6.4: actions that run something, and files inside the file. */
const ACTIVE = [
  'JavaScript',
  'JS',
  'Launch',
  'EmbeddedFile',
  'EmbeddedFiles',
  'RichMedia',
  'XFA',
  'ImportData',
  'SubmitForm',
]
/** What the streams of one file may unpack to. */
const STREAM_BYTES = 64 * 1_048_576
/** And how many there may be: each is opened. */
const STREAMS = 50_000
/** What the dictionary before a stream may take. */
const DICTIONARY_BYTES = 4_096

/** @throws PortalError FILE_MISMATCH, FILE_BROKEN, PDF_LOCKED, PDF_ACTIVE, ARCHIVE_BOMB */
export function checkPdf(bytes: Buffer): void {
  if (!/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))) throw new PortalError('FILE_MISMATCH')
  const text = bytes.toString('latin1')
  if (!/%%EOF\s*$/.test(text.slice(-1_024))) throw new PortalError('FILE_BROKEN')
  if (hasName(text, 'Encrypt')) throw new PortalError('PDF_LOCKED')
  refuseActive(text)
  let unpacked = 0
  let streams = 0
  // Objects may stand in compressed streams (§7.5.7): those are looked at as well.
  for (const found of text.matchAll(/stream\r?\n/g)) {
    if (++streams > STREAMS) throw new PortalError('ARCHIVE_BOMB')
    // Not up to a word `endstream`, which may stand within the packed bytes: a deflated stream says itself where it ends.
    const stream = inflate(bytes.subarray(found.index + found[0].length), STREAM_BYTES - unpacked)
    if (stream === undefined) {
      refuseHidden(text.slice(Math.max(0, found.index - DICTIONARY_BYTES), found.index))
      continue
    }
    unpacked += stream.length
    refuseActive(stream.toString('latin1'))
  }
}

/** Objects packed by a filter that is not looked through (§7.4): nobody can say what is in them. */
function refuseHidden(before: string): void {
  const dictionary = before.slice(Math.max(0, before.lastIndexOf('endobj')))
  if (hasName(dictionary, 'ObjStm') && hasName(dictionary, 'Filter'))
    throw new PortalError('PDF_ACTIVE', { what: 'ObjStm' })
}

/** Undefined: the stream is not deflated. */
function inflate(packed: Buffer, most: number): Buffer | undefined {
  // RFC 1950 §2.2: method 8.
  if (((packed[0] ?? 0) & 0x0f) !== 8) return undefined
  try {
    return inflateSync(packed, { maxOutputLength: Math.max(most, 1) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new PortalError('ARCHIVE_BOMB')
    return undefined
  }
}

function refuseActive(text: string): void {
  const what = ACTIVE.find((name) => hasName(text, name))
  if (what !== undefined) throw new PortalError('PDF_ACTIVE', { what })
}

/** A name object, also one whose letters are written as `#4a` (§7.3.5). */
function hasName(text: string, name: string): boolean {
  const letters = [...name].map((letter) => {
    const hex = letter.charCodeAt(0).toString(16)
    return `(?:${letter}|#${hex}|#${hex.toUpperCase()})`
  })
  return new RegExp(`/${letters.join('')}(?![A-Za-z0-9#])`).test(text)
}
