import {
  type AgreementsContent,
  type CheckedView,
  ORGANISATION,
  type RegistryContent,
  type Revoked,
} from '@rabt/directory'

/** What a signed revocation takes away, as the documents of its issuer have to say it. */
export interface Withdrawal {
  readonly number: number
  readonly decision: string | null
  /** Digests are hexadecimal, as in a node's list. */
  readonly revoked: Revoked
}

/**
 * The registry without what revocations name, counting them up to `number`: from then on it alone keeps it away
 * (docs/spec/revocation.md §4).
 */
export function withoutInRegistry(
  content: RegistryContent,
  withdrawals: readonly Withdrawal[],
  number: number,
): RegistryContent {
  const named = (kind: keyof Revoked): readonly string[] => withdrawals.flatMap(({ revoked }) => revoked[kind])
  const gateways = new Set(named('gateways'))
  const members = new Set(named('members'))
  const { revoked, maintenance } = content
  return {
    ...content,
    members: content.members.map((one) => (members.has(one.id) ? { ...one, stage: 'suspended' as const } : one)),
    subsystems: content.subsystems.map((one) => ({ ...one, gateways: one.gateways.filter((id) => !gateways.has(id)) })),
    revoked: {
      gateways: joined(revoked.gateways, [...gateways]),
      tlsKeys: joined(revoked.tlsKeys, named('tlsKeys').map(base64)),
      keys: joined(revoked.keys, named('keys').map(base64)),
      cas: joined(revoked.cas, named('cas').map(base64)),
    },
    ...(maintenance && { maintenance: maintenance.filter((one) => !('gateway' in one && gateways.has(one.gateway))) }),
    revocationsTo: Math.max(content.revocationsTo ?? 0, number),
  }
}

/**
 * The author takes its text back, so that nobody's acceptance of it comes back; a state suspends its own acceptance, which
 * the organisation has none of (docs/spec/revocation.md §3).
 */
export function withoutInAgreements(
  content: AgreementsContent,
  withdrawals: readonly Withdrawal[],
  { issuer, view, now }: { readonly issuer: string; readonly view: CheckedView; readonly now: number },
): AgreementsContent {
  const decisions = new Map(
    withdrawals.flatMap(({ revoked, decision }) => revoked.agreements.map((id) => [id, decision] as const)),
  )
  const texts = content.texts.filter(({ id }) => !decisions.has(id))
  if (issuer === ORGANISATION) return { ...content, texts }
  const suspended = [...decisions].flatMap(([id, decision]) => {
    const text = view.agreements.get(id)
    const digest =
      text === undefined ? content.positions.find(({ agreement }) => agreement === id)?.digest : base64(text.digest)
    // Neither a text nor a word on it: there is nothing that could come back.
    return digest === undefined ? [] : [{ agreement: id, digest, position: 'suspended' as const, from: now, decision }]
  })
  const others = content.positions.filter(({ agreement }) => !suspended.some((one) => one.agreement === agreement))
  return { ...content, texts, positions: [...others, ...suspended] }
}

const joined = (before: readonly string[], more: readonly string[]): string[] => [...new Set([...before, ...more])]

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
