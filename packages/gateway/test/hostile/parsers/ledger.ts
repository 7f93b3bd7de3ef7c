import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  consistencyProof,
  Frontier,
  formatCheckpoint,
  formatLine,
  formatNote,
  formatVerifierKey,
  inclusionProof,
  leafHash,
  parseCheckpoint,
  parseLine,
  parseNote,
  parseVerifierKey,
  publicKeyDigest,
  rawPublicKey,
  signCosignature,
  signLane,
  signMlDsaLine,
  signSeal,
  verifyConsistency,
  verifyCosignature,
  verifyInclusion,
  verifyLane,
  verifyMlDsaLine,
  verifySeal,
} from '@rabt/ledger'
import { type Parser, parser, utf8 } from '../parser.ts'

const ORIGIN = 'rabt/v1/gcc/KW/GOV/EGOV/gw1/QA/GOV/EGOV/gw1/1.1790000000000.0011223344556677'
const MEMBER = 'KW/GOV/MOI'
const leaves = Array.from({ length: 13 }, (_, at) => leafHash(Buffer.of(at)))
const tree = new Frontier()
for (const leaf of leaves) tree.append(leaf)
const body = formatCheckpoint(ORIGIN, tree.size, tree.root())

const pair = (type: 'ed25519' | 'ml-dsa-44') => {
  const { privateKey, publicKey } = generateKeyPairSync(type as 'ed25519')
  return { privateKey, publicKey, raw: rawPublicKey(publicKey) }
}
const lane = pair('ed25519')
const cosigner = pair('ed25519')
const postQuantum = pair('ml-dsa-44')
const seal = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const sealDigest = publicKeyDigest(seal.publicKey)

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')

/** Index, size and a path as a stranger gives them: two 64-bit numbers, then hashes. */
function proofOf(input: Buffer): { index: number; size: number; path: Buffer[] } {
  const number = (at: number): number => (input.length < at + 8 ? Number.NaN : Number(input.readBigUInt64BE(at)))
  const path: Buffer[] = []
  for (let at = 16; at < input.length; at += 32) path.push(input.subarray(at, at + 32))
  return { index: number(0), size: number(8), path }
}

function proofBytes(index: number, size: number, path: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(16)
  head.writeBigUInt64BE(BigInt(index), 0)
  head.writeBigUInt64BE(BigInt(size), 8)
  return Buffer.concat([head, ...path])
}

const verifyLine = (name: string, line: string, verify: (line: string) => unknown): Parser =>
  parser({ name, format: 'text', seeds: [bytes(line)], read: (input) => verify(utf8(input)) })

const signed = (name: string, key: KeyObject, raw: Uint8Array): string =>
  signCosignature(body, name, key, raw, 1_790_000_000)

export const LEDGER: readonly Parser[] = [
  parser({
    name: 'note',
    format: 'text',
    share: 2,
    read: (input) => parseNote(input),
    write: ({ body: text, lines }) =>
      bytes(
        formatNote(
          text,
          lines.map((line) => formatLine(line.name, line.keyId, line.signature)),
        ),
      ),
  }),
  parser({
    name: 'checkpoint',
    format: 'text',
    read: (input) => parseCheckpoint(utf8(input)),
    write: ({ origin, size, root }) => bytes(formatCheckpoint(origin, size, root)),
    seeds: [bytes(body)],
  }),
  parser({
    name: 'note-line',
    format: 'text',
    read: (input) => parseLine(utf8(input)),
    write: ({ name, keyId, signature }) => bytes(formatLine(name, keyId, signature)),
    seeds: [bytes(signed(ORIGIN, cosigner.privateKey, cosigner.raw))],
  }),
  parser({
    name: 'verifier-key',
    format: 'text',
    read: (input) => parseVerifierKey(utf8(input)),
    write: ({ name, type, publicKey }) => bytes(formatVerifierKey(name, type, publicKey)),
    seeds: [bytes(formatVerifierKey('rabt/x', 1, lane.raw)), bytes(formatVerifierKey('rabt/y', 6, postQuantum.raw))],
  }),
  parser({
    name: 'frontier',
    format: 'bytes',
    read: (input) => {
      const { size } = proofOf(Buffer.concat([Buffer.alloc(8), input]))
      return { size, frontier: Frontier.decode(size, input.subarray(8)) }
    },
    write: ({ size, frontier }) => proofBytes(0, size, [frontier.encode()]).subarray(8),
    seeds: [proofBytes(0, tree.size, [tree.encode()]).subarray(8), Buffer.alloc(8)],
  }),
  parser({
    name: 'inclusion-proof',
    format: 'bytes',
    read: (input) => {
      const { index, size, path } = proofOf(input)
      verifyInclusion(leaves[6] as Buffer, index, size, path, tree.root())
      // A root does not name its size (the checkpoint does), so the same path may fit another; nothing else is excluded here.
    },
    seeds: [proofBytes(6, leaves.length, inclusionProof(new Frontier(), leaves, 6))],
  }),
  parser({
    name: 'consistency-proof',
    format: 'bytes',
    read: (input) => {
      const { index, size, path } = proofOf(input)
      const first = new Frontier()
      for (const leaf of leaves.slice(0, 5)) first.append(leaf)
      verifyConsistency(index, first.root(), size, tree.root(), path)
    },
    seeds: [proofBytes(5, leaves.length, consistencyProof(new Frontier(), leaves, 5))],
  }),
  verifyLine('receipt-line', signed('rabt/v1/gcc/QA/receipt', cosigner.privateKey, cosigner.raw), (line) =>
    verifyCosignature(body, line, 'rabt/v1/gcc/QA/receipt', cosigner.raw, cosigner.publicKey),
  ),
  verifyLine(
    'ml-dsa-line',
    signMlDsaLine(body, 'rabt/v1/gcc/KW/lane-pq', postQuantum.privateKey, postQuantum.raw, 1_790_000_000),
    (line) => verifyMlDsaLine(body, line, 'rabt/v1/gcc/KW/lane-pq', postQuantum.raw, postQuantum.publicKey),
  ),
  verifyLine(
    'lane-note',
    formatNote(body, [signLane(body, ORIGIN, { key: lane.privateKey, publicKey: lane.raw })]),
    (text) => {
      const note = parseNote(text)
      const checkpoint = parseCheckpoint(note.body)
      verifyLane(note, checkpoint.origin, lane.raw, lane.publicKey)
      if (note.body !== body) throw new Error('a checkpoint that nobody signed was accepted')
    },
  ),
  parser({
    name: 'sealed-leaves',
    format: 'cbor',
    read: (input) => {
      const { member, count } = verifySeal(input, ORIGIN, leaves, seal.publicKey)
      if (member !== MEMBER || count !== leaves.length) throw new Error('a seal that nobody made was accepted')
    },
    seeds: [signSeal({ member: MEMBER, origin: ORIGIN, leaves, key: seal.privateKey, keyDigest: sealDigest })],
  }),
]
