import {
  type CheckedView,
  type CheckResult,
  type Finding,
  type GatewayRecord,
  observe,
  type Signer,
} from '@rabt/directory'
import type { Context } from '../context.ts'
import type { Greeting, PartnerClient } from './partner-client.ts'
import type { Site } from './site.ts'

/** A state's authority and gateway, as a run meets them. */
export interface Party {
  readonly greeting: Greeting
  readonly client: PartnerClient
  readonly gateway: GatewayRecord
}

export interface RunInput {
  readonly context: Context
  readonly site: Site
  readonly view: CheckedView
  readonly signer: Signer
  /** The partner's code; null: the first live state that answers. */
  readonly with: string | null
  /** Told of each check as it ends. */
  readonly ended: (result: CheckResult) => void
}

/** The results of an act of the partner; if it gave none, each of its checks failed by its silence. */
export async function partnerResults(
  codes: readonly string[],
  act: () => Promise<{ readonly results: readonly CheckResult[] }>,
): Promise<readonly CheckResult[]> {
  try {
    return (await act()).results
  } catch {
    const silent = async (): Promise<Finding> => ({ reason: 'PARTNER_SILENT' })
    return Promise.all(codes.map((code) => observe(code, 1_000, silent)))
  }
}
