import { basename } from 'node:path'
import { type Calendar, type Expiry, type ExpiryKind, LEAD_MS, readCalendar } from '@rabt/directory'
import type { Context } from '../context.ts'
import { EXIT } from '../error.ts'
import type { Text } from '../text/text.ts'
import { readInput, repositoryOf, writeOutput } from './files.ts'
import { calendarFile } from './ics.ts'
import { daysOf } from './propose.ts'
import { saying } from './said.ts'
import { momentOf } from './words.ts'

export interface CalendarOptions {
  readonly directory: string
  readonly root?: string
  readonly report: readonly string[]
  readonly warnDays?: string
  readonly ics?: string
  readonly json?: boolean
}

const DAY_MS = 86_400_000

/** `rabt ceremony calendar`: 0 nothing near, 4 something nears its end, 1 something is over or clients leave it out. */
export const calendar = (context: Context, options: CalendarOptions): Promise<number> =>
  saying(context, async () => {
    const reports = []
    for (const file of options.report) reports.push({ name: basename(file), bytes: await readInput(context, file) })
    const leadMs = options.warnDays === undefined ? undefined : daysOf(options.warnDays, '--warn-days', 3660) * DAY_MS
    const found = await readCalendar({
      repository: repositoryOf(context, options.directory),
      now: context.now(),
      trustedRoot: options.root === undefined ? undefined : await readInput(context, options.root),
      reports,
      leadMs,
    })
    if (options.ics !== undefined) {
      const events = found.entries.map((entry) => ({
        ...entry,
        summary: summaryOf(entry)[context.language],
        leadMs: leadMs ?? LEAD_MS[entry.kind],
      }))
      await writeOutput(context, options.ics, calendarFile(events, context.now()))
    }
    const exit = exitOf(found)
    context.out(
      options.json === true ? `${JSON.stringify({ ok: exit === EXIT.ok, ...found })}\n` : pageOf(found, context),
    )
    return exit
  })

const exitOf = ({ entries, issues }: Calendar): number => {
  if (issues.length > 0 || entries.some(({ standing }) => standing === 'over')) return EXIT.failed
  return entries.some(({ standing }) => standing === 'near') ? EXIT.due : EXIT.ok
}

const KINDS: Readonly<Record<ExpiryKind, Text>> = {
  root: { en: 'root', ar: 'الجذر' },
  targets: { en: 'top-level targets', ar: 'قائمة الأدوار' },
  snapshot: { en: 'snapshot', ar: 'اللقطة' },
  timestamp: { en: 'timestamp', ar: 'الطابع' },
  role: { en: 'role', ar: 'دور' },
  ca: { en: 'certification authority', ar: 'سلطة تصديق' },
  ocsp: { en: 'OCSP responder', ar: 'مستجيب OCSP' },
  tsa: { en: 'time-stamping authority', ar: 'سلطة ختم زمني' },
  seal: { en: 'seal of a member', ar: 'ختم عضو' },
  agreement: { en: 'agreement', ar: 'اتفاقية' },
  report: { en: 'conformance report', ar: 'تقرير مطابقة' },
}

const MARKS: Readonly<Record<Expiry['standing'], Text>> = {
  ok: { en: '        ', ar: '      ' },
  near: { en: 'near    ', ar: 'قريب ' },
  over: { en: 'OVER    ', ar: 'منتهٍ ' },
}

const WHO: Readonly<Record<string, Text>> = {
  '*': { en: 'the states together', ar: 'الدول معا' },
  online: { en: 'who runs the directory', ar: 'من يشغّل الدليل' },
}

const summaryOf = ({ kind, about }: Expiry): Text => {
  const named = kind === about
  return {
    en: named ? KINDS[kind].en : `${KINDS[kind].en} ${about}`,
    ar: named ? KINDS[kind].ar : `${KINDS[kind].ar} ${about}`,
  }
}

const pageOf = ({ entries, issues }: Calendar, { language }: Context): string => {
  const lines = entries.map((entry) => {
    const who = entry.who.map((one) => WHO[one]?.[language] ?? one).join(' ')
    return `${MARKS[entry.standing][language]}${momentOf(entry.expires)}  ${summaryOf(entry)[language]} (${who})`
  })
  const left = { en: 'left out by clients', ar: 'يستبعده القارئون' }[language]
  return `${[...lines, ...issues.map(({ place, reason }) => `${MARKS.over[language]}${place}: ${left}: ${reason}`)].join('\n')}\n`
}
