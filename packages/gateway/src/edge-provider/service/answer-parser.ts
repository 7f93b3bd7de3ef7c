import { type Header, isHeaderValue, isToken, RabtError } from '@rabt/protocol'
import { ChunkedBody } from './chunked-body.ts'

export interface AnswerHead {
  readonly status: number
  readonly reason: string
  /** Texts are latin1: one character an octet; order, case and duplicates as they came. */
  readonly headers: readonly Header[]
}

export interface AnswerSink {
  onHead(head: AnswerHead, announced: number | null): void
  /** A piece of the body; the bytes are the sink's only during the call. */
  onBody(piece: Buffer): void
}

// RFC 9112 §4: status-line = HTTP-version SP status-code SP [ reason-phrase ]; the second space is often left out.
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/
const LENGTH = /^\d{1,15}$/
const PREFIX = Buffer.from('HTTP/1.')
const END_OF_HEAD = '\r\n\r\n'
const EMPTY = Buffer.alloc(0)

const garbage = (detail: string): RabtError => new RabtError('SERVICE_GARBAGE', {}, { detail })
const brokeOff = (detail: string): RabtError => new RabtError('SERVICE_BROKE_OFF', {}, { detail })

/** How an answer's body ends (RFC 9112 §6.3). */
type Framing =
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunked'; readonly body: ChunkedBody }
  | { readonly kind: 'close' }

/**
 * Reads one answer from the bytes of a connection, strictly (RFC 9112): what is ambiguous is refused, not guessed. Every method may throw a
 * RabtError: SERVICE_GARBAGE, SERVICE_BROKE_OFF, SERVICE_ANSWER_TOO_LARGE; after that the connection is of no use.
 */
export class AnswerParser {
  readonly #sink: AnswerSink
  readonly #bodiless: boolean
  readonly #headBytes: number
  #head: Buffer = EMPTY
  #headRead = 0
  #framing: Framing | null = null
  #done = false
  #reusable = true
  #idleMs: number | null = null

  /** @param method of the request: an answer to HEAD has no body. @param headBytes most that all heads of this answer may take, trailers too. */
  constructor(method: string, headBytes: number, sink: AnswerSink) {
    this.#bodiless = method === 'HEAD'
    this.#headBytes = headBytes
    this.#sink = sink
  }

  /** The answer is complete. */
  get done(): boolean {
    return this.#done
  }

  /** Whether the connection may carry another request, as far as the answer says (RFC 9112 §9.3). */
  get reusable(): boolean {
    return this.#reusable
  }

  /** For how long the server says that it keeps an idle connection, milliseconds. */
  get idleMs(): number | null {
    return this.#idleMs
  }

  /** Takes the next bytes; what follows a complete answer makes the connection useless for another. */
  feed(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) {
      if (this.#done) {
        this.#reusable = false
        return
      }
      rest = this.#framing === null ? this.#readHead(rest) : this.#readBody(rest, this.#framing)
    }
  }

  /** The peer has closed its side. */
  end(): void {
    this.#reusable = false
    if (this.#done) return
    if (this.#framing?.kind !== 'close') throw brokeOff('closed within an answer')
    this.#done = true
  }

  #readHead(chunk: Buffer): Buffer {
    const before = this.#head.length
    const head = before === 0 ? chunk : Buffer.concat([this.#head, chunk])
    const known = Math.min(head.length, PREFIX.length)
    if (head.compare(PREFIX, 0, known, 0, known) !== 0) throw garbage('no HTTP/1.x')
    const end = head.indexOf(END_OF_HEAD, Math.max(0, before - 3), 'latin1')
    const size = end === -1 ? head.length : end + END_OF_HEAD.length
    if (this.#headRead + size > this.#headBytes)
      throw new RabtError('SERVICE_ANSWER_TOO_LARGE', { limit: String(this.#headBytes) })
    if (end === -1) {
      // The caller uses its bytes again.
      this.#head = before === 0 ? Buffer.from(chunk) : head
      return EMPTY
    }
    this.#head = EMPTY
    this.#headRead += size
    this.#takeHead(head.toString('latin1', 0, end))
    return head.subarray(size)
  }

  #takeHead(text: string): void {
    const lines = text.split('\r\n')
    const [, minor, code, reason] = STATUS_LINE.exec(lines[0] as string) ?? []
    if (code === undefined) throw garbage('status line')
    const status = Number(code)
    if (status === 101) throw garbage('another protocol, which nobody asked for')
    if (status === 100) throw garbage('100, which nobody asked for')
    const headers: Header[] = []
    const meaning = new Fields()
    for (let i = 1; i < lines.length; i++) {
      const header = parseLine(lines[i] as string)
      headers.push(header)
      meaning.see(header)
    }
    // RFC 9110 §15.2: interim answers are passed over.
    if (status < 200) return
    const keeps = minor === '1' || (meaning.keepAlive && !meaning.chunked)
    // RFC 9112 §6.1: a coding in HTTP/1.0 is faulty framing. And systems exist that send a body after HEAD: it must not answer what comes next.
    this.#reusable = keeps && !meaning.close && !this.#bodiless
    this.#idleMs = meaning.idleMs
    const bodiless = this.#bodiless || status === 204 || status === 304
    this.#sink.onHead({ status, reason: reason ?? '', headers }, meaning.length)
    this.#frame(bodiless, meaning)
  }

  #frame(bodiless: boolean, { chunked, length }: Fields): void {
    if (bodiless || length === 0) this.#done = true
    else if (chunked) this.#framing = { kind: 'chunked', body: new ChunkedBody(this.#headBytes) }
    else if (length !== null) this.#framing = { kind: 'length', left: length }
    else {
      this.#reusable = false
      this.#framing = { kind: 'close' }
    }
  }

  #readBody(chunk: Buffer, framing: Framing): Buffer {
    if (framing.kind === 'close') {
      this.#sink.onBody(chunk)
      return EMPTY
    }
    if (framing.kind === 'chunked') {
      const rest = framing.body.feed(chunk, (piece) => this.#sink.onBody(piece))
      this.#done = framing.body.done
      return rest
    }
    const piece = chunk.length <= framing.left ? chunk : chunk.subarray(0, framing.left)
    framing.left -= piece.length
    this.#sink.onBody(piece)
    this.#done = framing.left === 0
    return chunk.subarray(piece.length)
  }
}

/** What the header lines say of where the answer ends and of the connection. */
class Fields {
  length: number | null = null
  chunked = false
  close = false
  keepAlive = false
  idleMs: number | null = null

  see([name, value]: Header): void {
    // Most names have other lengths than these.
    switch (name.length) {
      case 10: {
        const lower = name.toLowerCase()
        if (lower === 'connection') this.#connection(value.toLowerCase())
        else if (lower === 'keep-alive') this.idleMs = idleMs(value)
        break
      }
      case 14:
        if (name.toLowerCase() === 'content-length') this.#length(value)
        break
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') this.#transfer(value)
    }
  }

  /** RFC 9110 §8.6, RFC 9112 §6.3: two lengths, or a length beside a coding, are how answers are smuggled. */
  #length(value: string): void {
    if (this.length !== null || this.chunked || !LENGTH.test(value)) throw garbage('Content-Length')
    this.length = Number(value)
  }

  /** A request without TE asks for no other coding than chunked (RFC 9112 §7.4). */
  #transfer(value: string): void {
    if (this.chunked || this.length !== null || value.toLowerCase() !== 'chunked') throw garbage('Transfer-Encoding')
    this.chunked = true
  }

  #connection(value: string): void {
    for (const option of value.split(',')) {
      const word = option.trim()
      if (word === 'close') this.close = true
      else if (word === 'keep-alive') this.keepAlive = true
    }
  }
}

function idleMs(value: string): number | null {
  const seconds = /(?:^|[,;\s])timeout=(\d{1,6})(?:$|[,;\s])/i.exec(value)?.[1]
  return seconds === undefined ? null : Number(seconds) * 1000
}

/** RFC 9112 §5: `field-name ":" OWS field-value OWS`; no space before the colon, no folding. */
function parseLine(line: string): Header {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon))
  if (!isToken(name)) throw garbage('header name')
  let from = colon + 1
  let to = line.length
  while (from < to && isSpace(line.charCodeAt(from))) from++
  while (to > from && isSpace(line.charCodeAt(to - 1))) to--
  const value = line.slice(from, to)
  if (!isHeaderValue(value)) throw garbage('header value')
  return [name, value]
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09
