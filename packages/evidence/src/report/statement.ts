/** What a bundle proves; each stands on checks that passed. */
export type ProvedCode =
  | 'ASKED'
  | 'ANSWERED'
  | 'ANSWERED_BY_NETWORK'
  | 'ANSWER_FITS'
  | 'REFUSED'
  | 'OUTCOME'
  | 'SEALED'
  | 'LANE_SIGNED'
  | 'POST_QUANTUM'
  | 'LANE_OPENED'
  | 'RECEIVED'
  | 'WITNESSED'
  | 'HEAD_MATCHES'
  | 'BODY_MATCHES'
  | 'DIRECTORY'
  | 'AGREED'

/** What a bundle does not prove although a fuller one could, or no evidence can. */
export type MissingCode =
  | 'NO_ANSWER'
  | 'RECEIPT_PENDING'
  | 'NOT_WITNESSED'
  | 'NOT_POST_QUANTUM'
  | 'TIME_BY_SENDER_ONLY'
  | 'TIME_BY_RECEIVER_ONLY'
  | 'HEAD_ERASED'
  | 'BODY_ERASED'
  | 'NO_OCSP'
  | 'NO_OPENING'
  | 'NO_AGREEMENT'
  | 'AGREEMENT_NOT_SHOWN'

export type WarningCode = 'KEY_RETIRED_SINCE' | 'ANSWER_LATE' | 'IN_THE_FUTURE' | 'AGREEMENT_NOT_IN_FORCE'

/** One sentence of a report, as code and values; `item` counts the bundle's entries from 1, null: the whole bundle. */
export interface Statement<Code extends string> {
  readonly code: Code
  readonly item: number | null
  readonly params: Readonly<Record<string, string>>
}

/** What the verification of a bundle found; nothing in it failed. */
export interface Report {
  readonly proved: readonly Statement<ProvedCode>[]
  readonly missing: readonly Statement<MissingCode>[]
  readonly warnings: readonly Statement<WarningCode>[]
}

/** Gathers a report while the checks run. */
export class Findings implements Report {
  readonly proved: Statement<ProvedCode>[] = []
  readonly missing: Statement<MissingCode>[] = []
  readonly warnings: Statement<WarningCode>[] = []

  prove(code: ProvedCode, item: number | null, params: Readonly<Record<string, string>> = {}): void {
    this.proved.push({ code, item, params })
  }

  miss(code: MissingCode, item: number | null, params: Readonly<Record<string, string>> = {}): void {
    this.missing.push({ code, item, params })
  }

  warn(code: WarningCode, item: number | null, params: Readonly<Record<string, string>> = {}): void {
    this.warnings.push({ code, item, params })
  }
}
