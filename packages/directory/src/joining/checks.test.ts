import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECK, CHECKS, REASONS } from './checks.ts'
import { stagesAfter } from './stages.ts'

const docs = join(import.meta.dirname, '../../../../docs')
const page = readFileSync(join(docs, 'spec/conformance.md'), 'utf8')
const codesIn = (text: string) => [...text.matchAll(/`([A-Za-z0-9._-]+)`/g)].map(([, code = '']) => code)
const ARABIC = /[\u0600-\u06ff]/

describe('the page on conformance runs', () => {
  const rows = (page.split('## 3. Checks')[1] ?? '').split('## 4.')[0] ?? ''

  it('names every check that there is, and no other', () => {
    const named = rows.split('\n').flatMap((row) => codesIn(/^\| (`[^|]*)\|/.exec(row)?.[1] ?? ''))
    expect([...named].sort()).toEqual(CHECKS.map(({ code }) => code).sort())
  })

  it('says who makes it', () => {
    for (const row of rows.split('\n')) {
      const [, codes = '', by = ''] = /^\| (`[^|]*)\| ([NP, ]+) \|/.exec(row) ?? []
      const makers = codesIn(codes).map((code) => (CHECK.get(code)?.by === 'partner' ? 'P' : 'N'))
      expect(by, codes).toBe(makers.join(', '))
    }
  })

  it('names every reason', () => {
    const named = new Set(codesIn(page))
    expect(Object.keys(REASONS).filter((reason) => !named.has(reason))).toEqual([])
  })
})

describe('checks and reasons', () => {
  it('speak both languages, and each reason says what to do', () => {
    const texts = [...CHECKS, ...Object.values(REASONS).flatMap((reason) => [reason, reason.advice])]
    for (const { ar, en } of texts) {
      expect(ARABIC.test(ar), en).toBe(true)
      expect(ARABIC.test(en), ar).toBe(false)
    }
  })
})

it('the page on joining draws the moves of a state that there are', () => {
  const [, drawing = ''] =
    /## A state\n```mermaid\n([^`]*)```/.exec(readFileSync(join(docs, 'design/joining.md'), 'utf8')) ?? []
  const drawn = [...drawing.matchAll(/^ {4}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`)
  const moves = (['candidate', 'trial', 'live', 'suspended'] as const).flatMap((from) =>
    stagesAfter(from).map((to) => `${from} ${to}`),
  )
  expect(drawn.sort()).toEqual(moves.sort())
})
