import type { KeyObject } from 'node:crypto'
import { RabtError } from '@rabt/protocol'
import { signEd25519, verifyEd25519 } from '../crypto.ts'
import { findLine, formatLine, type NoteLine, noteKeyId, SIGNATURE_TYPE } from '../note/line.ts'

/** The lane key of a run: private KeyObject (Ed25519) and its 32 raw public bytes. */
export interface LaneSigner {
  readonly key: KeyObject
  readonly publicKey: Uint8Array
}

/** Key id of a lane line; its key name is the log's origin. It depends on both, so keep it with the lane. */
export const laneKeyId = (origin: string, publicKey: Uint8Array): Buffer =>
  noteKeyId(origin, SIGNATURE_TYPE.ed25519, publicKey)

/** Signs a checkpoint body as the lane's writer: an ordinary Ed25519 note line, so that any note verifier accepts the log. */
export function signLane(
  body: string,
  origin: string,
  signer: LaneSigner,
  keyId: Uint8Array = laneKeyId(origin, signer.publicKey),
): string {
  return formatLine(origin, keyId, signEd25519(Buffer.from(body, 'utf8'), signer.key))
}

/**
 * Checks the lane line of a checkpoint. `publicKey` are the 32 raw bytes of `key`.
 * @throws RabtError LANE_SIGNATURE when it is missing or wrong
 */
export function verifyLane(
  note: { readonly body: string; readonly lines: readonly NoteLine[] },
  origin: string,
  publicKey: Uint8Array,
  key: KeyObject,
  keyId: Uint8Array = laneKeyId(origin, publicKey),
): void {
  const line = findLine(note.lines, origin, keyId)
  if (line === undefined) throw new RabtError('LANE_SIGNATURE', {}, { detail: 'no line of the lane key' })
  if (!verifyEd25519(Buffer.from(note.body, 'utf8'), key, line.signature)) {
    throw new RabtError('LANE_SIGNATURE', {}, { detail: 'the lane key did not sign this checkpoint' })
  }
}
