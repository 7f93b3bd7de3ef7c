import {
  authorityUrlOf,
  type CheckedView,
  type CheckResult,
  type ConformanceReport,
  opsKeysOf,
  type Stage,
  verifyReport,
} from '@rabt/directory'
import { RabtError } from '@rabt/protocol'
import { appear, conduct } from '../conformance/conduct.ts'
import { PartnerClient } from '../conformance/partner-client.ts'
import { checkJson, checkLines } from '../conformance/show.ts'
import { openSite, readDirectory, type Site } from '../conformance/site.ts'
import type { Context } from '../context.ts'
import { readDecision } from '../decision.ts'
import { CliError, EXIT } from '../error.ts'
import type { Text } from '../text/text.ts'
import { changeStage } from './change-stage.ts'
import { refreshNodes, runningNodes } from './nodes.ts'
import { waitUntilReady } from './ready.ts'
import { STEPS } from './steps.ts'

export interface JoinOptions {
  readonly decision?: string
  readonly with?: string
  readonly json?: boolean
}

/**
 * `rabt join`: takes a state from where it stands to where it may go: its documents, the conformance run, trial and, by a
 * decision, live. Each step is printed; running it again goes on where it ended. @throws CliError, STAGE_REFUSED
 */
export async function join(context: Context, code: string, options: JoinOptions): Promise<number> {
  const { language } = context
  const decision = options.decision === undefined ? null : readDecision(options.decision)
  const site = await openSite(context, code)
  const { state } = site
  const steps: Text[] = []
  const say = (step: Text): void => {
    steps.push(step)
    if (options.json !== true) context.out(`${step[language]}\n`)
  }
  const first = stageIn(await readDirectory(context, site), state)
  say(STEPS.stage(state, first))
  if (first === 'live') throw refusal(state, 'live', 'live', 'it is live already', 'هي عاملة من قبل')
  if (first === 'suspended') {
    const [en, ar] = [
      'it is suspended: a ceremony of the other states lets it return',
      'هي معلّقة: تعيدها مراسم الدول الأخرى',
    ]
    throw refusal(state, 'suspended', 'trial', en, ar)
  }

  let { view, kinds } = await appear(context, site)
  say(kinds.length > 0 ? STEPS.published(kinds) : STEPS.appeared())
  let report = await passedReport(context, site, view)
  let checks: readonly CheckResult[] = []
  if (report === null) {
    say(STEPS.running())
    const outcome = await conduct(context, site, view, options.with?.toUpperCase() ?? null, (result) => {
      if (options.json !== true) context.out(`  ${checkLines(result, language).replaceAll('\n  ', '\n    ')}`)
    })
    report = outcome.report
    checks = report.checks
    if (!report.passed) return failed(context, state, report, options.json === true)
    say(STEPS.passed(report.partner, (outcome.tookMs / 1000).toFixed(1)))
  } else say(STEPS.kept(report.partner, new Date(report.expires).toISOString().slice(0, 10)))

  const { trustedRoot } = site
  const nodes = await runningNodes(context)
  const published = [...view.gateways.values()].some((gateway) => gateway.state === state)
  const move = async (to: Stage): Promise<void> => {
    const changed = await changeStage(context, { view, trustedRoot, state, to, decision, report, published })
    say(STEPS.moved(state, to, changed.signedBy, changed.decision))
    view = await readDirectory(context, site)
    say(STEPS.followed(await refreshNodes(nodes, view.version.number), nodes.length, view.version.number))
  }
  if (stageIn(view, state) === 'candidate') await move('trial')
  await move('live')
  await waitUntilReady(site)
  say(STEPS.ready(state))
  if (options.json === true) {
    const digest = Buffer.from(report.digest).toString('hex')
    const shown = { ok: true, state, stage: 'live', decision, report: digest, partner: report.partner }
    const lists = {
      steps: steps.map((step) => step[language]),
      checks: checks.map((each) => checkJson(each, language)),
    }
    context.out(`${JSON.stringify({ ...shown, ...lists })}\n`)
  }
  return EXIT.ok
}

function stageIn(view: CheckedView, state: string): Stage {
  const stage = view.states.get(state)?.stage
  if (stage !== undefined) return stage
  throw new CliError('STATE_UNKNOWN', {
    en: `${state} is no state of the federation. A ceremony admits it first.`,
    ar: `${state} ليست دولة في الاتحاد. تُقبل أولا بمراسم.`,
  })
}

function refusal(party: string, from: Stage, to: Stage, reason: string, reasonAr: string): RabtError {
  return new RabtError('STAGE_REFUSED', { party, from, to, reason, reasonAr })
}

/** A run that passed and still counts, as the state's own authority keeps it. */
async function passedReport(context: Context, { state }: Site, view: CheckedView): Promise<ConformanceReport | null> {
  const url = authorityUrlOf(view, state)
  if (url === null) return null
  const client = new PartnerClient(url)
  const now = context.now()
  for (const { digest } of await client.reportsOf(state)) {
    try {
      const report = verifyReport(await client.reportBytes(digest), { opsKeys: opsKeysOf(view), now })
      const partnerStage = view.states.get(report.partner)?.stage
      // The newest that can be judged counts: a later failure undoes an earlier success.
      return report.passed && now < report.expires && partnerStage === 'live' ? report : null
    } catch {
      // Signed by keys that were replaced since: it says nothing now.
    }
  }
  return null
}

function failed(context: Context, state: string, report: ConformanceReport, json: boolean): number {
  const { language } = context
  const open = report.checks.filter(({ result }) => result !== 'pass')
  if (json) {
    const checks = report.checks.map((check) => checkJson(check, language))
    context.out(`${JSON.stringify({ ok: false, code: 'CONFORMANCE_FAILED', state, checks })}\n`)
  } else {
    context.note(
      language === 'ar'
        ? `CONFORMANCE_FAILED: لم تجتز ${state} ${open.length} من ${report.checks.length} فحصا. أصلح ما ذُكر ثم أعد: rabt join ${state}`
        : `CONFORMANCE_FAILED: ${state} did not pass ${open.length} of ${report.checks.length} checks. Mend what is said above, then run again: rabt join ${state}`,
    )
  }
  return EXIT.failed
}
