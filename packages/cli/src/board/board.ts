import {
  authorityUrlOf,
  type BoardRow,
  type CheckedView,
  type ConformanceReport,
  NEXT_STEPS,
  opsKeysOf,
  readinessBoard,
  type Stage,
  verifyReport,
} from '@rabt/directory'
import { PartnerClient } from '../conformance/partner-client.ts'
import { openSite, readDirectory } from '../conformance/site.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../error.ts'
import { anyState } from '../home/any-state.ts'
import type { Text } from '../text/text.ts'

export interface BoardOptions {
  readonly json?: boolean
}

const STAGES: Readonly<Record<Stage, Text>> = {
  candidate: { en: 'candidate', ar: 'مرشحة' },
  trial: { en: 'trial', ar: 'تجربة' },
  live: { en: 'live', ar: 'عاملة' },
  suspended: { en: 'suspended', ar: 'معلّقة' },
}

/** `rabt board`: readiness of every state, from the signed directory and the reports that their authorities keep. */
export async function board(context: Context, options: BoardOptions): Promise<number> {
  const site = await openSite(context, await anyState(context))
  const view = await readDirectory(context, site)
  const rows = readinessBoard(view, await gatherReports(context, view), context.now())
  if (options.json === true) {
    const states = rows.map((row) => ({ ...row, nextText: NEXT_STEPS[row.next][context.language] }))
    context.out(`${JSON.stringify({ ok: true, directory: view.version.number, states })}\n`)
  } else context.out(rows.map((row) => line(row, context)).join(''))
  return EXIT.ok
}

function line({ state, name, stage, members, services, report, next }: BoardRow, { language }: Context): string {
  const step = NEXT_STEPS[next][language]
  if (language === 'ar') {
    const run =
      report === null ? 'لا اختبار' : `${report.passed ? 'اجتازت مع' : 'لم تجتز مع'} ${report.partner} ${day(report)}`
    return `${state} ${name.ar}: ${STAGES[stage].ar}؛ ${members} جهات، ${services} خدمات؛ ${run}؛ التالي: ${step}\n`
  }
  const run =
    report === null ? 'no run' : `${report.passed ? 'passed' : 'did not pass'} with ${report.partner} ${day(report)}`
  return `${state} ${name.en}: ${STAGES[stage].en}; ${members} members, ${services} services; ${run}; next: ${step}\n`
}

function day({ ended }: NonNullable<BoardRow['report']>): string {
  return new Date(ended).toISOString().slice(0, 10)
}

/** The newest report of each state that some authority keeps and that verifies; who does not answer has none to show. */
async function gatherReports(context: Context, view: CheckedView): Promise<readonly ConformanceReport[]> {
  const opsKeys = opsKeysOf(view)
  const found = await Promise.all(
    [...view.states.keys()].flatMap((code) => {
      const url = authorityUrlOf(view, code)
      return url === null ? [] : [newestReports(new PartnerClient(url))]
    }),
  )
  return found.flat().flatMap((bytes) => {
    try {
      return [verifyReport(bytes, { opsKeys, now: context.now() })]
    } catch {
      return []
    }
  })
}

async function newestReports(client: PartnerClient): Promise<readonly Uint8Array[]> {
  try {
    const list = await client.reportsOf()
    const newest = new Map(list.toReversed().map(({ state, digest }) => [state, digest]))
    return await Promise.all([...newest.values()].map((digest) => client.reportBytes(digest)))
  } catch {
    return []
  }
}
