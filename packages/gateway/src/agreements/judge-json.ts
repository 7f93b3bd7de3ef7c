import { isUtf8 } from 'node:buffer'
import { nameOctets, type Place, placesOf } from './agreed-fields.ts'

/** Nesting of an answer that is judged; beyond it somebody wants to exhaust the stack. */
const DEPTH = 64

/** A larger answer would hold the event loop for longer than other calls should wait. */
const JUDGED_BYTES = 2 * 1024 * 1024

/** What is against passing a text on: it is no JSON that can be read in one way only, or it holds more than is agreed under a place. */
export type Objection = { readonly unreadable: string } | { readonly beyond: string }

/**
 * Whether a JSON text (RFC 8259) holds only what is agreed: each value stands under the end of a pointer, or is an object, array or `null` on
 * the way to one. No value is built of it: one pass, the stack bounded. The octets are what is passed on, so a text that readers take
 * differently is refused: invalid UTF-8, a byte order mark, one name twice in an object that is judged.
 */
export function judgeJson(bytes: Uint8Array, agreed: Place): Objection | null {
  if (bytes.length > JUDGED_BYTES) return { unreadable: `more than ${JUDGED_BYTES} bytes` }
  if (!isUtf8(bytes)) return { unreadable: 'not UTF-8' }
  try {
    new Judge(octets(bytes)).judge(agreed)
    return null
  } catch (objection) {
    if (objection instanceof Objected) return objection.what
    throw objection
  }
}

class Objected extends Error {
  readonly what: Objection
  constructor(what: Objection) {
    super()
    this.what = what
  }
}

const unreadable = (reason: string): Objected => new Objected({ unreadable: reason })

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d

/** RFC 8259 §6 and the three words of §3. */
const ATOM = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/
/** RFC 8259 §7: what follows a backslash. */
const ESCAPED = new Set([...'"\\/bfnrtu'].map((character) => character.charCodeAt(0)))
/** A number of more characters is no number of anybody's. */
const ATOM_BYTES = 1_000

/** Everything below is agreed: names need no comparing. */
const ALL = null

/** Octets as a text of one character each: V8 reads it faster than the buffer, and slices it without copying. */
const octets = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

class Judge {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  judge(agreed: Place): void {
    this.#value([agreed], 0)
    this.#space()
    if (this.#at < this.#text.length) throw unreadable('more than one value')
  }

  #value(places: readonly Place[] | typeof ALL, depth: number): void {
    if (depth > DEPTH) throw unreadable('nested too deeply')
    this.#space()
    const below = places === ALL || places.some(({ agreed }) => agreed) ? ALL : places
    const first = this.#text.charCodeAt(this.#at)
    if (first === OPEN_OBJECT) this.#object(below, depth)
    else if (first === OPEN_ARRAY) this.#array(below, depth)
    else if (first === QUOTE) {
      this.#string()
      if (below !== ALL) throw beyond(below)
    } else if (this.#atom() !== 'null' && below !== ALL) throw beyond(below)
  }

  #object(places: readonly Place[] | typeof ALL, depth: number): void {
    const seen = places === ALL ? null : new Set<string>()
    this.#at++
    if (this.#closes(CLOSE_OBJECT)) return
    do {
      this.#space()
      const start = this.#at
      const escaped = this.#string()
      const end = this.#at
      this.#space()
      if (this.#text.charCodeAt(this.#at++) !== COLON) throw unreadable('not JSON')
      if (places === ALL || seen === null) {
        this.#value(ALL, depth + 1)
        continue
      }
      const name = this.#name(start, end, escaped)
      if (seen.has(name)) throw unreadable('one name twice in an object')
      seen.add(name)
      this.#value(agreedOf(places, name), depth + 1)
    } while (this.#goesOn(CLOSE_OBJECT))
  }

  #array(places: readonly Place[] | typeof ALL, depth: number): void {
    this.#at++
    if (this.#closes(CLOSE_ARRAY)) return
    let index = 0
    do this.#value(places === ALL ? ALL : agreedOf(places, String(index++)), depth + 1)
    while (this.#goesOn(CLOSE_ARRAY))
  }

  #space(): void {
    for (;;) {
      const byte = this.#text.charCodeAt(this.#at)
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return
      this.#at++
    }
  }

  #closes(close: number): boolean {
    this.#space()
    if (this.#text.charCodeAt(this.#at) !== close) return false
    this.#at++
    return true
  }

  #goesOn(close: number): boolean {
    if (this.#closes(close)) return false
    if (this.#text.charCodeAt(this.#at++) !== COMMA) throw unreadable('not JSON')
    return true
  }

  /** A string literal from its quote to behind its quote; true if it holds an escape. */
  #string(): boolean {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) throw unreadable('not JSON')
    let escapes = false
    for (let at = this.#at + 1; ; at++) {
      const byte = this.#text.charCodeAt(at)
      if (!(byte >= 0x20)) throw unreadable('not JSON')
      if (byte === QUOTE) {
        this.#at = at + 1
        return escapes
      }
      if (byte !== BACKSLASH) continue
      escapes = true
      const escaped = this.#text.charCodeAt(++at)
      if (!ESCAPED.has(escaped)) throw unreadable('not JSON')
      if (escaped === 0x75 && !/^[0-9a-fA-F]{4}$/.test(this.#text.slice(at + 1, at + 5))) throw unreadable('not JSON')
    }
  }

  /** As `nameOctets` writes it. */
  #name(start: number, end: number, escaped: boolean): string {
    if (!escaped) return this.#text.slice(start + 1, end - 1)
    return nameOctets(JSON.parse(Buffer.from(this.#text.slice(start, end), 'latin1').toString('utf8')) as string)
  }

  #atom(): string {
    const start = this.#at
    while (this.#at - start < ATOM_BYTES && isAtom(this.#text.charCodeAt(this.#at))) this.#at++
    const atom = this.#text.slice(start, this.#at)
    if (!ATOM.test(atom)) throw unreadable('not JSON')
    return atom
  }
}

/** Letters, digits, sign and point. */
const isAtom = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e

function agreedOf(places: readonly Place[], name: string): readonly Place[] {
  const found = placesOf(places, name)
  if (found.length === 0) throw beyond(places)
  return found
}

const beyond = (places: readonly Place[]): Objected => new Objected({ beyond: places[0]?.path || '/' })
