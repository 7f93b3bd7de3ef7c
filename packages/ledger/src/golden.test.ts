import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { decodeSeal } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import {
  consistencyProof,
  ed25519PublicKey,
  Frontier,
  formatCheckpoint,
  formatLine,
  formatVerifierKey,
  inclusionProof,
  leafHash,
  merkleRoot,
  mlDsa44PublicKey,
  mlDsaKeyId,
  parseCheckpoint,
  parseNote,
  rawPublicKey,
  signCosignature,
  signLane,
  verifyConsistency,
  verifyCosignature,
  verifyInclusion,
  verifyLane,
  verifyMlDsaLine,
  verifySeal,
} from './index.ts'

const golden = JSON.parse(readFileSync(new URL('../vectors/rabt.json', import.meta.url), 'utf8'))

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const hex = (list: readonly Uint8Array[]): string[] => list.map((one) => Buffer.from(one).toString('hex'))
const leaves: Buffer[] = golden.entries.map((entry: string) => leafHash(Buffer.from(entry, 'utf8')))
const seeded = (seed: string) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytes(seed)]),
    format: 'der',
    type: 'pkcs8',
  })

describe('our golden vectors', () => {
  const { frontier, origin } = golden
  const before = Frontier.decode(frontier.size, bytes(frontier.peaks))
  const after = leaves.slice(frontier.size)
  const note = parseNote(golden.checkpoint)

  it('hold the leaves, the frontier and its root', () => {
    expect(hex(leaves)).toEqual(golden.leaves)
    expect(before.root().toString('hex')).toBe(frontier.root)
    expect(merkleRoot(leaves.slice(0, frontier.size)).toString('hex')).toBe(frontier.root)
  })

  it.each(golden.inclusion as { index: number; size: number; proof: string[] }[])(
    'prove leaf $index in the tree of $size',
    ({ index, size, proof }) => {
      expect(hex(inclusionProof(before, after, index, size))).toEqual(proof)
      verifyInclusion(leaves[index] as Buffer, index, size, proof.map(bytes), merkleRoot(leaves.slice(0, size)))
    },
  )

  it.each(golden.consistency as { size1: number; size2: number; proof: string[] }[])(
    'prove that the tree of $size2 goes on from $size1',
    ({ size1, size2, proof }) => {
      expect(hex(consistencyProof(before, after, size1, size2))).toEqual(proof)
      const [root1, root2] = [merkleRoot(leaves.slice(0, size1)), merkleRoot(leaves.slice(0, size2))]
      verifyConsistency(size1, root1, size2, root2, proof.map(bytes))
    },
  )

  it('hold the checkpoint and its lane line, byte for byte', () => {
    expect(note.body).toBe(formatCheckpoint(origin, leaves.length, merkleRoot(leaves)))
    expect(parseCheckpoint(note.body).origin).toBe(origin)
    const { seed, publicKey, vkey } = golden.lane
    const key = seeded(seed)
    expect(rawPublicKey(key).toString('hex')).toBe(publicKey)
    expect(formatVerifierKey(origin, 0x01, bytes(publicKey))).toBe(vkey)
    expect(golden.checkpoint).toContain(`\n${signLane(note.body, origin, { key, publicKey: bytes(publicKey) })}\n`)
    verifyLane(note, origin, bytes(publicKey), ed25519PublicKey(bytes(publicKey)))
  })

  it('hold the receipt, byte for byte', () => {
    const { seed, publicKey, name, timeSeconds, line, vkey } = golden.receipt
    const raw = bytes(publicKey)
    expect(signCosignature(note.body, name, seeded(seed), raw, timeSeconds)).toBe(line)
    expect(verifyCosignature(note.body, line, name, raw, ed25519PublicKey(raw))).toEqual({ timeSeconds })
    expect(formatVerifierKey(name, 0x04, raw)).toBe(vkey)
  })

  it('hold an ML-DSA-44 line that verifies', () => {
    const { publicKey, name, timeSeconds } = golden.mlDsa
    const raw = bytes(publicKey)
    const found = note.lines.filter((line) => line.name === name)
    expect(found.map((line) => line.keyId)).toEqual([mlDsaKeyId(name, raw)])
    const [line] = found.map((one) => formatLine(one.name, one.keyId, one.signature))
    expect(verifyMlDsaLine(note.body, line as string, name, raw, mlDsa44PublicKey(raw))).toEqual({ timeSeconds })
  })

  it('hold a seal that verifies', () => {
    const { member, indexes, publicKeyDer, record } = golden.seal
    const key = createPublicKey({ key: bytes(publicKeyDer), format: 'der', type: 'spki' })
    const own = indexes.map((index: number) => leaves[index])
    expect(verifySeal(bytes(record), origin, own, key)).toEqual(decodeSeal(bytes(record)))
    expect(decodeSeal(bytes(record))).toMatchObject({ member, count: indexes.length })
  })
})
