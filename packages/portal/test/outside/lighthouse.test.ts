import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromiumPath } from '@rabt/ui/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningPortal, runningPortal } from '../support/running-portal.ts'

const LEAST = 95
const HOME = join(process.env.RABT_OUTSIDE ?? '', 'lighthouse', 'node_modules', 'lighthouse')
const REPORT = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'reference', 'lighthouse')
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const
const PAGES = [
  ['home', ''],
  ['catalogue', '/services'],
  ['service', '/services/kw/traffic-violations'],
  ['readiness', '/readiness'],
  ['library', '/library'],
  ['ranking', '/ranking'],
] as const

interface Measured {
  readonly page: string
  readonly lang: string
  readonly form: string
  readonly scores: Readonly<Record<(typeof CATEGORIES)[number], number>>
  readonly largestPaintMs: number
  readonly blockingMs: number
  readonly shift: number
  readonly bytes: number
  /** Audits that cost points. */
  readonly short: readonly string[]
}

interface Result {
  readonly categories: Readonly<
    Record<string, { readonly score: number; readonly auditRefs: readonly { readonly id: string; weight: number }[] }>
  >
  readonly audits: Readonly<Record<string, { readonly score: number | null; readonly numericValue?: number }>>
}

let portal: RunningPortal
beforeAll(async () => {
  portal = await runningPortal(['KW', 'SA', 'QA'])
})
afterAll(async () => {
  await portal.close()
})

describe.each(['ar', 'en'])('in %s', (lang) => {
  describe.each(['phone', 'desktop'])('on a %s', (form) => {
    it.each(PAGES)(`%s has at least ${LEAST} in all four`, async (page, path) => {
      const result = await lighthouse(`${portal.origin}/${lang}${path}`, form)
      const audit = (id: string) => Math.round((result.audits[id]?.numericValue ?? 0) * 1_000) / 1_000
      const one: Measured = {
        page,
        lang,
        form,
        scores: Object.fromEntries(
          CATEGORIES.map((name) => [name, Math.round((result.categories[name]?.score ?? 0) * 100)]),
        ) as Measured['scores'],
        largestPaintMs: Math.round(audit('largest-contentful-paint')),
        blockingMs: Math.round(audit('total-blocking-time')),
        shift: audit('cumulative-layout-shift'),
        bytes: audit('total-byte-weight'),
        short: CATEGORIES.flatMap((name) => result.categories[name]?.auditRefs ?? [])
          .filter(({ id, weight }) => weight > 0 && (result.audits[id]?.score ?? 1) < 0.9)
          .map(({ id }) => id),
      }
      report(one)
      expect(one).toEqual({ ...one, scores: expect.any(Object) })
      for (const name of CATEGORIES)
        expect(one.scores[name], `${name}, short of: ${one.short}`).toBeGreaterThanOrEqual(LEAST)
    })
  })
})

/** One run in a process and a browser of its own, as Lighthouse's command line makes it. */
async function lighthouse(url: string, form: string): Promise<Result> {
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  // Beside the portal, which is in this process and must answer.
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [
      join(HOME, 'cli', 'index.js'),
      url,
      '--output=json',
      '--quiet',
      `--only-categories=${CATEGORIES.join(',')}`,
      `--chrome-flags=${flags.join(' ')}`,
      ...(form === 'desktop' ? ['--preset=desktop'] : []),
    ],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1_048_576,
      env: { ...process.env, CHROME_PATH: await chromiumPath(), NODE_OPTIONS: '' },
    },
  )
  try {
    return JSON.parse(stdout) as Result
  } catch {
    throw new Error(`Lighthouse gave no result: ${stderr.slice(-2_000)}`)
  }
}

/** Puts one measurement in the place of the last one of the same page: a run of some pages leaves the others as they were. */
function report(one: Measured): void {
  const { version } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as { readonly version: string }
  const before: { readonly measured: readonly Measured[] } = existsSync(`${REPORT}.json`)
    ? JSON.parse(readFileSync(`${REPORT}.json`, 'utf8'))
    : { measured: [] }
  const key = ({ page, lang, form }: Measured) => `${lang} ${form} ${PAGES.findIndex(([name]) => name === page)}`
  const measured = [...before.measured.filter((each) => key(each) !== key(one)), one].sort((a, b) =>
    key(a).localeCompare(key(b)),
  )
  const rows = measured.map(
    ({ page, lang, form, scores, largestPaintMs, blockingMs, shift, bytes }) =>
      `| ${page} | ${lang} | ${form} | ${CATEGORIES.map((name) => scores[name]).join(' | ')} | ${largestPaintMs} | ${blockingMs} | ${shift} | ${Math.round(bytes / 1_000)} |`,
  )
  const head = [
    '# Lighthouse',
    '',
    `Written by \`npm run test:outside\`: Lighthouse ${version}, one run a page, the portal and Chromium on one machine, the sample content of three states. Phone: Lighthouse's slow 4G and four times slower processor; desktop: its preset. At least ${LEAST} in all four is wanted. ${measured.length} of ${PAGES.length * 4} combinations of page, language and form have been measured.`,
    '',
    '| page | language | form | performance | accessibility | best practices | SEO | largest paint, ms | blocked, ms | shift | kB |',
    '|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|',
  ]
  writeFileSync(`${REPORT}.md`, `${[...head, ...rows].join('\n')}\n`)
  writeFileSync(`${REPORT}.json`, `${JSON.stringify({ lighthouse: version, measured }, null, 2)}\n`)
}
