import { RabtError, sameBytes } from '@rabt/protocol'
import { sha256 } from '../crypto.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

/** Signature types of C2SP signed-note that Rabt uses. */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04, mlDsa44: 0x06 } as const
export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE]

/** One signature line of a note: who (name and 4-byte key id) and the bytes that follow. */
export interface NoteLine {
  readonly name: string
  readonly keyId: Buffer
  readonly signature: Buffer
}

const KEY_ID_BYTES = 4
const DASH = '— '
// C2SP signed-note: key names must be non-empty, without Unicode spaces or plus. Control characters cannot stand in a note.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const BAD_NAME = /[\p{White_Space}+\u0000-\u001f]/u

/** Whether a text may be the name of a key. */
export const isKeyName = (name: string): boolean => name !== '' && !BAD_NAME.test(name) && name.isWellFormed()

/** SHA-256(name || "\n" || type || public key), first 4 bytes (C2SP signed-note, "Signatures"). */
export function noteKeyId(name: string, type: SignatureType, publicKey: Uint8Array): Buffer {
  const head = Buffer.from(`${name}\n`, 'utf8')
  return Buffer.from(sha256(Buffer.concat([head, Buffer.of(type), publicKey])).subarray(0, KEY_ID_BYTES))
}

/** `— <name> <base64(key id || signature)>`, without a newline. */
export const formatLine = (name: string, keyId: Uint8Array, signature: Uint8Array): string =>
  `${DASH}${name} ${encodeBase64(Buffer.concat([keyId, signature]))}`

/** Reads one signature line without its newline. @throws RabtError NOTE_INVALID */
export function parseLine(line: string): NoteLine {
  if (!line.startsWith(DASH)) refuse('signature line without its dash')
  const space = line.indexOf(' ', DASH.length)
  if (space < 0) refuse('signature line without a signature')
  const name = line.slice(DASH.length, space)
  if (!isKeyName(name)) refuse('key name')
  const bytes = decodeBase64(line.slice(space + 1))
  if (bytes === null) refuse('signature is not canonical base64')
  if (bytes.length <= KEY_ID_BYTES) refuse('signature is too short')
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) }
}

/** Whether a line claims to be of this key. Lines of other keys are ignored, never judged (C2SP signed-note, "Signatures"). */
export const isLineOf = (line: NoteLine, name: string, keyId: Uint8Array): boolean =>
  line.name === name && sameBytes(line.keyId, keyId)

/** The one line of this key; undefined if there is none. @throws RabtError NOTE_INVALID when there are two */
export function findLine(lines: readonly NoteLine[], name: string, keyId: Uint8Array): NoteLine | undefined {
  const found = lines.filter((line) => isLineOf(line, name, keyId))
  if (found.length > 1) refuse('two signatures of one key')
  return found[0]
}

function refuse(detail: string): never {
  throw new RabtError('NOTE_INVALID', {}, { detail })
}
