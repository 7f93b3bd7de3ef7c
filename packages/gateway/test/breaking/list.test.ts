import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isSeeds, PROMISES } from './break.ts'
import { ROOT } from './copy.ts'
import { BREAKS } from './list.ts'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const oneLine = (text: string): string => text.split(/\s+/).join(' ')
const spec = oneLine(read('docs/spec/link-log.md'))
const agreements = oneLine(read('docs/spec/agreements.md'))
const page = read('docs/design/promises.md')
/** Histories that `npm test` runs without any break. */
const USUAL = 1_000

describe('the list of breaks', () => {
  it('names each once', () => {
    expect(new Set(BREAKS.map(({ name }) => name)).size).toBe(BREAKS.length)
  })

  it('breaks every promise of the page, and the page names every break', () => {
    for (const [promise, title] of Object.entries(PROMISES)) {
      expect(BREAKS.map((one) => one.promise)).toContain(promise)
      expect(page).toContain(`## ${title}\n`)
    }
    for (const { name, promise } of BREAKS) {
      const section = page.split('\n## ').find((text) => text.startsWith(PROMISES[promise]))
      expect(section, name).toContain(`\`${name}\``)
    }
  })

  it('is all that the page names', () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)
    expect(rows.toSorted()).toEqual(BREAKS.map(({ name }) => name).toSorted())
  })
})

describe.each(BREAKS)('the break "$name"', ({ promise, rule, file, find, replace, test }) => {
  it('still has its place, and breaks it into code that loads', () => {
    const source = read(file)
    expect(source.split(find)).toHaveLength(2)
    expect(replace).not.toBe(find)
    const broken = source.replace(find, () => replace)
    expect(stripTypeScriptTypes(broken)).not.toBe(stripTypeScriptTypes(source))
  })

  it('still has its rule and its test', () => {
    expect(promise === 'agreed' ? agreements : spec).toContain(oneLine(rule))
    if (isSeeds(test)) {
      expect(test.first).toBeGreaterThan(0)
      expect(test.first + test.count - 1).toBeLessThanOrEqual(USUAL)
    } else
      expect(
        read(test.path)
          .split('\n')
          .some((line) => line.includes(test.title)),
      ).toBe(true)
  })
})
