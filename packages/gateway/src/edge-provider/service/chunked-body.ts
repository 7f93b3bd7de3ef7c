import { RabtError } from '@rabt/protocol'

// RFC 9112 §7.1: chunk-size [ chunk-ext ]; the size of 12 hexadecimal digits is beyond every limit and below 2^53.
const SIZE_LINE = /^([0-9A-Fa-f]{1,12})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/
const TRAILER_LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/
const CR = 0x0d
const LF = 0x0a
const EMPTY = Buffer.alloc(0)
/** Longest line of a size with its extensions: nobody needs them. */
const MAX_SIZE_LINE = 256

const garbage = (detail: string): RabtError => new RabtError('SERVICE_GARBAGE', {}, { detail })

/** Takes the chunked coding off a body (RFC 9112 §7.1). Extensions are ignored, trailer fields are dropped. */
export class ChunkedBody {
  readonly #trailerBytes: number
  #state: 'size' | 'data' | 'data-end' | 'trailer' = 'size'
  #left = 0
  #line = ''
  #trailerRead = 0
  #done = false

  /** @param trailerBytes most that all trailer fields may take. */
  constructor(trailerBytes: number) {
    this.#trailerBytes = trailerBytes
  }

  get done(): boolean {
    return this.#done
  }

  /**
   * Takes the next bytes and hands out those of the body. Returns what follows the last chunk.
   * @throws RabtError SERVICE_GARBAGE, SERVICE_ANSWER_TOO_LARGE
   */
  feed(chunk: Buffer, onData: (piece: Buffer) => void): Buffer {
    let rest = chunk
    while (rest.length > 0 && !this.#done) {
      if (this.#state === 'data') {
        const piece = rest.length <= this.#left ? rest : rest.subarray(0, this.#left)
        this.#left -= piece.length
        rest = rest.subarray(piece.length)
        onData(piece)
        if (this.#left === 0) this.#state = 'data-end'
      } else rest = this.#readLine(rest)
    }
    return rest
  }

  #readLine(bytes: Buffer): Buffer {
    const limit =
      this.#state === 'trailer' ? this.#trailerBytes - this.#trailerRead : this.#state === 'size' ? MAX_SIZE_LINE : 2
    const end = bytes.indexOf(LF)
    this.#line += bytes.toString(
      'latin1',
      0,
      end === -1 ? Math.min(bytes.length, limit + 1) : Math.min(end + 1, limit + 1),
    )
    if (this.#line.length > limit) throw this.#tooLong()
    if (end === -1) return EMPTY
    const line = this.#line
    this.#line = ''
    if (line.charCodeAt(line.length - 2) !== CR) throw garbage('a line of the chunked coding ends without CR')
    this.#takeLine(line.slice(0, -2), line.length)
    return bytes.subarray(end + 1)
  }

  #takeLine(text: string, length: number): void {
    if (this.#state === 'data-end') {
      if (text !== '') throw garbage('a chunk is longer than its size')
      this.#state = 'size'
    } else if (this.#state === 'size') {
      const size = SIZE_LINE.exec(text)?.[1]
      if (size === undefined) throw garbage('chunk size')
      this.#left = Number.parseInt(size, 16)
      this.#state = this.#left === 0 ? 'trailer' : 'data'
    } else if (text === '') this.#done = true
    else {
      if (!TRAILER_LINE.test(text)) throw garbage('trailer field')
      this.#trailerRead += length
    }
  }

  #tooLong(): RabtError {
    return this.#state === 'trailer'
      ? new RabtError('SERVICE_ANSWER_TOO_LARGE', { limit: String(this.#trailerBytes) })
      : garbage('a line of the chunked coding is too long')
  }
}
