import type { DirectoryView } from '@rabt/directory'
import { parseLine, verifyCosignature } from '@rabt/ledger'
import { keyName, RabtError } from '@rabt/protocol'
import { attempt, refuse } from '../refuse.ts'
import type { Findings } from '../report/statement.ts'
import { couldSign, isoTime, type JudgedItem } from './judged.ts'
import { findCosigner } from './receipt.ts'
import { refuseOrWarn } from './withdrawal.ts'

/** Checks witness lines over the item's checkpoint: of gateways of other states than the writer's, each once. */
export function verifyWitnesses(
  judged: JudgedItem,
  views: readonly DirectoryView[],
  answered: boolean,
  place: string,
  findings: Findings,
): void {
  const { item, lane, checkpoint, view, number } = judged
  const seen = new Set<string>()
  const ownState = view.gateways.get(lane.sender)?.state
  for (const text of item.witnesses) {
    const at = `${place} witness`
    const line = attempt('BUNDLE_SIGNATURE', at, 'WITNESS_WRONG', () => parseLine(text))
    const gateway = [...view.gateways.values()].find(
      (one) => one.state !== ownState && witnessName(lane.federation, one.id) === line.name,
    )
    const found = gateway && findCosigner(views, gateway.id, 'witness', line.name, line)
    if (gateway === undefined || found === undefined || seen.has(gateway.id)) {
      refuse('BUNDLE_SIGNATURE', at, 'WITNESS_UNKNOWN')
    }
    seen.add(gateway.id)
    const { key, gone } = found
    const { timeSeconds } = attempt('BUNDLE_SIGNATURE', at, 'WITNESS_WRONG', () =>
      verifyCosignature(checkpoint.body, text, line.name, key.publicKey, key.key),
    )
    const time = timeSeconds * 1000
    if (!couldSign(key, time + 999)) refuse('BUNDLE_KEY', at, 'WITNESS_UNKNOWN')
    if (gone) refuseOrWarn(answered, at, number, findings)
    findings.prove('WITNESSED', number, { gateway: gateway.id, time: isoTime(time) })
  }
  if (item.witnesses.length === 0) findings.miss('NOT_WITNESSED', number)
}

/** Key name of a gateway that witnesses; null for one whose name fits no note, so that it can sign none. */
function witnessName(federation: string, gateway: string): string | null {
  try {
    return keyName(federation, gateway, 'witness')
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}
