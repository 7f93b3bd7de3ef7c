import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

const require = createRequire(import.meta.url)

let launched: Promise<Browser> | undefined

/** The one Chromium of this process, started at the first call. No sandbox: tests run as root in containers, and open our own pages alone. */
export function browser(): Promise<Browser> {
  launched ??= launch()
  return launched
}

async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
      '--hide-scrollbars',
    ],
  })
}

/**
 * Chromium as the package @sparticuz/chromium brings it, unpacked once beside the packages. Under a name of this process first, then renamed: of two
 * that unpack at a time neither sees half a program.
 */
export async function chromiumPath(): Promise<string> {
  const home = dirname(dirname(require.resolve('@sparticuz/chromium')))
  const cache = join(home, '..', '..', '.cache', 'rabt')
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const program = join(cache, `chromium-${version}`)
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  const part = `${program}.${process.pid}`
  await pipeline(
    createReadStream(join(home, 'bin', 'chromium.br')),
    createBrotliDecompress({ chunkSize: 1 << 21 }),
    createWriteStream(part, { mode: 0o755 }),
  )
  renameSync(part, program)
  return program
}

/** Ends it; in `afterAll` of each file that used it. */
export async function closeBrowser(): Promise<void> {
  const open = launched
  launched = undefined
  await (await open)?.close()
}

/** A clean browser session. */
export async function session(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return (await browser()).newContext(options)
}

/** Widths that every page is looked at: small and usual phone, tablet, desktop. */
export const WIDTHS = [360, 390, 768, 1280] as const
