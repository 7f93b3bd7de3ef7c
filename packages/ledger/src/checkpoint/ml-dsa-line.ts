import type { KeyObject } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import { signMlDsa44, verifyMlDsa44 } from '../crypto.ts'
import { formatLine, isLineOf, noteKeyId, parseLine, SIGNATURE_TYPE } from '../note/line.ts'
import { parseCheckpoint } from './checkpoint.ts'
import type { Cosigned } from './cosignature.ts'
import { readTime, timed, uint64 } from './timestamp.ts'

const LABEL = Buffer.from('subtree/v1\n\0', 'latin1')
const SIGNATURE_BYTES = 2420
const NAME_LIMIT = 255

/** Key id of an ML-DSA-44 cosigner. */
export const mlDsaKeyId = (name: string, publicKey: Uint8Array): Buffer =>
  noteKeyId(name, SIGNATURE_TYPE.mlDsa44, publicKey)

/** C2SP tlog-cosignature, "ML-DSA-44 signed message": `cosigned_message` over the whole tree, so start is zero. */
function message(body: string, name: string, timeSeconds: number): Buffer {
  const { origin, size, root } = parseCheckpoint(body)
  return Buffer.concat([LABEL, opaque(name), uint64(timeSeconds), opaque(origin), uint64(0), uint64(size), root])
}

/** RFC 8446 §3.4 opaque<1..2^8-1>. */
function opaque(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length === 0 || bytes.length > NAME_LIMIT) {
    throw new RabtError('NOTE_INVALID', {}, { detail: 'name or origin is longer than 255 bytes' })
  }
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

/** Signs a checkpoint body with ML-DSA-44. `publicKey`: 1312 raw bytes. Returns the line without a newline. */
export function signMlDsaLine(
  body: string,
  name: string,
  privateKey: KeyObject,
  publicKey: Uint8Array,
  timeSeconds: number,
  keyId: Uint8Array = mlDsaKeyId(name, publicKey),
): string {
  return formatLine(name, keyId, timed(timeSeconds, signMlDsa44(message(body, name, timeSeconds), privateKey)))
}

/**
 * Checks an ML-DSA-44 line over a checkpoint body. `publicKey` are the 1312 raw bytes of `key`.
 * @throws RabtError NOTE_INVALID when the line is of another key, malformed or wrong
 */
export function verifyMlDsaLine(
  body: string,
  line: string,
  name: string,
  publicKey: Uint8Array,
  key: KeyObject,
  keyId: Uint8Array = mlDsaKeyId(name, publicKey),
): Cosigned {
  const parsed = parseLine(line)
  if (!isLineOf(parsed, name, keyId)) throw new RabtError('NOTE_INVALID', {}, { detail: 'ML-DSA line of another key' })
  const { timeSeconds, signature } = readTime(parsed.signature, SIGNATURE_BYTES)
  if (!verifyMlDsa44(message(body, name, timeSeconds), key, signature)) {
    throw new RabtError('NOTE_INVALID', {}, { detail: 'the ML-DSA key did not sign this checkpoint' })
  }
  return { timeSeconds }
}
