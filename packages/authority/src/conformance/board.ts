import { type BoardRow, NEXT_STEPS, opsKeysOf, readinessBoard, type Stage, verifyReport } from '@rabt/directory'
import type { Language } from '@rabt/protocol'
import type { Hono } from 'hono'
import type { ReportFace } from './reports.ts'

/**
 * `GET /board`: readiness of all states, JSON or, where a browser asks, a page in the language that it prefers
 * (`?lang=ar|en` chooses). Reports whose keys the directory has replaced since are left out.
 */
export function mountBoard(face: Hono, { reports, directory, clock }: ReportFace): void {
  face.get('/board', async (c) => {
    const view = await directory()
    const opsKeys = opsKeysOf(view)
    const now = clock()
    const verified = (await reports.list()).flatMap(({ bytes }) => {
      try {
        return [verifyReport(bytes, { opsKeys, now })]
      } catch {
        return []
      }
    })
    const rows = readinessBoard(view, verified, now)
    c.header('Cache-Control', 'no-store')
    if (!/text\/html/.test(c.req.header('Accept') ?? '')) {
      return c.json({ directory: view.version.number, now, states: rows })
    }
    const language = languageOf(c.req.query('lang'), c.req.header('Accept-Language'))
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
    c.header('Content-Language', language)
    return c.html(page(rows, language, now))
  })
}

function languageOf(chosen: string | undefined, accepted: string | undefined): Language {
  if (chosen === 'ar' || chosen === 'en') return chosen
  return /^en/i.test(accepted ?? '') ? 'en' : 'ar'
}

const STAGES: Readonly<Record<Stage, Readonly<Record<Language, string>>>> = {
  candidate: { ar: 'مرشحة', en: 'candidate' },
  trial: { ar: 'تجربة', en: 'trial' },
  live: { ar: 'عاملة', en: 'live' },
  suspended: { ar: 'معلّقة', en: 'suspended' },
}

const WORDS = {
  ar: {
    title: 'لوحة الجاهزية',
    other: 'English',
    columns: ['الدولة', 'المرحلة', 'الجهات', 'الخدمات', 'اختبار المطابقة', 'الخطوة التالية'],
    passed: 'اجتازت مع',
    failed: 'لم تجتز مع',
    none: 'لم يُجرَ',
  },
  en: {
    title: 'Readiness board',
    other: 'العربية',
    columns: ['State', 'Stage', 'Members', 'Services', 'Conformance run', 'Next step'],
    passed: 'passed with',
    failed: 'not passed with',
    none: 'not run',
  },
} as const

const STYLE = `body{font:1rem/1.6 system-ui,sans-serif;margin:2rem;color:#1b1b1b;background:#fff}table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.5rem .75rem;border-block-end:1px solid #d0d0d0;vertical-align:top}code{font-size:.85em}`

function page(rows: readonly BoardRow[], language: Language, now: number): string {
  const words = WORDS[language]
  const other = language === 'ar' ? 'en' : 'ar'
  const body = rows.map((row) => `<tr>${cells(row, language).join('')}</tr>`).join('\n')
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${STYLE}</style></head>
<body><h1>${words.title}</h1>
<p><time datetime="${new Date(now).toISOString()}">${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC</time> · <a lang="${other}" href="?lang=${other}">${words.other}</a></p>
<table><thead><tr>${words.columns.map((each) => `<th scope="col">${each}</th>`).join('')}</tr></thead>
<tbody>
${body}
</tbody></table></body></html>
`
}

function cells({ state, name, stage, members, services, report, next }: BoardRow, language: Language): string[] {
  const words = WORDS[language]
  const run =
    report === null
      ? words.none
      : `${report.passed ? words.passed : words.failed} ${escapeHtml(report.partner)}, ${new Date(report.ended).toISOString().slice(0, 10)} ${report.open.map((code) => `<code dir="ltr">${escapeHtml(code)}</code>`).join(' ')}`
  return [
    `<th scope="row">${escapeHtml(name[language])} (${escapeHtml(state)})</th>`,
    ...[STAGES[stage][language], String(members), String(services), run, NEXT_STEPS[next][language]].map(
      (each) => `<td>${each}</td>`,
    ),
  ]
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
