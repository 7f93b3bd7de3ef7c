import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { closeBrowser } from '@rabt/ui/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, PHONE, type Visit, visit } from '../support/browse.ts'
import { searchPage } from '../support/main-pages.ts'
import { type RunningPortal, runningPortal } from '../support/running-portal.ts'

// `npm run screenshots`: the pictures of docs/design/portal-pages.md. `ONLY=home,ranking` takes some of them.
const OUT = process.env.SHOTS ?? join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'design', 'portal')
const QUALITY = 45
const MOST_BYTES = 4_000_000
/** A picture ends here: what follows repeats. */
const HEIGHTS = { phone: 2_400, desktop: 1_900 } as const
const PAGES: Readonly<Record<string, (lang: 'ar' | 'en') => string>> = {
  home: () => '',
  states: () => '/states',
  state: () => '/states/kw',
  catalogue: () => '/services',
  service: () => '/services/kw/traffic-violations',
  agency: () => '/agencies/kw/moi',
  library: () => '/library',
  dataset: () => '/library/kw/traffic-violations-by-month',
  readiness: () => '/readiness',
  ranking: () => '/ranking?state=KW&component=osi&year=2014&value=0.9',
  edition: () => '/ranking/2014',
  experience: () => '/experiences/kw/fines-across-borders',
  search: searchPage,
  proof: () => '/proof/1',
  launch: () => '/launch',
  missing: () => '/nothing-here',
}
const DARK = new Set(['home-ar-desktop', 'readiness-ar-phone', 'ranking-en-phone', 'service-en-desktop'])

let portal: RunningPortal
beforeAll(async () => {
  portal = await runningPortal(['KW', 'SA', 'QA'])
})
afterAll(async () => {
  await closeBrowser()
  await portal.close()
})

async function take({ page }: Visit, name: string, form: 'phone' | 'desktop'): Promise<void> {
  await page.evaluate('document.fonts.ready')
  const { width, height } = await page.evaluate<{ width: number; height: number }>(
    '({ width: innerWidth, height: document.documentElement.scrollHeight })',
  )
  const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHTS[form]), scale: 1 }
  const devtools = await page.context().newCDPSession(page)
  const { data } = await devtools.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip,
  })
  writeFileSync(join(OUT, `${name}.webp`), Buffer.from(data, 'base64'))
}

it('takes a picture of every main page, on phone and desktop, in both languages', { timeout: 600_000 }, async () => {
  const only = process.env.ONLY?.split(',')
  if (only === undefined) rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  const wanted = Object.entries(PAGES).filter(([name]) => only === undefined || only.includes(name))
  for (const [form, width] of [
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const)
    for (const scheme of ['light', 'dark'] as const) {
      const visited = await visit(portal.origin, { width, scheme })
      for (const lang of ['ar', 'en'] as const)
        for (const [page, path] of wanted) {
          const name = `${page}-${lang}-${form}`
          if (scheme === 'dark' && !DARK.has(name)) continue
          await visited.go(`/${lang}${path(lang)}`)
          await take(visited, scheme === 'dark' ? `${name}-dark` : name, form)
        }
      await visited.close()
    }
  if (only === undefined || only.includes('desk')) await takeDesk()
  const sizes = readdirSync(OUT).map((file) => statSync(join(OUT, file)).size)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES)
})

/** What an editor sees. */
async function takeDesk(): Promise<void> {
  for (const [form, width] of [
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const) {
    const editor = await visit(portal.origin, { width })
    const { page } = editor
    await editor.go('/ar/staff')
    await page.locator('main a[href^="/ar/staff/sign-in/kw?"]').click()
    await page.locator('button[value=sample-editor]').click()
    await page.waitForURL('**/ar/staff')
    await editor.go('/ar/staff/new')
    await page.locator('select[name=kind]').selectOption('news')
    await page.locator('input[name=slug]').fill(`hours-${form}`)
    await page.locator('main form button').last().click()
    await page.locator('[name="title.ar"]').fill('مواعيد العمل في رمضان')
    await page.locator('[name="summary.ar"]').fill('تعمل المراكز من التاسعة صباحًا إلى الثانية بعد الظهر.')
    await page.locator('button[name=do][value="add:body:paragraph"]').click()
    await take(editor, `desk-edit-ar-${form}`, form)
    await editor.go(`/ar/staff/items/news/hours-${form}`)
    await take(editor, `desk-item-ar-${form}`, form)
    await editor.go('/ar/staff')
    await take(editor, `desk-ar-${form}`, form)
    await editor.close()
  }
}
