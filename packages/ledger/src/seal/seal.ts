import type { KeyObject } from 'node:crypto'
import { decodeSeal, encodeSeal, RabtError, type Seal, sameBytes, sealMessage } from '@rabt/protocol'
import { publicKeyDigest, signP256, verifyP256 } from '../crypto.ts'
import { merkleRoot } from '../tree/frontier.ts'

/** What a member seals: its own leaves (leaf hashes) of one batch of one lane, in their order. */
export interface Sealed {
  readonly member: string
  readonly origin: string
  readonly leaves: readonly Uint8Array[]
}

/** Where a member's sealing key lives: a file, or a PKCS#11 module that answers later. ECDSA P-256 with SHA-256, DER. */
export interface SealSigner {
  /** SHA-256 of the key's DER SubjectPublicKeyInfo. */
  readonly keyDigest: Uint8Array
  sign(message: Uint8Array): Buffer | Promise<Buffer>
}

/** RFC 6962 root over the member's own leaves of the batch. */
export const sealRoot = (leaves: readonly Uint8Array[]): Buffer => merkleRoot(leaves)

/** Seals with a private P-256 KeyObject. Returns the encoded seal record. */
export function signSeal(input: Sealed & { readonly key: KeyObject; readonly keyDigest: Uint8Array }): Uint8Array {
  const draft = draftSeal(input, input.keyDigest)
  return draft.record(signP256(draft.message, input.key))
}

/** Seals with any signer; the record comes at once if the signer answers at once. */
export function sealWith(signer: SealSigner, input: Sealed): Uint8Array | Promise<Uint8Array> {
  const draft = draftSeal(input, signer.keyDigest)
  const signature = signer.sign(draft.message)
  return signature instanceof Promise ? signature.then(draft.record) : draft.record(signature)
}

function draftSeal(
  { member, origin, leaves }: Sealed,
  key: Uint8Array,
): { readonly message: Uint8Array; readonly record: (signature: Uint8Array) => Uint8Array } {
  const count = leaves.length
  const root = sealRoot(leaves)
  return {
    message: sealMessage(member, origin, count, root),
    record: (signature) => encodeSeal({ member, count, root, key, signature }),
  }
}

/**
 * Checks a seal record against the member's leaves of the batch and its certified key.
 * Whether the key was the member's on that day is the directory's to say; whether the record is listed, the batch's.
 * @throws RabtError SEAL_INVALID
 */
export function verifySeal(record: Uint8Array, origin: string, leaves: readonly Uint8Array[], key: KeyObject): Seal {
  const seal = openSeal(record)
  if (seal.count !== leaves.length) refuse('seal counts other leaves')
  if (!sameBytes(seal.root, sealRoot(leaves))) refuse('seal is over other leaves')
  verifySealSignature(seal, origin, key)
  return seal
}

/** Checks the signature of a decoded seal alone, for those who hold a path to its root instead of all leaves. */
export function verifySealSignature(seal: Seal, origin: string, key: KeyObject): void {
  if (!sameBytes(seal.key, publicKeyDigest(key))) refuse('seal is of another key')
  if (!verifyP256(sealMessage(seal.member, origin, seal.count, seal.root), key, seal.signature)) {
    refuse('the sealing key did not sign this')
  }
}

function openSeal(record: Uint8Array): Seal {
  try {
    return decodeSeal(record)
  } catch (cause) {
    throw new RabtError('SEAL_INVALID', {}, { detail: 'seal record', cause })
  }
}

function refuse(detail: string): never {
  throw new RabtError('SEAL_INVALID', {}, { detail })
}
