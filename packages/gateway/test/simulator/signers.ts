import { publicKeyDigest, signCosignature, signLane, signMlDsaLine, signSeal } from '@rabt/ledger'
import { keyName, sha256 } from '@rabt/protocol'
import type { GatewaySigner, MemberSigner } from '../../src/link/signer.ts'
import { FEDERATION, type KeySet, memberOfGateway, publicOf, rawOf } from './identities.ts'

/** What a gateway signs, seen from outside. */
export interface SignatureWatch {
  lane(body: string): void
  receipt(body: string): void
}

export function gatewaySigner(gateway: string, keys: KeySet, watch: SignatureWatch): GatewaySigner {
  return {
    laneKeyDigest: sha256(rawOf(keys.lane)),
    laneLine: (body, origin) => {
      watch.lane(body)
      return signLane(body, origin, { key: keys.lane, publicKey: rawOf(keys.lane) })
    },
    postQuantumLine: (body, time) =>
      signMlDsaLine(body, keyName(FEDERATION, gateway, 'lane-pq'), keys.postQuantum, rawOf(keys.postQuantum), time),
    receiptLine: (body, time) => {
      watch.receipt(body)
      return signCosignature(body, keyName(FEDERATION, gateway, 'receipt'), keys.receipt, rawOf(keys.receipt), time)
    },
  }
}

export function memberSigner(gateway: string, keys: KeySet): MemberSigner {
  const keyDigest = publicKeyDigest(publicOf(keys.seal))
  return {
    seal: (origin, leaves) => signSeal({ member: memberOfGateway(gateway), origin, leaves, key: keys.seal, keyDigest }),
  }
}
