import type { DirectoryView } from '@rabt/directory'
import { KIND, LIMITS, RabtError, sameBytes } from '@rabt/protocol'
import type { Bundle } from '../bundle/bundle.ts'
import { decodeBundle } from '../bundle/decode.ts'
import { refuse } from '../refuse.ts'
import { Findings, type Report } from '../report/statement.ts'
import { stateAgreement } from './agreement.ts'
import { stateRequest, verifyAnswer } from './answer.ts'
import { Directories, type VerifyDirectory } from './directory.ts'
import { placeOf, verifyItem } from './item.ts'
import { hexOf, isoTime, type JudgedItem } from './judged.ts'
import { verifyReceipt } from './receipt.ts'
import { judgeWithdrawal } from './withdrawal.ts'
import { verifyWitnesses } from './witness.ts'

export interface VerifyOptions {
  /** The federation's root metadata, from outside the bundle: the bundle's own word for it would prove nothing. */
  readonly trustedRoot: Uint8Array | null
  /** Unix ms. */
  readonly now: number
  /** Signed revocations from outside the bundle, as they were signed (docs/spec/revocation.md §3). */
  readonly revocations?: readonly Uint8Array[]
}

/** The newest directory of a bundle without what was revoked. */
export type TakeAway = (newest: DirectoryView) => DirectoryView

/**
 * Verifies a bundle with a given verification of directories; `takeAway`: if revocations are given. Everything in it must verify; the first thing that does not
 * ends it with the reason (`params.place`, `params.reason`).
 * @throws RabtError BUNDLE_*, NO_TRUSTED_ROOT
 */
export function verifyBundleWith(
  verifyDirectory: VerifyDirectory,
  file: Uint8Array,
  { trustedRoot, now }: VerifyOptions,
  takeAway: TakeAway | null = null,
): Report {
  const bundle = decodeBundle(file)
  if (trustedRoot === null) throw new RabtError('NO_TRUSTED_ROOT')
  const findings = new Findings()
  const directories = new Directories(bundle, trustedRoot, verifyDirectory)
  const items = bundle.items.map((item, at) => verifyItem(bundle, item, at + 1, directories, now, findings))
  directories.requireAllUsed()
  const [request, ...answers] = requireOrder(items)
  stateRequest(request, findings)
  stateAgreement(request, findings)
  for (const answer of answers) verifyAnswer(request, answer, findings)
  if (answers.length === 0) findings.miss('NO_ANSWER', null)
  const directoryViews = newestFirst(items)
  const revoked = takeAway === null ? [] : directoryViews.slice(0, 1).map(takeAway)
  const views = { all: [...revoked, ...directoryViews], revoked: revoked[0] ?? null }
  for (const item of items) judgeReceipt(item, views, answers, now, findings)
  stateDirectories(bundle, findings)
  return { proved: findings.proved, missing: findings.missing, warnings: findings.warnings }
}

/** A bundle is about one request: it comes first, and no entry stands twice. */
function requireOrder(items: readonly JudgedItem[]): readonly [JudgedItem, ...JudgedItem[]] {
  const [request, ...answers] = items
  if (request === undefined || request.entry.kind !== KIND.request) refuse('BUNDLE_FORMAT', placeOf(1), 'ITEM_ORDER')
  answers.forEach((answer, at) => {
    const twice = items.slice(0, at + 1).some((before) => sameBytes(before.leaf, answer.leaf))
    if (twice) refuse('BUNDLE_FORMAT', placeOf(answer.number), 'ITEM_TWICE')
  })
  return [request, ...answers]
}

function judgeReceipt(
  judged: JudgedItem,
  { all, revoked }: { readonly all: readonly DirectoryView[]; readonly revoked: DirectoryView | null },
  answers: readonly JudgedItem[],
  now: number,
  findings: Findings,
): void {
  const { number, lane, entry } = judged
  const place = placeOf(number)
  const answered = entry.kind === KIND.request && answers.some((one) => one.entry.kind === KIND.response)
  const received = verifyReceipt(judged, all, answered, place, findings)
  if (received === null) {
    findings.miss('RECEIPT_PENDING', number, { gateway: lane.receiver })
    findings.miss('TIME_BY_SENDER_ONLY', number)
  } else {
    findings.prove('RECEIVED', number, { gateway: lane.receiver, time: isoTime(received) })
    if (judged.item.witnesses.length === 0) findings.miss('TIME_BY_RECEIVER_ONLY', number)
    if (received > now + LIMITS.futureSkewMs) findings.warn('IN_THE_FUTURE', number)
  }
  verifyWitnesses(judged, all, answered, place, findings)
  judgeWithdrawal(judged, all, revoked, received ?? now, answered, place, findings)
}

/** The verified directories of a bundle, the newest first. */
function newestFirst(items: readonly JudgedItem[]): readonly DirectoryView[] {
  const views = new Map(items.map(({ view }) => [view.version.number, view]))
  return [...views.values()].sort((a, b) => b.version.number - a.version.number)
}

function stateDirectories({ federation, versions }: Bundle, findings: Findings): void {
  for (const { number, hash } of versions) {
    findings.prove('DIRECTORY', null, { federation, version: String(number), hash: hexOf(hash) })
  }
}
