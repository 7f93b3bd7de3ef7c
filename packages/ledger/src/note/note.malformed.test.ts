import { generateKeyPairSync } from 'node:crypto'
import { LIMITS, RabtError } from '@rabt/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCheckpoint, parseCheckpoint } from '../checkpoint/checkpoint.ts'
import { signCosignature, verifyCosignature } from '../checkpoint/cosignature.ts'
import { signLane, verifyLane } from '../checkpoint/lane-line.ts'
import { signMlDsaLine, verifyMlDsaLine } from '../checkpoint/ml-dsa-line.ts'
import { ed25519PublicKey, mlDsa44PublicKey, rawPublicKey } from '../crypto.ts'
import { EMPTY_ROOT } from '../tree/hash.ts'
import { findLine, formatLine, parseLine } from './line.ts'
import { formatNote, parseNote } from './note.ts'
import { formatVerifierKey, parseVerifierKey } from './verifier-key.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const raw = rawPublicKey(publicKey)
const origin = 'rabt/v1/test/KW/GOV/EGOV/gw1/SA/GOV/EGOV/gw1/0.1.0011223344556677'
const body = formatCheckpoint(origin, 7, Buffer.alloc(32, 7))
const lane = signLane(body, origin, { key: privateKey, publicKey: raw })
const good = formatNote(body, [lane])

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof RabtError ? error.code : `untyped ${error}`
  }
  return 'accepted'
}

const name = fc.stringMatching(/^[a-z0-9./~-]{1,40}$/)
const line = fc
  .tuple(name, fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 1, maxLength: 80 }))
  .map(([who, keyId, signature]) => ({ name: who, keyId: Buffer.from(keyId), signature: Buffer.from(signature) }))
const text = fc
  .array(
    fc.string({ unit: 'grapheme' }).map((one) => one.replace(/\p{Cc}/gu, '')),
    { minLength: 1 },
  )
  .map((lines) => `${lines.join('\n')}\n`)

describe('a note', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(text, fc.array(line, { minLength: 1, maxLength: 16 }), (content, lines) => {
        const note = formatNote(
          content,
          lines.map((one) => formatLine(one.name, one.keyId, one.signature)),
        )
        expect(parseNote(note)).toEqual({ body: content, lines })
        expect(parseNote(Buffer.from(note, 'utf8'))).toEqual({ body: content, lines })
      }),
    )
  })

  const line64 = lane.split(' ')[2] as string
  it.each([
    ['nothing', ''],
    ['text alone', body],
    ['no empty line', `${body}${lane}\n`],
    ['no signature', `${body}\n`],
    ['no newline at the end', good.slice(0, -1)],
    ['an empty line at the end', `${good}\n`],
    ['a carriage return', good.replace('\n', '\r\n')],
    ['a tab', good.replace('7\n', '7\t\n')],
    ['a zero byte', good.replace('rabt', 'ra\0bt')],
    ['half a surrogate pair', good.replace('rabt', 'ra\ud800bt')],
    ['a hyphen for the dash', good.replace('—', '-')],
    ['an ideographic space in the name', good.replace('— rabt', '— ra\u3000bt')],
    ['a plus in the name', good.replace('— rabt', '— ra+bt')],
    ['no name', `${body}\n—  ${line64}\n`],
    ['no signature bytes', `${body}\n— x AAAAAA==\n`],
    ['base64 without padding', `${body}\n— x AAAAAAE\n`],
    ['base64 of another alphabet', `${body}\n— x ${line64.replace(/^./, '_')}\n`],
    ['base64 with a stray bit', `${body}\n— x AAAAAAF=\n`],
    ['a second field', good.replace(/\n$/, ' x\n')],
    ['more than its limit', formatNote(`${'x'.repeat(LIMITS.noteBytes)}\n`, [lane])],
  ])('with %s is refused', (_, note) => {
    expect(codeOf(() => parseNote(note))).toBe('NOTE_INVALID')
  })

  it('of bytes that are not UTF-8 is refused', () => {
    const bytes = Buffer.from(good, 'utf8')
    bytes[3] = 0xff
    expect(codeOf(() => parseNote(bytes))).toBe('NOTE_INVALID')
    expect(codeOf(() => parseNote(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('x')])))).toBe(
      'NOTE_INVALID',
    )
  })

  it('of garbage ends in a typed refusal', () => {
    const typed = (run: () => unknown) => expect(['accepted', 'NOTE_INVALID']).toContain(codeOf(run))
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 })),
        (garbage) => {
          const words = typeof garbage === 'string' ? garbage : Buffer.from(garbage).toString('latin1')
          typed(() => parseNote(garbage))
          typed(() => parseLine(`— ${words}`))
          typed(() => parseCheckpoint(`${words}\n`, { extensions: true }))
          typed(() => parseVerifierKey(`x+00000000+${words}`))
          typed(() => verifyCosignature(body, `— x ${Buffer.from(words).toString('base64')}`, 'x', raw, publicKey))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('with two lines of one key is refused by the search for it', () => {
    const note = parseNote(formatNote(body, [lane, lane]))
    expect(codeOf(() => verifyLane(note, origin, raw, publicKey))).toBe('NOTE_INVALID')
    expect(findLine(note.lines, 'another', note.lines[0]?.keyId as Buffer)).toBeUndefined()
  })
})

describe('a checkpoint', () => {
  it('is read as it was written', () => {
    expect(parseCheckpoint(body)).toEqual({ origin, size: 7, root: Buffer.alloc(32, 7) })
    const largest = Number.MAX_SAFE_INTEGER
    expect(parseCheckpoint(formatCheckpoint('x', largest, EMPTY_ROOT)).size).toBe(largest)
    expect(parseCheckpoint(formatCheckpoint('x', 0, EMPTY_ROOT)).size).toBe(0)
  })

  const root = EMPTY_ROOT.toString('base64')
  it.each([
    ['two lines', 'x\n1\n'],
    ['no final newline', `x\n1\n${root}`],
    ['an empty origin', `\n1\n${root}\n`],
    ['an empty line', `x\n1\n${root}\n\n`],
    ['a leading zero', `x\n01\n${root}\n`],
    ['a sign', `x\n+1\n${root}\n`],
    ['no number', `x\n1e3\n${root}\n`],
    ['a size beyond 2^53', `x\n9007199254740992\n${root}\n`],
    ['Arabic digits', `x\n١\n${root}\n`],
    ['a short root', `x\n1\n${root.slice(4)}\n`],
    ['a root with a stray bit', `x\n1\n${root.replace('=', '').slice(0, -1)}V=\n`],
    ['an extension line', `x\n1\n${root}\nmore\n`],
  ])('of %s is refused', (_, text) => {
    expect(codeOf(() => parseCheckpoint(text))).toBe('NOTE_INVALID')
  })

  it('of another log may have extension lines', () => {
    expect(parseCheckpoint(`x\n1\n${root}\nmore\n`, { extensions: true }).size).toBe(1)
  })
})

describe('signature lines', () => {
  const flip = (signed: string, at: number): string => {
    const { name: who, keyId, signature } = parseLine(signed)
    const bytes = Buffer.concat([keyId, signature])
    bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ 1
    return formatLine(who, bytes.subarray(0, 4), bytes.subarray(4))
  }

  it('of a lane hold for their body, origin and key alone', () => {
    const check =
      (signed: string, text = body, from = origin, key = raw) =>
      () =>
        verifyLane(parseNote(formatNote(text, [signed])), from, key, ed25519PublicKey(key))
    const other = rawPublicKey(generateKeyPairSync('ed25519').publicKey)
    check(lane)()
    expect(codeOf(check(lane, formatCheckpoint(origin, 8, Buffer.alloc(32, 7))))).toBe('LANE_SIGNATURE')
    expect(codeOf(check(lane, body, `${origin}8`))).toBe('LANE_SIGNATURE')
    expect(codeOf(check(lane, body, origin, other))).toBe('LANE_SIGNATURE')
    for (let at = 0; at < 68; at++) expect(codeOf(check(flip(lane, at)))).toBe('LANE_SIGNATURE')
  })

  it('of a cosigner hold for their body, time, name and key alone', () => {
    const signed = signCosignature(body, 'w', privateKey, raw, 1_790_000_000)
    const check =
      (one: string, text = body, who = 'w') =>
      () =>
        verifyCosignature(text, one, who, raw, publicKey)
    expect(check(signed)()).toEqual({ timeSeconds: 1_790_000_000 })
    expect(codeOf(check(signed, formatCheckpoint(origin, 8, Buffer.alloc(32, 7))))).toBe('NOTE_INVALID')
    expect(codeOf(check(signed, body, 'v'))).toBe('NOTE_INVALID')
    expect(codeOf(check(lane))).toBe('NOTE_INVALID')
    for (let at = 0; at < 76; at++) expect(codeOf(check(flip(signed, at)))).toBe('NOTE_INVALID')
  })

  it('of ML-DSA-44 hold for their checkpoint, time, name and key alone', () => {
    const pair = generateKeyPairSync('ml-dsa-44')
    const key = rawPublicKey(pair.publicKey)
    expect(key.length).toBe(1312)
    const signed = signMlDsaLine(body, 'pq', pair.privateKey, key, 1_790_000_000)
    const check =
      (one: string, text = body, who = 'pq') =>
      () =>
        verifyMlDsaLine(text, one, who, key, mlDsa44PublicKey(key))
    expect(check(signed)()).toEqual({ timeSeconds: 1_790_000_000 })
    expect(codeOf(check(signed, formatCheckpoint(origin, 8, Buffer.alloc(32, 7))))).toBe('NOTE_INVALID')
    expect(codeOf(check(signed, formatCheckpoint(`${origin}8`, 7, Buffer.alloc(32, 7))))).toBe('NOTE_INVALID')
    expect(codeOf(check(signed, body, 'pr'))).toBe('NOTE_INVALID')
    for (const at of [0, 3, 4, 11, 12, 500, 2431]) expect(codeOf(check(flip(signed, at)))).toBe('NOTE_INVALID')
    const vkey = formatVerifierKey('pq', 0x06, key)
    expect(parseVerifierKey(vkey)).toEqual({ name: 'pq', type: 0x06, publicKey: key })
  })

  it('are not checked with a key of another kind', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const note = parseNote(good)
    expect(codeOf(() => verifyLane(note, origin, raw, ec.publicKey))).toBe('LANE_SIGNATURE')
    expect(codeOf(() => rawPublicKey(ec.publicKey))).toBe('NOTE_INVALID')
    expect(codeOf(() => ed25519PublicKey(Buffer.alloc(31)))).toBe('NOTE_INVALID')
    expect(codeOf(() => mlDsa44PublicKey(Buffer.alloc(32)))).toBe('NOTE_INVALID')
  })
})
