import type { KeyObject } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import { signEd25519, verifyEd25519 } from '../crypto.ts'
import { formatLine, isLineOf, noteKeyId, parseLine, SIGNATURE_TYPE } from '../note/line.ts'
import { readTime, timed } from './timestamp.ts'

const SIGNATURE_BYTES = 64

/** What a cosigner states beside the checkpoint: when, in Unix seconds. */
export interface Cosigned {
  readonly timeSeconds: number
}

/** C2SP tlog-cosignature, "Ed25519 signed message": header line, time line, the whole note body. */
const message = (body: string, timeSeconds: number): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${timeSeconds}\n${body}`, 'utf8')

/** Key id of an Ed25519 cosigner. */
export const cosignerKeyId = (name: string, publicKey: Uint8Array): Buffer =>
  noteKeyId(name, SIGNATURE_TYPE.cosignature, publicKey)

/** Cosigns a checkpoint body (receipt, witness). `publicKey`: 32 raw bytes. Returns the line without a newline. */
export function signCosignature(
  body: string,
  name: string,
  privateKey: KeyObject,
  publicKey: Uint8Array,
  timeSeconds: number,
  keyId: Uint8Array = cosignerKeyId(name, publicKey),
): string {
  const signature = signEd25519(message(body, timeSeconds), privateKey)
  return formatLine(name, keyId, timed(timeSeconds, signature))
}

/**
 * Checks that this cosigner signed the checkpoint body. `publicKey` are the 32 raw bytes of `key`.
 * @throws RabtError NOTE_INVALID when the line is of another key, malformed or wrong
 */
export function verifyCosignature(
  body: string,
  line: string,
  name: string,
  publicKey: Uint8Array,
  key: KeyObject,
  keyId: Uint8Array = cosignerKeyId(name, publicKey),
): Cosigned {
  const parsed = parseLine(line)
  if (!isLineOf(parsed, name, keyId)) throw new RabtError('NOTE_INVALID', {}, { detail: 'cosignature of another key' })
  const { timeSeconds, signature } = readTime(parsed.signature, SIGNATURE_BYTES)
  if (!verifyEd25519(message(body, timeSeconds), key, signature)) {
    throw new RabtError('NOTE_INVALID', {}, { detail: 'the cosigner did not sign this checkpoint' })
  }
  return { timeSeconds }
}
