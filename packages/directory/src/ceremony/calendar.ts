import { readCertificate } from '../certificate/certificate.ts'
import { opsKeysOf } from '../joining/ops-keys.ts'
import { verifyReport } from '../joining/report.ts'
import type { Repository } from '../publish/repository.ts'
import { type DirectoryIssue, issueOf } from '../refuse.ts'
import type { AgreementRecord, CheckedView } from '../view.ts'
import { DAY_MS } from './check.ts'
import { codeOfRole } from './compare.ts'
import { readPublishedNow } from './standing-now.ts'

export type ExpiryKind =
  | 'root'
  | 'targets'
  | 'snapshot'
  | 'timestamp'
  | 'role'
  | 'ca'
  | 'ocsp'
  | 'tsa'
  | 'seal'
  | 'agreement'
  | 'report'

/**
 * How long before its end each kind of thing has to be looked after, milliseconds: what a meeting decides takes months,
 * what a program renews is late when this is reached.
 */
export const LEAD_MS: Readonly<Record<ExpiryKind, number>> = {
  root: 90 * DAY_MS,
  targets: 30 * DAY_MS,
  snapshot: 2 * DAY_MS,
  timestamp: DAY_MS / 4,
  role: 10 * DAY_MS,
  ca: 180 * DAY_MS,
  ocsp: 30 * DAY_MS,
  tsa: 60 * DAY_MS,
  seal: 30 * DAY_MS,
  agreement: 60 * DAY_MS,
  report: 7 * DAY_MS,
}

/** One date. `standing`: `near` from its lead on, `over` once it has passed. */
export interface Expiry {
  readonly kind: ExpiryKind
  /** The role, member, address or agreement that ends. */
  readonly about: string
  /** Who must act: codes of states (or `GCC`); `*`: the threshold of states; `online`: who holds the online keys. */
  readonly who: readonly string[]
  /** Unix ms. */
  readonly expires: number
  readonly standing: 'ok' | 'near' | 'over'
}

export interface CalendarInput {
  readonly repository: Repository
  /** Unix ms. */
  readonly now: number
  /** Default: the repository's first root. */
  readonly trustedRoot?: Uint8Array | undefined
  /** Conformance reports, which no directory holds. */
  readonly reports?: readonly { readonly name: string; readonly bytes: Uint8Array }[] | undefined
  /** In place of the lead of every kind, milliseconds. */
  readonly leadMs?: number | undefined
}

export interface Calendar {
  /** The nearest first. */
  readonly entries: readonly Expiry[]
  /** What clients leave out of the directory already, and reports that do not hold. */
  readonly issues: readonly DirectoryIssue[]
}

type Dated = Omit<Expiry, 'standing'>

/** Every date on which something of a directory ends. Throws DIRECTORY_INVALID, DIRECTORY_UNREACHABLE. */
export const readCalendar = async (input: CalendarInput): Promise<Calendar> => {
  const { repository, now, trustedRoot, reports = [], leadMs } = input
  const { view, expires } = await readPublishedNow(repository, trustedRoot)
  const issues = [...view.issues]
  const all = [
    ...[...expires].map(([role, at]) => roleDate(role, at)),
    ...certificateDates(view),
    ...[...view.agreements.values()].filter(counts).map(agreementDate),
    ...reports.flatMap((report) => reportDate(view, report, now, issues)),
  ]
  const entries = all.map(
    (date): Expiry => ({ ...date, standing: standingOf(date, now, leadMs ?? LEAD_MS[date.kind]) }),
  )
  entries.sort((a, b) => a.expires - b.expires || (a.about < b.about ? -1 : 1))
  return { entries, issues }
}

const standingOf = ({ expires }: Dated, now: number, lead: number): Expiry['standing'] => {
  if (now >= expires) return 'over'
  return now >= expires - lead ? 'near' : 'ok'
}

const TOP = { root: ['*'], targets: ['*'], snapshot: ['online'], timestamp: ['online'] } as const

const roleDate = (role: string, expires: number): Dated => {
  if (role in TOP) {
    const kind = role as keyof typeof TOP
    return { kind, about: role, who: TOP[kind], expires }
  }
  return { kind: 'role', about: role, who: [codeOfRole(role)], expires }
}

const certificateDates = (view: CheckedView): readonly Dated[] => {
  const dated = (kind: ExpiryKind, about: string, state: string, certificate: Uint8Array): Dated => {
    return { kind, about, who: [state], expires: readCertificate(certificate).notAfter }
  }
  return [
    ...view.cas.map(({ state, certificate }) => {
      const { commonName, notAfter } = readCertificate(certificate)
      return { kind: 'ca', about: commonName ?? state, who: [state], expires: notAfter } as const
    }),
    ...view.ocspResponders.map(({ state, url, certificate }) => dated('ocsp', url, state, certificate)),
    ...view.timestampAuthorities.map(({ state, url, certificate }) => dated('tsa', url, state, certificate)),
    ...[...view.members.values()].flatMap(({ id, state, sealKeys }) =>
      sealKeys
        .filter(({ retired }) => retired === null)
        .map(({ notAfter }): Dated => ({ kind: 'seal', about: id, who: [state], expires: notAfter })),
    ),
  ]
}

/** A text that nobody has accepted yet, or that another one replaces, ends without anybody's harm. */
const counts = ({ positions }: AgreementRecord): boolean =>
  [...positions.values()].some(({ position }) => position === 'accepted')

const agreementDate = ({ id, author, positions, until }: AgreementRecord): Dated => ({
  kind: 'agreement',
  about: id,
  who: [...new Set([author, ...positions.keys()])].sort(),
  expires: until,
})

/** A report that does not hold (any more) is an issue: its state has to run again. */
const reportDate = (
  view: CheckedView,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  now: number,
  issues: DirectoryIssue[],
): readonly Dated[] => {
  try {
    const { state, partner, expires } = verifyReport(bytes, { opsKeys: opsKeysOf(view), now })
    return [{ kind: 'report', about: `${state} / ${partner}`, who: [state], expires }]
  } catch (error) {
    issues.push(issueOf(name, error))
    return []
  }
}
