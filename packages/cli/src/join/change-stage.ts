import {
  again,
  type CheckedView,
  type ConformanceReport,
  checkTransition,
  countVotes,
  newestMirror,
  proposeCeremony,
  readProposal,
  type Signer,
  type Stage,
  signCeremony,
} from '@rabt/directory'
import { officer } from '../conformance/site.ts'
import type { Context } from '../context.ts'
import { handOverCeremony, mirrorsOf } from './door.ts'

export interface StageChange {
  readonly view: CheckedView
  readonly trustedRoot: Uint8Array
  readonly state: string
  readonly to: Stage
  /** Number of the decision that was given, if one was. */
  readonly decision: string | null
  readonly report: ConformanceReport | null
  /** Number of the revocation by all that a suspension confirms. */
  readonly revocationsTo?: number
  /** Whether clients accept the state's documents. */
  readonly published: boolean
}

/** Authorities that sign: what a directory of six states asks for. */
const THRESHOLD = 4

/** A federation that was founded without a log of acts. */
const FOUNDING = 'founding'

export interface StageChanged {
  readonly signedBy: readonly string[]
  /** Number that the act carries. */
  readonly decision: string
}

/**
 * Moves a state's stage by a ceremony: conditions first, then a proposal of exact bytes, signatures of four other
 * authorities' officers (the applicant's does not count), publication. Throws STAGE_REFUSED, CEREMONY_*.
 */
export async function changeStage(context: Context, change: StageChange): Promise<StageChanged> {
  const { view, state, to, report, trustedRoot } = change
  const from = view.states.get(state)?.stage as Stage
  const now = context.now()
  checkTransition(state, from, to, {
    now,
    decision: change.decision,
    report,
    published: change.published,
    partnerStage: report === null ? undefined : view.states.get(report.partner)?.stage,
  })
  const voters = await otherOfficers(context, [...view.states.keys()], state)
  const signedBy = countVotes(state, { from, to }, [...voters.keys()], THRESHOLD)
  // A step that needs no decision of its own rests on the one that admitted the state.
  const decision = change.decision ?? (await admittedBy(context, state, to, now))
  const mirrors = await mirrorsOf(context)
  const { revocationsTo } = change
  await again(async () => {
    const proposal = await proposeCeremony({
      repository: await newestMirror(mirrors),
      request: { kind: 'stage', state, stage: to, ...(revocationsTo === undefined ? {} : { revocationsTo }) },
      decision,
      now,
      ...(report === null ? {} : { basis: Buffer.from(report.digest).toString('hex') }),
    })
    const signatures = []
    for (const signer of voters.values()) {
      signatures.push(await signCeremony(proposal, signer, { now, trustedRoot }))
    }
    await handOverCeremony(mirrors, { proposal, signatures })
  })
  return { signedBy, decision }
}

/** Root officers of the first four authorities that are not the applicant's. */
export async function otherOfficers(
  context: Context,
  states: readonly string[],
  applicant: string,
): Promise<ReadonlyMap<string, Signer>> {
  const found = new Map<string, Signer>()
  for (const code of states) {
    if (code === applicant || found.size === THRESHOLD) continue
    const signer = await officer(context, code, 'root').catch(() => null)
    if (signer !== null) found.set(code, signer)
  }
  return found
}

/** The decision that the state's present stage rests on, by the signed list of states; else the one of the founding. */
async function admittedBy(context: Context, state: string, stage: Stage, now: number): Promise<string> {
  const request = { kind: 'stage', state, stage } as const
  const repository = await newestMirror(await mirrorsOf(context))
  const trial = await proposeCeremony({ repository, request, decision: FOUNDING, now })
  const federation = readProposal(trial).before?.federation
  return federation?.states.find(({ code }) => code === state)?.decision ?? federation?.acts?.[0]?.decision ?? FOUNDING
}
