import { expect, it } from 'vitest'
import { arcsOf } from './arcs.ts'
import { gulf } from './gulf.ts'
import { GulfMap } from './gulf-map.tsx'

const PILOT = { KW: 'live', SA: 'live', QA: 'live', AE: 'joining', BH: 'joining', OM: 'joining' } as const

it('draws each state, and its capital where it is', () => {
  const { states, capitals } = gulf()
  for (const outline of Object.values(states)) expect(outline).toMatch(/^M.*Z$/)
  expect(capitals.KW[1]).toBeLessThan(capitals.SA[1])
  expect(capitals.OM[0]).toBeGreaterThan(capitals.AE[0])
})

it('links all that are live, and each that is joining to the nearest of them', () => {
  const arcs = arcsOf(PILOT, gulf()).map(({ from, to, live }) => `${from}${live ? '-' : '.'}${to}`)
  expect(arcs.toSorted()).toEqual(['AE.QA', 'BH.QA', 'KW-QA', 'KW-SA', 'OM.QA', 'SA-QA'])
  expect(arcsOf({ ...PILOT, KW: 'joining', SA: 'joining', QA: 'joining' }, gulf())).toEqual([])
})

it('says in words what it shows', () => {
  const map = String(<GulfMap lang="ar" stages={PILOT} />)
  expect(map).toContain('role="img" aria-label="الكويت: مرتبطة الآن، السعودية: مرتبطة الآن')
  expect(String(<GulfMap lang="en" stages={PILOT} href={(code) => `/en/states/${code.toLowerCase()}`} />)).toContain(
    '<a href="/en/states/kw">',
  )
})
