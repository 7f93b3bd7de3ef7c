import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium as playwright } from 'playwright-core'

let launched: Promise<Browser> | undefined

/** The one Chromium of this process, started at the first call. No sandbox: tests run as root in containers, and open our own pages alone. */
export function browser(): Promise<Browser> {
  launched ??= launch()
  return launched
}

async function launch(): Promise<Browser> {
  chromium.setGraphicsMode = false
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--font-render-hinting=none',
      '--hide-scrollbars',
      '--disable-dev-shm-usage',
    ],
  })
}

/** Ends it; in `afterAll` of each file that used it. */
export async function closeBrowser(): Promise<void> {
  const open = launched
  launched = undefined
  await (await open)?.close()
}

/** A clean browser session; `await using` closes it. */
export async function session(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return (await browser()).newContext(options)
}

/** Widths that every page is looked at: small and usual phone, tablet, desktop. */
export const WIDTHS = [360, 390, 768, 1280] as const
