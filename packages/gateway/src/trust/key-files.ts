import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cosignerKeyId,
  laneKeyId,
  mlDsaKeyId,
  publicKeyDigest,
  rawPublicKey,
  signCosignature,
  signLane,
  signMlDsaLine,
  signSeal,
} from '@rabt/ledger'
import { keyName, RabtError, sha256 } from '@rabt/protocol'
import type { GatewaySigner, MemberSigner } from '../link/signer.ts'

/** The gateway's own signing keys from PEM files: `lane.pem`, `lane-pq.pem`, `receipt.pem`. */
export async function loadGatewaySigner(folder: string, federation: string, gateway: string): Promise<GatewaySigner> {
  const lane = await loadPair(join(folder, 'lane.pem'), 'ed25519')
  const postQuantum = await loadPair(join(folder, 'lane-pq.pem'), 'ml-dsa-44')
  const receipt = await loadPair(join(folder, 'receipt.pem'), 'ed25519')
  const postQuantumName = keyName(federation, gateway, 'lane-pq')
  const postQuantumId = mlDsaKeyId(postQuantumName, postQuantum.raw)
  const receiptName = keyName(federation, gateway, 'receipt')
  const receiptId = cosignerKeyId(receiptName, receipt.raw)
  const laneSigner = { key: lane.key, publicKey: lane.raw }
  const laneIds = new Map<string, Buffer>()
  return {
    laneKeyDigest: sha256(lane.raw),
    laneLine: (body, origin) => {
      let id = laneIds.get(origin)
      if (!id) {
        id = laneKeyId(origin, lane.raw)
        laneIds.set(origin, id)
      }
      return signLane(body, origin, laneSigner, id)
    },
    postQuantumLine: (body, timeSeconds) =>
      signMlDsaLine(body, postQuantumName, postQuantum.key, postQuantum.raw, timeSeconds, postQuantumId),
    receiptLine: (body, timeSeconds) =>
      signCosignature(body, receiptName, receipt.key, receipt.raw, timeSeconds, receiptId),
  }
}

/** The sealing keys of the members that use this gateway: `members/<encoded member id>.pem`. */
export async function loadMemberSigners(folder: string): Promise<ReadonlyMap<string, MemberSigner>> {
  const signers = new Map<string, MemberSigner>()
  const names = await readdir(join(folder, 'members')).catch(() => [])
  for (const name of names) {
    if (!name.endsWith('.pem') || name.endsWith('.next.pem')) continue
    const member = decodeURIComponent(name.slice(0, -'.pem'.length))
    const { key, publicKey } = await loadKey(join(folder, 'members', name), 'ec')
    const keyDigest = publicKeyDigest(publicKey)
    signers.set(member, { seal: (origin, leaves) => signSeal({ member, origin, leaves, key, keyDigest }) })
  }
  return signers
}

async function loadPair(file: string, type: string): Promise<{ key: KeyObject; raw: Buffer }> {
  const { key, publicKey } = await loadKey(file, type)
  return { key, raw: Buffer.from(rawPublicKey(publicKey)) }
}

async function loadKey(file: string, type: string): Promise<{ key: KeyObject; publicKey: KeyObject }> {
  let key: KeyObject
  try {
    key = createPrivateKey(await readFile(file))
  } catch (cause) {
    throw new RabtError(
      'CONFIGURATION_INVALID',
      { field: `keys/${file.slice(file.lastIndexOf('/') + 1)}` },
      { detail: 'private key cannot be read', cause },
    )
  }
  if ((key.asymmetricKeyType as string) !== type)
    throw new RabtError(
      'CONFIGURATION_INVALID',
      { field: file.slice(file.lastIndexOf('/') + 1) },
      { detail: `expected ${type}` },
    )
  return { key, publicKey: createPublicKey(key) }
}
