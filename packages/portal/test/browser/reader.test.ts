import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { closeBrowser } from '@rabt/ui/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTenant } from '../../src/content/in-tenant.ts'
import { DESKTOP, type Page, PHONE, type Visit, visit } from '../support/browse.ts'
import { type RunningPortal, runningPortal } from '../support/running-portal.ts'

const WORDS = {
  ar: {
    states: 'الدول',
    services: 'الخدمات',
    kuwait: 'الكويت',
    traffic: 'المرور',
    answers: 'يجيب الآن',
    proof: 'الإثبات الموقّع',
    yes: 'نعم',
    thanks: 'شكرًا',
    library: 'المكتبة',
    silent: 'لا يجيب',
    typed: 'مخالفات مرور',
    misspelt: 'مخالفاة مرورية',
    unknown: 'اختيار لا نعرفه',
    missing: 'لا توجد صفحة بهذا العنوان',
  },
  en: {
    states: 'States',
    services: 'Services',
    kuwait: 'Kuwait',
    traffic: 'Traffic',
    answers: 'Answers now',
    proof: 'Signed proof',
    yes: 'Yes',
    thanks: 'Thank you',
    library: 'Library',
    silent: 'Not answering',
    typed: 'traffic viol',
    misspelt: 'trafic violatons',
    unknown: 'a choice that we do not know',
    missing: 'There is no page at this address',
  },
} as const

let portal: RunningPortal
beforeAll(async () => {
  portal = await runningPortal(['KW', 'SA'])
})
afterAll(async () => {
  await closeBrowser()
  await portal.close()
  expect(portal.failures).toEqual([])
})

describe.each([
  { lang: 'ar', width: PHONE, script: true },
  { lang: 'en', width: DESKTOP, script: true },
  { lang: 'ar', width: DESKTOP, script: false },
  { lang: 'en', width: 360, script: false },
] as const)('a reader in $lang at $width pixels, script: $script', ({ lang, width, script }) => {
  const t = WORDS[lang]
  let visited: Visit
  let page: Page
  beforeAll(async () => {
    visited = await visit(portal.origin, { width, script, locale: lang })
    page = visited.page
  })
  afterAll(() => visited.close())

  /** By the menu, which a phone has behind a button. */
  const choose = async (label: string): Promise<void> => {
    if (await page.locator('.menu-button').isVisible()) await page.locator('.menu-button').click()
    await page.locator('nav#nav').getByRole('link', { name: label, exact: true }).click()
  }
  /** Filters that are folded, as they are on a phone. */
  const unfold = async (): Promise<void> => {
    const fold = page.locator('.facets > details > summary')
    if (await fold.isVisible()) await fold.click()
  }
  const path = (): string => {
    const { pathname, search } = new URL(page.url())
    return pathname + search
  }
  const main = () => page.locator('main')

  it('comes home in their language, and from there to a state', async () => {
    await visited.go('/')
    expect(path()).toBe(`/${lang}`)
    await choose(t.states)
    await main().locator(`a[href="/${lang}/states/kw"]`).first().click()
    expect(path()).toBe(`/${lang}/states/kw`)
    expect(await page.locator('h1').textContent()).toContain(t.kuwait)
  })

  it('narrows the catalogue to a service, sees that it answers, and who says so', async () => {
    await visited.go(`/${lang}`)
    await choose(t.services)
    const counted = async () => (await page.locator('main [role=status]').first().textContent()) ?? ''
    const all = await counted()
    await unfold()
    await page.locator('.facets').getByRole('link', { name: t.kuwait }).click()
    await unfold()
    const sectors = page.locator('.facets details details').filter({ hasText: t.traffic })
    if ((await sectors.getAttribute('open')) === null) await sectors.locator('summary').click()
    await sectors.getByRole('link', { name: t.traffic }).click()
    expect(path()).toContain('state=KW&sector=traffic')
    expect(await counted()).not.toBe(all)
    expect(await page.locator('.chosen li').count()).toBe(2)
    await page.locator(`main a[href="/${lang}/services/kw/traffic-violations"]`).click()
    expect(await main().getByText(t.answers).first().isVisible()).toBe(true)
    await page.getByRole('link', { name: t.proof }).click()
    expect(path()).toMatch(/\/proof\/\d+$/)
    expect(await page.locator(`main a[href="/${lang}/services/kw/traffic-violations"]`).count()).toBe(1)
  })

  it('stays on the same page in the other language, filters and all', async () => {
    await visited.go(`/${lang}/services?state=KW&sector=traffic`)
    const other = lang === 'ar' ? 'en' : 'ar'
    await page.locator(`a[hreflang=${other}]:visible`).first().click()
    expect(path()).toBe(`/${other}/services?state=KW&sector=traffic`)
    expect(await page.locator('html').getAttribute('lang')).toBe(other)
    await page.locator(`a[hreflang=${lang}]:visible`).first().click()
    expect(path()).toBe(`/${lang}/services?state=KW&sector=traffic`)
  })

  it('says that a page was useful, and is led back', async () => {
    await visited.go(`/${lang}/services/kw/traffic-violations`)
    await page.locator('.feedback').getByRole('button', { name: t.yes, exact: true }).click()
    expect(await main().textContent()).toContain(t.thanks)
    await page.locator(`main a[href="/${lang}/services/kw/traffic-violations"]`).click()
    expect(path()).toBe(`/${lang}/services/kw/traffic-violations`)
    const reader = { tenant: 'GCC', person: 'GCC:editor', roles: ['editor'] } as const
    const { rows } = await inTenant(portal.schema.pools.staff, reader, (db) =>
      db.query('SELECT useful FROM feedback WHERE page = $1 ORDER BY at DESC LIMIT 1', [path()]),
    )
    expect(rows).toEqual([{ useful: true }])
  })

  it('finds a data set in the library, sees it as chart and table, and takes the file that its fingerprint names', async () => {
    await visited.go(`/${lang}`)
    await choose(t.library)
    await page.locator(`main a[href*="/library/"]`).first().waitFor()
    await visited.go(`/${lang}/library/kw/traffic-violations-by-month`)
    expect(await page.locator('main .chart .picture[role=img]').count()).toBeGreaterThan(0)
    expect(await page.locator('main table#rows tbody tr').count()).toBe(10)
    const link = page.locator('main a[download]').first()
    const digest = /files\/([0-9a-f]{64})\//.exec((await link.getAttribute('href')) ?? '')?.[1]
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const bytes = await readFile(await download.path())
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest)
    expect(download.suggestedFilename()).toBe('traffic-violations-by-month.csv')
  })

  it('sees what is declared beside what answers', async () => {
    await visited.go(`/${lang}/readiness`)
    expect(await page.locator('#services-now tbody tr').filter({ hasText: t.silent }).count()).toBe(1)
    expect(await page.locator('#services-now tbody tr').filter({ hasText: t.answers }).count()).toBeGreaterThan(5)
    await page.locator('main a[href$="by=lifeEvent"]').click()
    expect(path()).toContain('by=lifeEvent')
  })

  it('asks what would become of a rank, and is told of what is no number', async () => {
    await visited.go(`/${lang}/ranking`)
    await page.locator('select[name=state]').selectOption('KW')
    await page.locator('select[name=year]').selectOption('2014')
    await page.locator('input[name=value]').fill(lang === 'ar' ? '٠٫٩' : '0.9')
    await page.locator('main form').getByRole('button').last().click()
    const outcome = page.locator('#what-if').locator('xpath=ancestor::section').locator('[role=status]')
    expect(await outcome.locator('h3').textContent()).toContain(t.kuwait)
    await page.locator('input[name=value]').fill('nine')
    await page.locator('main form').getByRole('button').last().click()
    await page.locator('.error-summary a').first().click()
    expect(new URL(page.url()).hash).toBe('#field-value')
    expect(await page.locator('input[name=value]').inputValue()).toBe('nine')
    expect(await outcome.count()).toBe(0)
  })

  it('searches, with suggestions where there is script, and is understood when it is misspelt', async () => {
    await visited.go(`/${lang}`)
    const box = page.locator('#search')
    if (script) {
      await box.pressSequentially(t.typed)
      await page.locator('.suggestions li').first().waitFor()
      await box.press('ArrowDown')
      expect(await box.inputValue()).not.toBe(t.typed)
    } else await box.fill(t.typed)
    await box.press('Enter')
    await page.waitForURL(/\/search\?q=/)
    expect(await page.locator('.results li').count()).toBeGreaterThan(3)
    await page.locator('#search').fill(t.misspelt)
    await page.locator('#search').press('Enter')
    await page.locator('.results a[href$="/traffic-violations"]').first().click()
    expect(path()).toMatch(/\/services\/(kw|sa)\/traffic-violations$/)
  })

  it('is told what an address has that there is not, and finds on', async () => {
    expect((await visited.go(`/${lang}/services?state=XX&page=-1`)).status).toBe(200)
    expect(await main().textContent()).toContain(t.unknown)
    expect((await visited.go(`/${lang}/services/kw/none`)).status).toBe(404)
    expect(await main().textContent()).toContain(t.missing)
    await choose(t.services)
    expect(path()).toBe(`/${lang}/services`)
  })
})
