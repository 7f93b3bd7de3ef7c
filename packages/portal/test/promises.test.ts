import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)
const rows = readFileSync(new URL('docs/design/portal-promises.md', ROOT), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, file = '', title = ''] = /^\| .+ \| (\S+\.test\.tsx?): (.+) \|$/.exec(line) ?? []
    return file === '' ? [] : [[file.startsWith('packages/') ? file : `packages/portal/${file}`, title] as const]
  })

it('the promises of the portal are many', () => expect(rows.length).toBeGreaterThan(25))

it.each(rows)('%s has the test that a promise rests on: %s', (file, title) => {
  expect(readFileSync(new URL(file, ROOT), 'utf8')).toContain(title)
})
