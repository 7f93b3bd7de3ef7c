import {
  authorityUrlOf,
  CHECKS,
  type CheckedView,
  type CheckResult,
  notRun,
  opsKeysOf,
  type ReportContent,
  signReport,
  verifyReport,
} from '@rabt/directory'
import { CliError } from '../error.ts'
import { observeOwn } from './observe-own.ts'
import { PartnerClient } from './partner-client.ts'
import type { Party, RunInput } from './party.ts'

export interface RunOutcome {
  readonly bytes: Uint8Array
  readonly report: ReturnType<typeof verifyReport>
  /** How long it took, ms. */
  readonly tookMs: number
}

/**
 * A whole conformance run of a state (docs/spec/conformance.md §2): its own observations and the partner's, at most 120 s,
 * and the report that both authorities signed. Throws CliError when no run comes about; what fails within it is in the report.
 */
export async function runConformance(input: RunInput): Promise<RunOutcome> {
  const { context, site, view, signer } = input
  const began = performance.now()
  const own = await partyOf(view, site.state)
  const partner = await choosePartner(input)
  await partner.client.begin(site.state, partner.greeting, signer)
  await own.client.begin(site.state, own.greeting, signer)
  const started = context.now()
  const seen = new Map<string, CheckResult>()
  const keep = (results: readonly CheckResult[]): void => {
    for (const result of results) {
      if (seen.has(result.code)) continue
      seen.set(result.code, result)
      input.ended(result)
    }
  }
  try {
    await observeOwn({ ...input, own, partner, keep })
    const content: ReportContent = {
      federation: view.federation,
      run: partner.client.run,
      state: site.state,
      partner: partner.greeting.state,
      gateway: own.gateway.id,
      partnerGateway: partner.gateway.id,
      directory: { number: view.version.number, hash: Buffer.from(view.version.hash).toString('base64') },
      software: { state: own.greeting.software, partner: partner.greeting.software },
      started,
      ended: context.now(),
      checks: CHECKS.map(({ code }) => seen.get(code) ?? notRun(code)),
    }
    const bytes = await partner.client.report(await signReport(content, signer))
    const report = verifyReport(bytes, { opsKeys: opsKeysOf(view), now: context.now() })
    return { bytes, report, tookMs: Math.round(performance.now() - began) }
  } finally {
    await Promise.allSettled([own.client.end(), partner.client.end()])
  }
}

/** A state's authority and gateway by the directory, if its authority answers. @throws CliError */
async function partyOf(view: CheckedView, state: string): Promise<Party> {
  const address = authorityUrlOf(view, state)
  const gateway = [...view.gateways.values()].find((each) => each.state === state)
  if (address === null || gateway === undefined) {
    throw new CliError('NOT_PUBLISHED', {
      en: `The directory shows no gateway of ${state}: its trust and registry documents are not published yet.`,
      ar: `لا يُظهر الدليل بوابة للدولة ${state}: لم تُنشر وثيقتا الثقة والسجل بعد.`,
    })
  }
  const client = new PartnerClient(address)
  return { client, gateway, greeting: await client.greet() }
}

async function choosePartner({ view, site, with: partner }: RunInput): Promise<Party> {
  if (partner === site.state) {
    throw new CliError('USAGE', {
      en: `${partner} cannot be its own partner: name another state with --with.`,
      ar: `لا تكون ${partner} شريكة نفسها: اذكر دولة أخرى بالخيار ‎--with‎.`,
    })
  }
  const live = [...view.states.values()].flatMap(({ code, stage }) => (stage === 'live' ? [code] : []))
  const wanted = partner === null ? live.filter((code) => code !== site.state) : [partner]
  let last: unknown
  for (const code of wanted) {
    try {
      return await partyOf(view, code)
    } catch (error) {
      last = error
    }
  }
  throw last ?? new CliError('NO_PARTNER', { en: 'No other state is live.', ar: 'لا توجد دولة أخرى عاملة.' })
}
