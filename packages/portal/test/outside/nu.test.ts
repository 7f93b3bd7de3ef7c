import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MAIN_PAGES, searchPage } from '../support/main-pages.ts'
import { type RunningPortal, runningPortal } from '../support/running-portal.ts'

const JAR = join(process.env.RABT_OUTSIDE ?? '', 'vnu-jar', 'node_modules', 'vnu-jar', 'build', 'dist', 'vnu.jar')
const dir = mkdtempSync(join(tmpdir(), 'rabt-nu-'))
let portal: RunningPortal
beforeAll(async () => {
  portal = await runningPortal(['KW', 'SA', 'QA'])
})
afterAll(async () => {
  await portal.close()
  rmSync(dir, { recursive: true, force: true })
})

interface Message {
  readonly url?: string
  readonly type: string
  readonly message: string
  readonly extract?: string
}

const read = async (path: string): Promise<string> => (await fetch(portal.origin + path)).text()

it('finds no error in any main page of either language, nor in the style', async () => {
  const files: string[] = []
  const keep = (name: string, text: string): void => {
    files.push(join(dir, name))
    writeFileSync(join(dir, name), text)
  }
  for (const lang of ['ar', 'en'] as const)
    for (const [at, path] of [...MAIN_PAGES, searchPage(lang), '/nothing-here', '/staff/sign-in'].entries())
      keep(`${lang}-${at}${path.replace(/[^\w-]/g, '_').slice(0, 60)}.html`, await read(`/${lang}${path}`))
  const style = /href="(\/assets\/[^"]+\.css)"/.exec(await read('/ar'))?.[1] ?? ''
  keep('style.css', await read(style))

  const { stderr } = spawnSync('java', ['-Xss2m', '-jar', JAR, '--format', 'json', '--also-check-css', ...files], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
  })
  const { messages } = JSON.parse(stderr) as { readonly messages: readonly Message[] }
  const told = messages
    // The checker does not know it; https://www.w3.org/TR/fill-stroke-3/#paint-order does.
    .filter(({ type, message }) => type !== 'info' && !message.includes('“paint-order” doesn'))
    .map(({ url = '', type, message, extract = '' }) => `${url.split('/').at(-1)}: ${type}: ${message} (${extract})`)
  expect(told).toEqual([])
  expect(files.length).toBeGreaterThan(60)
})
