import { RabtError } from '@rabt/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnswerHead, AnswerParser } from './answer-parser.ts'

interface Read {
  head: AnswerHead | null
  body: string
  done: boolean
  reusable: boolean
  error: string | null
}

const HEAD_BYTES = 2_000

/** Reads an answer that comes in these pieces, of bytes that are overwritten afterwards; `end`: then the peer closes. */
function read(pieces: readonly string[], { method = 'GET', end = false } = {}): Read {
  const result: Read = { head: null, body: '', done: false, reusable: false, error: null }
  const parser = new AnswerParser(method, HEAD_BYTES, {
    onHead: (head) => {
      result.head = head
    },
    onBody: (piece) => {
      result.body += piece.toString('latin1')
    },
  })
  try {
    for (const piece of pieces) {
      const bytes = Buffer.from(piece, 'latin1')
      parser.feed(bytes)
      bytes.fill(0x58)
    }
    if (end) parser.end()
  } catch (error) {
    if (!(error instanceof RabtError)) throw error
    result.error = error.code
  }
  return { ...result, done: parser.done, reusable: parser.reusable }
}

const OK = 'HTTP/1.1 200 OK\r\n'

describe('where an answer ends', () => {
  it.each([
    ['a length', `${OK}Content-Length: 3\r\n\r\nabc`, 'abc', true],
    ['no bytes', `${OK}content-LENGTH: 0\r\n\r\n`, '', true],
    [
      'chunks',
      `${OK}Transfer-Encoding: Chunked\r\n\r\n3;x="y"\r\nabc\r\nA \r\n0123456789\r\n000\r\nX-T: 1\r\n\r\n`,
      'abc0123456789',
      true,
    ],
    ['a 204 with a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n', '', true],
    ['Connection: close', `${OK}Connection: x, Close\r\nContent-Length: 1\r\n\r\na`, 'a', false],
    ['HTTP/1.0', 'HTTP/1.0 200\r\nContent-Length: 1\r\n\r\na', 'a', false],
    [
      'HTTP/1.0 that keeps the connection',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na',
      'a',
      true,
    ],
    [
      'chunks in HTTP/1.0, which has none',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
      'a',
      false,
    ],
    ['more bytes than it may have', `${OK}Content-Length: 1\r\n\r\nab`, 'a', false],
    [
      'interim answers before it',
      `HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n${OK}Content-Length: 1\r\n\r\na`,
      'a',
      true,
    ],
  ])('by %s', (_, text, body, reusable) => {
    const { error, done, ...rest } = read([text])
    expect([error, done, rest.body, rest.reusable]).toEqual([null, true, body, reusable])
  })

  it('by the end of the connection, if nothing else says where', () => {
    expect(read([`${OK}\r\nab`, 'c'])).toMatchObject({ done: false, body: 'abc' })
    expect(read([`${OK}\r\nab`, 'c'], { end: true })).toMatchObject({
      done: true,
      error: null,
      body: 'abc',
      reusable: false,
    })
  })

  it('at its head, for HEAD; a body that comes all the same is no answer to another request', () => {
    expect(read([`${OK}Content-Length: 3\r\n\r\n`], { method: 'HEAD' })).toMatchObject({
      done: true,
      body: '',
      reusable: false,
    })
  })
})

describe('an answer that could be read in two ways is refused', () => {
  it.each([
    ['two lengths', `${OK}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`],
    ['a list of lengths', `${OK}Content-Length: 1, 1\r\n\r\na`],
    ['a length with a sign', `${OK}Content-Length: +1\r\n\r\na`],
    ['a length in another base', `${OK}Content-Length: 0x1\r\n\r\na`],
    ['an empty length', `${OK}Content-Length:\r\n\r\na`],
    ['a length and a coding', `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a coding and a length', `${OK}Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n`],
    ['a coding that nobody asked for', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['the coding twice', `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a folded line', `${OK}X-A: b\r\n c\r\n\r\n`],
    ['a bare CR', `${OK}X-A: b\rX-C: d\r\n\r\n`],
    ['a line without a colon', `${OK}X-A\r\n\r\n`],
    ['an empty name', `${OK}: a\r\n\r\n`],
    ['HTTP/2.0', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status that begins with 0', 'HTTP/1.1 099 OK\r\n\r\n'],
    ['a chunk that is longer than its size', `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`],
    ['a chunk line that ends in a bare LF', `${OK}Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n`],
    ['a negative chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n`],
    ['a chunk with a prefix', `${OK}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n`],
    ['a chunk size without digits', `${OK}Transfer-Encoding: chunked\r\n\r\n;x\r\n`],
    ['endless extensions', `${OK}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(300)}`],
    ['a trailer that is none', `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nX T: 1\r\n\r\n`],
  ])('%s', (_, text) => {
    expect(read([text]).error).toBe('SERVICE_GARBAGE')
  })

  it.each([
    ['headers', `${OK}${'X-A: b\r\n'.repeat(HEAD_BYTES / 8)}`],
    ['one header line', `${OK}X-A: ${'b'.repeat(HEAD_BYTES)}`],
    ['interim answers', 'HTTP/1.1 103 Early\r\n\r\n'.repeat(HEAD_BYTES / 20)],
    ['trailers', `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n${'X-A: b\r\n'.repeat(HEAD_BYTES / 8 + 1)}`],
  ])('endless %s are too large', (_, text) => {
    expect(read([text]).error).toBe('SERVICE_ANSWER_TOO_LARGE')
    expect(read([...text]).error).toBe('SERVICE_ANSWER_TOO_LARGE')
  })
})

describe('the pieces in which an answer comes', () => {
  const answers = [
    `HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n${OK}X-A:  b \r\nContent-Length: 12\r\n\r\n0123\r\n\r\n6789`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n1f\r\n${'z'.repeat(31)}\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n`,
    `${OK}Connection: close\r\n\r\nuntil the end`,
    `${OK}Content-Length: 1\r\n\r\nab`,
    `${OK}X-A: b\rc\r\n\r\n`,
    'HTTP/1.1 418 I am\tHere\r\n\r\n',
  ]
  it('change nothing, however they are cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...answers), fc.array(fc.nat(200), { maxLength: 12 }), (text, cuts) => {
        const at = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b)
        const pieces = at.slice(1).map((to, i) => text.slice(at[i], to))
        expect(read(pieces, { end: true })).toEqual(read([text], { end: true }))
      }),
      { numRuns: 500 },
    )
  })

  it('may be single bytes', () => {
    for (const text of answers) expect(read([...text], { end: true })).toEqual(read([text], { end: true }))
  })
})
