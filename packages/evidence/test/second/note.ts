import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { sha256 } from './merkle.ts'
import { type Origin, parseOrigin } from './name.ts'
import { demand, refuse } from './refuse.ts'

/** Signed notes, checkpoints and their lines (docs/spec/ledger.md §2 and §3). */

export interface Line {
  readonly name: string
  readonly keyId: Buffer
  readonly signature: Buffer
}
export interface Checkpoint {
  /** What the lines sign: three lines of text, each with its newline. */
  readonly body: string
  readonly origin: Origin
  readonly size: number
  readonly root: Buffer
  readonly lines: readonly Line[]
}

/** Standard base64 with padding, decoded, encoded again and compared. */
export function base64(text: string, code: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  demand(bytes.toString('base64') === text, code, 'base64 is not canonical')
  return bytes
}

export function parseLine(text: string, code: string): Line {
  const [dash, name = '', encoded = '', ...more] = text.split(' ')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  const isName = name !== '' && !/[\p{White_Space}+\0-\x1f]/u.test(name) && name.isWellFormed()
  demand(dash === '—' && more.length === 0 && isName, code, 'not a signature line')
  const bytes = base64(encoded, code)
  demand(bytes.length > 4, code, 'no signature')
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) }
}

/** `known`: the origin that must stand there, if one does; another is an entry's fault (evidence.md §2 row 9). */
export function parseCheckpointBody(body: string, code: string, known?: Origin): Omit<Checkpoint, 'lines'> {
  const [origin = '', size = '', root = '', ...more] = body.split('\n')
  demand(more.length === 1 && more[0] === '', code, 'not three lines')
  demand(/^(?:0|[1-9][0-9]*)$/.test(size) && Number(size) <= Number.MAX_SAFE_INTEGER, code, 'size')
  const hash = base64(root, code)
  demand(hash.length === 32, code, 'root')
  demand(known === undefined || known.text === origin, 'BUNDLE_ENTRY', 'checkpoint of another lane')
  return { body, origin: known ?? parseOrigin(origin, code), size: Number(size), root: hash }
}

export function parseCheckpoint(note: string, code: string, known?: Origin): Checkpoint {
  demand(Buffer.byteLength(note) <= 32 * 1024, code, 'note too long')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  demand(!/[\0-\x09\x0b-\x1f]/.test(note) && note.isWellFormed(), code, 'control characters')
  const at = note.lastIndexOf('\n\n')
  demand(at >= 0 && note.endsWith('\n'), code, 'no empty line, or no newline at the end')
  const lines = note.slice(at + 2, -1).split('\n')
  const parsed = lines.map((line) => parseLine(line, code))
  return { ...parseCheckpointBody(note.slice(0, at + 1), code, known), lines: parsed }
}

export const formatCheckpointBody = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`

// --- Keys and signatures

const LINE = { lane: 1, receipt: 4, witness: 4, 'lane-pq': 6 } as const
export type Use = keyof typeof LINE

export const keyIdOf = (name: string, use: Use, publicKey: Uint8Array): Buffer =>
  sha256(Buffer.from(`${name}\n`), Buffer.of(LINE[use]), publicKey).subarray(0, 4)

/** DER of a SubjectPublicKeyInfo before the raw key: Ed25519 (RFC 8410), ML-DSA-44 (RFC 9881). */
const SPKI = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  'ml-dsa-44': Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
}
export type RawAlgorithm = keyof typeof SPKI

export const spkiOf = (algorithm: RawAlgorithm, raw: Uint8Array): Buffer => Buffer.concat([SPKI[algorithm], raw])

export function keyOf(spki: Uint8Array, code: string): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    return refuse(code, 'not a public key')
  }
}

/** C2SP tlog-cosignature: big-endian seconds before the signature. */
export function cosignedAt({ signature }: Line, code: string): { readonly seconds: number; readonly rest: Buffer } {
  demand(signature.length > 8, code, 'cosignature too short')
  const seconds = signature.readBigUInt64BE()
  demand(seconds <= BigInt(Number.MAX_SAFE_INTEGER), code, 'time beyond 2^53-1')
  return { seconds: Number(seconds), rest: signature.subarray(8) }
}

export const verifyLane = (body: string, line: Line, key: KeyObject): boolean =>
  verify(null, Buffer.from(body), key, line.signature)

export function verifyCosignature(body: string, line: Line, key: KeyObject, code: string): boolean {
  const { seconds, rest } = cosignedAt(line, code)
  return verify(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`), key, rest)
}

const u64 = (value: number): Buffer => {
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(BigInt(value))
  return out
}
const counted = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

/** C2SP tlog-cosignature `cosigned_message` from leaf 0 to the size. */
export function verifyPostQuantum(
  checkpoint: Omit<Checkpoint, 'lines'>,
  line: Line,
  key: KeyObject,
  code: string,
): boolean {
  const { seconds, rest } = cosignedAt(line, code)
  const { origin, size, root } = checkpoint
  const message = [
    Buffer.from('subtree/v1\n\0'),
    counted(line.name),
    u64(seconds),
    counted(origin.text),
    u64(0),
    u64(size),
  ]
  return verify(null, Buffer.concat([...message, root]), key, rest)
}
