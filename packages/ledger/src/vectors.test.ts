import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import {
  ed25519PublicKey,
  formatLine,
  formatVerifierKey,
  isLineOf,
  laneKeyId,
  noteKeyId,
  parseCheckpoint,
  parseLine,
  parseNote,
  parseVerifierKey,
  rawPublicKey,
  SIGNATURE_TYPE,
  signCosignature,
  signLane,
  verifyConsistency,
  verifyCosignature,
  verifyLane,
} from './index.ts'

const vectors = JSON.parse(readFileSync(new URL('../vectors/c2sp-notes.json', import.meta.url), 'utf8'))

const privateKey = (seedHex: string): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seedHex, 'hex')]),
    format: 'der',
    type: 'pkcs8',
  })

const refusal = (code: string) => expect.objectContaining({ code, constructor: RabtError })

describe('checkpoints of other logs', () => {
  it('verifies that of sum.golang.org', () => {
    const { note: text, vkey } = vectors.checkpoints[0]
    const note = parseNote(text)
    expect(parseCheckpoint(note.body)).toMatchObject({ origin: 'go.sum database tree', size: 30055305 })
    const { name, type, publicKey } = parseVerifierKey(vkey)
    expect(type).toBe(SIGNATURE_TYPE.ed25519)
    verifyLane(note, name, publicKey, ed25519PublicKey(publicKey))
    expect(formatVerifierKey(name, type, publicKey)).toBe(vkey)
  })

  it('verifies that of sigsum, and signs the same bytes', () => {
    const { note: text, ed25519SeedHex, origin } = vectors.checkpoints[1]
    const key = privateKey(ed25519SeedHex)
    const publicKey = rawPublicKey(key)
    const note = parseNote(text)
    verifyLane(note, origin, publicKey, createPublicKey(key))
    const line = signLane(note.body, origin, { key, publicKey })
    expect(text).toBe(`${note.body}\n${line}\n`)
    expect(() =>
      verifyLane({ ...note, body: note.body.replace('10', '11') }, origin, publicKey, ed25519PublicKey(publicKey)),
    ).toThrow(refusal('LANE_SIGNATURE'))
  })
})

describe('cosignature lines of sigsum', () => {
  const [{ note, witnessName, ed25519SeedHex, lines, expect: outcomes }] = vectors.cosignatures
  const key = privateKey(ed25519SeedHex)
  const publicKey = rawPublicKey(key)

  it.each<{ line: string; outcome: string }>(
    lines.map((line: string, at: number) => ({ line, outcome: outcomes[at] })),
  )('$outcome', ({ line, outcome }) => {
    const judge = () => verifyCosignature(note, line, witnessName, publicKey, createPublicKey(key))
    if (outcome.startsWith('valid')) {
      expect(judge()).toEqual({ timeSeconds: 1234 })
      expect(signCosignature(note, witnessName, key, publicKey, 1234)).toBe(line)
    } else {
      expect(judge).toThrow(refusal('NOTE_INVALID'))
    }
  })
})

describe('verifier keys of golang.org/x/mod', () => {
  it.each(vectors.vkeys.valid as string[])('%s is read and written', (vkey) => {
    const { name, type, publicKey } = parseVerifierKey(vkey)
    expect(formatVerifierKey(name, type, publicKey)).toBe(vkey)
    expect(noteKeyId(name, type, publicKey).toString('hex')).toBe(vkey.split('+')[1])
  })

  it.each(vectors.vkeys.invalid as string[])('%s is refused', (vkey) => {
    expect(() => parseVerifierKey(vkey)).toThrow(refusal('NOTE_INVALID'))
  })
})

describe('requests to a witness of torchwood', () => {
  const publicKey = Buffer.from(vectors.witnessSequence.logPublicKeyHex, 'hex')
  const key = ed25519PublicKey(publicKey)
  const origin = parseNote(vectors.witnessSequence.requests[0].body.split('\n\n').slice(1).join('\n\n')).body.split(
    '\n',
  )[0] as string

  /** The witness's state after each accepted request, as the suite expects it. */
  const held = { size: 0, root: Buffer.alloc(0) }

  it.each(vectors.witnessSequence.requests as { body: string; status: number; assert: string }[])(
    'answered $status: $assert',
    ({ body, status, assert }) => {
      const [old, ...proof] = (body.split('\n\n')[0] as string).split('\n')
      const oldSize = Number((old as string).slice('old '.length))
      const text = body.slice(body.indexOf('\n\n') + 2)
      // Its signature is not canonical base64, so it is refused before any key is asked.
      if (assert.includes('invalid signature')) return expect(() => parseNote(text)).toThrow(refusal('NOTE_INVALID'))
      const note = parseNote(text)
      const next = parseCheckpoint(note.body)
      const verify = () => verifyLane(note, origin, publicKey, key)
      const consistent = () =>
        verifyConsistency(
          oldSize,
          held.root,
          next.size,
          next.root,
          proof.map((one) => Buffer.from(one, 'base64')),
        )
      if (assert.includes('unknown log')) return expect(next.origin).not.toBe(origin)
      verify()
      if (status === 409) return expect(oldSize).not.toBe(held.size)
      expect(oldSize).toBe(held.size)
      if (status === 422) return expect(consistent).toThrow(refusal('PROOF_INVALID'))
      expect(status).toBe(200)
      if (oldSize > 0) consistent()
      Object.assign(held, next)
    },
  )
})

describe('a line', () => {
  it('is told apart by name and key id together', () => {
    const publicKey = rawPublicKey(privateKey('11'.repeat(32)))
    const keyId = laneKeyId('example.org/log', publicKey)
    const line = parseLine(formatLine('example.org/log', keyId, Buffer.alloc(64)))
    expect(isLineOf(line, 'example.org/log', keyId)).toBe(true)
    expect(isLineOf(line, 'example.org/log', Buffer.alloc(4))).toBe(false)
    expect(isLineOf(line, 'example.org/other', keyId)).toBe(false)
  })
})
