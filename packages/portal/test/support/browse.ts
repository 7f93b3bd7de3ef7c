import { axe, checkArabicPage, checkEnglishPage, overflowing, session, validateHtml, WIDTHS } from '@rabt/ui/testing'
import { expect } from 'vitest'

type Context = Awaited<ReturnType<typeof session>>
export type Page = Awaited<ReturnType<Context['newPage']>>
export type Lang = 'ar' | 'en'

export const [, PHONE, , DESKTOP] = WIDTHS
const HEIGHT = 900
const SCRIPT_BYTES = 50 * 1_024
/** Browsers tell of an answer with such a status by themselves. */
const STATUS = /the server responded with a status of/

export interface Visit {
  readonly page: Page
  /** Asks for an address of the portal; returns its status and what came. */
  go(path: string): Promise<{ readonly status: number; readonly html: string }>
  /** What was said to the console, and what was loaded that should not be, since the last `go`. */
  wrong(): Promise<readonly string[]>
  close(): Promise<void>
}

/** A person's browser with nothing in it. */
export async function visit(
  origin: string,
  options: {
    readonly width: number
    readonly scheme?: 'light' | 'dark'
    readonly script?: boolean
    readonly locale?: string
  },
): Promise<Visit> {
  const { width, scheme = 'light', script = true, locale = 'ar' } = options
  const context = await session({
    viewport: { width, height: HEIGHT },
    colorScheme: scheme,
    javaScriptEnabled: script,
    locale,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(25_000)
  let found: Promise<readonly string[]>[] = []
  page.on('console', (message) => {
    if (!STATUS.test(message.text())) found.push(Promise.resolve([message.text()]))
  })
  page.on('pageerror', (error) => found.push(Promise.resolve([String(error)])))
  let scripts = 0
  page.on('response', (response) => {
    const [url, type] = [response.url(), response.request().resourceType()]
    const judge = async (): Promise<readonly string[]> => {
      if (!url.startsWith(origin)) return [`loads ${url}`]
      if (type !== 'document' && response.status() >= 400) return [`${response.status()} ${url}`]
      if (type !== 'script') return []
      scripts += (await response.body()).length
      return scripts > SCRIPT_BYTES ? [`${scripts} bytes of script`] : []
    }
    if (response.request().isNavigationRequest()) return
    found.push(judge())
  })
  return {
    page,
    go: async (path) => {
      found = []
      scripts = 0
      const response = await page.goto(origin + path)
      return { status: response?.status() ?? 0, html: (await response?.text()) ?? '' }
    },
    wrong: async () => (await Promise.all(found)).flat(),
    close: () => context.close(),
  }
}

/**
 * Holds a page to everything that is checked of pages: HTML, its language, axe with everything opened, no width that scrolls
 * sideways, nothing said to the console, nothing from elsewhere, little script.
 */
export async function expectRight(visited: Visit, lang: Lang, path: string, status = 200): Promise<void> {
  const { page } = visited
  const answer = await visited.go(path)
  expect(answer.status).toBe(status)
  expect(await validateHtml(answer.html)).toEqual([])
  expect((lang === 'ar' ? checkArabicPage : checkEnglishPage)(answer.html)).toEqual([])
  await page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true; document.fonts.ready")
  expect(await axe(page)).toEqual([])
  const before = page.viewportSize()
  const wide: string[] = []
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT })
    for (const each of await overflowing(page)) wide.push(`${width}: ${each}`)
  }
  expect(wide).toEqual([])
  if (before !== null) await page.setViewportSize(before)
  expect(await visited.wrong()).toEqual([])
}
