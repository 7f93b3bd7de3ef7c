import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assets } from '../../src/assets/assets.ts'
import { gallery } from '../../src/gallery/gallery.tsx'
import {
  axe,
  checkArabicPage,
  checkEnglishPage,
  closeBrowser,
  overflowing,
  session,
  tabThrough,
  validateHtml,
  WIDTHS,
} from '../../src/testing/index.ts'
import { LANGUAGES, type Language } from '../../src/text/language.ts'

/** As the portal serves it: nothing inline, nothing from elsewhere. */
const POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'"

const html = async (lang: Language) => String(await gallery(lang))

async function open(lang: Language, width: number, scheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await session({ viewport: { width, height: 900 }, colorScheme: scheme })
  await context.route('**/*', async (route) => {
    const { pathname, searchParams } = new URL(route.request().url())
    const asset = assets().get(pathname)
    if (asset !== undefined) return route.fulfill({ body: Buffer.from(asset.bytes), contentType: asset.type })
    if (pathname === '/gallery/suggest')
      return route.fulfill({
        json: ['مخالفات المرور', 'مخالفات البلدية'].filter((it) => it.includes(searchParams.get('q') ?? '')),
      })
    return route.fulfill({
      body: await html(lang),
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': POLICY },
    })
  })
  const page = await context.newPage()
  await page.goto(`http://rabt.test/gallery/${lang}`)
  await page.evaluate('document.fonts.ready')
  return page
}

afterAll(closeBrowser)

it('is HTML without errors, in both languages', async () => {
  for (const lang of LANGUAGES) expect(await validateHtml(await html(lang))).toEqual([])
})

it('is right in Arabic, and marks Arabic within English', async () => {
  expect(checkArabicPage(await html('ar'))).toEqual([])
  expect(checkEnglishPage(await html('en'))).toEqual([])
})

describe.each(LANGUAGES)('in %s', (lang) => {
  it.each(['light', 'dark'] as const)('has nothing that axe objects to, %s, on phone and desktop', async (scheme) => {
    for (const width of [390, 1280]) {
      const page = await open(lang, width, scheme)
      await page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true")
      expect(await axe(page)).toEqual([])
      await page.context().close()
    }
  })

  it('never scrolls sideways', async () => {
    const page = await open(lang, WIDTHS[0])
    for (const width of [...WIDTHS, 960, 1024, 1200]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflowing(page), `at ${width}`).toEqual([])
    }
    await page.context().close()
  })

  it('shows where the focus is, all the way through', async () => {
    const page = await open(lang, 1280)
    const { unseen, stops } = await tabThrough(page)
    expect(unseen).toEqual([])
    expect(stops).toBeGreaterThan(60)
    await page.context().close()
  })

  it('breaks no content security policy, and loads its fonts', async () => {
    const page = await open(lang, 1280)
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await page.reload()
    await page.evaluate('document.fonts.ready')
    expect(said).toEqual([])
    const families = await page.evaluate<string[]>(
      "[...document.fonts].filter((it) => it.status === 'loaded').map((it) => it.family)",
    )
    expect(families).toContain('Noto Sans Arabic')
    await page.context().close()
  })
})

describe('without a mouse', () => {
  let page: Page
  beforeAll(async () => {
    page = await open('ar', 390)
  })

  it('opens and closes the menu of a phone, without script of ours', async () => {
    const menu = page.locator('nav#nav')
    expect(await menu.isVisible()).toBe(false)
    await page.locator('.menu-button').press('Enter')
    expect(await menu.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await menu.isVisible()).toBe(false)
  })

  it('opens a dialog and closes it by Escape', async () => {
    await page.locator('[popovertarget=why]').first().press('Enter')
    expect(await page.locator('dialog#why').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.locator('dialog#why').isVisible()).toBe(false)
  })

  it('offers suggestions, of which the arrows choose', async () => {
    const input = page.locator('#search')
    await input.fill('مخالف')
    await page.locator('.suggestions li').first().waitFor()
    await input.press('ArrowDown')
    expect(await input.inputValue()).toBe('مخالفات المرور')
    expect(await input.getAttribute('aria-activedescendant')).toBe('search-suggestions-0')
    expect(await axe(page)).toEqual([])
    await input.press('Escape')
    expect(await page.locator('.suggestions').isVisible()).toBe(false)
  })

  it('leads from an error to its field', async () => {
    await page.locator('.error-summary a').first().press('Enter')
    expect(await page.evaluate('location.hash')).toBe('#field-title-ar')
  })
})

it('prints the matter without bars and buttons, dark screens included', async () => {
  const page = await open('ar', 1280, 'dark')
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  for (const hidden of ['.official', '.nav', '.feedback', '.search'])
    expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false)
  expect(await page.locator('h1').isVisible()).toBe(true)
  expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(255, 255, 255)')
  await page.context().close()
})

it('runs charts from right to left in Arabic, with the values on the right', async () => {
  const place = async (lang: Language) => {
    const page = await open(lang, 1280)
    const [values, ends] = await Promise.all(
      ['.values', '.ends'].map(
        async (part) => (await page.locator(`#charts >> xpath=../.. >> ${part}`).first().boundingBox())?.x ?? 0,
      ),
    )
    await page.context().close()
    return (values ?? 0) - (ends ?? 0)
  }
  expect(await place('ar')).toBeGreaterThan(0)
  expect(await place('en')).toBeLessThan(0)
})
