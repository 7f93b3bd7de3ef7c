import { describe, expect, it } from 'vitest'
import { claimBesideSource } from './claim.ts'
import { alpha2, nameOf } from './names.ts'
import {
  distributionOf,
  editionOf,
  historyOf,
  meanOf,
  rankOfIndex,
  resultOf,
  SIX_STATES,
  sixIn,
  targetIn,
  whatIf,
} from './rules.ts'
import { type Edition, parseSurvey, readSurvey } from './survey.ts'

const survey = readSurvey()
const edition = (year: number): Edition => {
  const found = editionOf(survey, year)
  if (found === undefined) throw new Error(`no ${year}`)
  return found
}

describe('the survey', () => {
  it('has twelve editions, each with the states that the UN had', () => {
    expect(survey.map(({ year, results }) => [year, results.length])).toEqual([
      [2003, 191],
      [2004, 191],
      [2005, 191],
      [2008, 192],
      [2010, 192],
      [2012, 193],
      [2014, 193],
      [2016, 193],
      [2018, 193],
      [2020, 193],
      [2022, 193],
      [2024, 193],
    ])
  })

  it('has the components of all states from 2012 on, and those of the six always', () => {
    for (const { year, results } of survey) {
      const known = results.filter((it) => it.components !== undefined)
      expect(known.length).toBe(year >= 2012 ? 193 : 6)
      expect(SIX_STATES.every((state) => known.some((it) => it.state === state && it.epi !== undefined))).toBe(true)
    }
  })

  it.each([
    [2003, 0.00005],
    [2004, 0.00005],
    [2005, 0.00005],
    [2014, 0.00005],
    [2016, 0.00005],
    [2018, 0.00005],
    [2020, 0.00005],
    [2022, 0.00007],
    [2024, 0.00005],
    [2008, 0.0014],
    [2010, 0.00005],
  ])('of %i: each index is the mean of its components to %d', (year, tolerance) => {
    const far = edition(year).results.filter((it) => {
      const mean = meanOf(edition(year), it)
      return mean !== undefined && Math.abs(mean - it.egdi) > tolerance
    })
    expect(far).toEqual([])
  })

  it('of 2012 leaves three states at 0 whose online services were not found', () => {
    const far = edition(2012).results.filter((it) => Math.abs((meanOf(edition(2012), it) ?? 0) - it.egdi) > 0.00005)
    expect(far.map((it) => [it.state, it.egdi, it.components?.osi])).toEqual([
      ['CAF', 0, 0],
      ['GIN', 0, 0],
      ['LBY', 0, 0],
    ])
  })

  it('ranks as its indices do, but for four states of 2020', () => {
    const other = survey.flatMap((it) =>
      it.results
        .filter((result) => rankOfIndex(it, result.egdi, result.state) !== result.rank)
        .map((result) => [it.year, result.state, result.rank, rankOfIndex(it, result.egdi, result.state)]),
    )
    expect(other).toEqual([
      [2020, 'HUN', 52, 51],
      [2020, 'MKD', 72, 71],
      [2020, 'AND', 80, 79],
      [2020, 'TLS', 134, 133],
    ])
  })

  it.each([
    ['another header', 'year,iso3\n'],
    ['an index above 1', 'year,iso3,rank,egdi,osi,tii,hci,epi\n2014,KWT,49,100001,,,,\n'],
    ['a state twice', 'year,iso3,rank,egdi,osi,tii,hci,epi\n2014,KWT,49,1,,,,\n2014,KWT,50,1,,,,\n'],
    ['two components of three', 'year,iso3,rank,egdi,osi,tii,hci,epi\n2014,KWT,49,1,1,1,,\n'],
    ['a formula', 'year,iso3,rank,egdi,osi,tii,hci,epi\n2014,=A1,49,1,,,,\n'],
  ])('with %s is refused', (_, text) => {
    expect(() => parseSurvey(text)).toThrow()
  })
})

describe('names', () => {
  it('are known for every state of every edition, in both languages', () => {
    for (const { results } of survey)
      for (const { state } of results) {
        expect(alpha2(state)).toMatch(/^[A-Z]{2}$/)
        expect(nameOf(state, 'ar')).toMatch(/\p{Script=Arabic}/u)
        expect(nameOf(state, 'en')).toMatch(/^[A-Z]/)
      }
    expect(nameOf('KWT', 'ar')).toBe('الكويت')
  })
})

describe('the six', () => {
  it('of 2014 rank as the survey printed', () => {
    expect(sixIn(edition(2014)).results.map((it) => [it.state, it.rank])).toEqual([
      ['BHR', 18],
      ['ARE', 32],
      ['SAU', 36],
      ['QAT', 44],
      ['OMN', 48],
      ['KWT', 49],
    ])
  })

  it('were all within the first 50 in 2014, and four of them in 2024', () => {
    expect(targetIn(edition(2014)).beyond).toEqual([])
    const line = targetIn(edition(2024))
    expect(line.within.map((it) => it.state)).toEqual(['SAU', 'ARE', 'BHR', 'OMN'])
    expect(line.beyond.map((it) => [it.result.state, it.places])).toEqual([
      ['QAT', 3],
      ['KWT', 16],
    ])
    expect(line.egdi).toBe(resultOf(edition(2024), 'BRA')?.egdi)
  })

  it('together have the rank of their mean', () => {
    const { meanEgdi, meanAsRank } = sixIn(edition(2024))
    expect(meanEgdi).toBeCloseTo((0.9602 + 0.95328 + 0.91958 + 0.85759 + 0.82438 + 0.7812) / 6, 4)
    expect(meanAsRank).toBe(1 + edition(2024).results.filter((it) => it.egdi > meanEgdi).length)
  })
})

describe('a history', () => {
  it('tells what each edition changed', () => {
    const kuwait = historyOf(survey, 'KWT')
    expect(kuwait.map((it) => it.result.rank)).toEqual([90, 100, 75, 57, 50, 63, 49, 40, 41, 46, 61, 66])
    expect(kuwait.map((it) => it.change)).toEqual([undefined, -10, 25, 18, 7, -13, 14, 9, -1, -5, -15, -5])
  })

  it('of an unknown state is empty', () => {
    expect(historyOf(survey, 'XXX')).toEqual([])
  })
})

it('bears the claim of the announcement out in rank, not in population', () => {
  expect(claimBesideSource(survey)).toEqual({
    year: 2014,
    state: 'KWT',
    announced: { population: 198, rank: 49, change: 14 },
    source: { population: 193, rank: 49, change: 14, rankBefore: 63 },
  })
})

it('counts every state once in the distribution', () => {
  for (const it of survey) {
    const bins = distributionOf(it)
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(it.results.length)
    expect(bins.flatMap((bin) => bin.six).length).toBe(6)
  }
})

describe('a component that moves', () => {
  const kuwait = (value: number) => whatIf(edition(2024), { state: 'KWT', component: 'osi', value })

  it('to where it is changes nothing, in any edition and state that has components', () => {
    for (const it of survey)
      for (const before of it.results) {
        const value = before.components?.osi
        if (value === undefined || (it.year === 2012 && before.egdi === 0)) continue
        const same = whatIf(it, { state: before.state, component: 'osi', value })
        expect(same?.egdi).toBe(before.egdi)
        if (it.year !== 2020) expect(same?.change).toBe(0)
      }
  })

  it('moves the index by a third of it, and the rank in that population', () => {
    const moved = kuwait(0.93655)
    expect(moved?.egdi).toBe(0.8812)
    expect(moved?.rank).toBe(1 + edition(2024).results.filter((it) => it.state !== 'KWT' && it.egdi > 0.8812).length)
    expect(moved?.change).toBe(66 - (moved?.rank ?? 0))
  })

  it('never ranks lower for more', () => {
    const ranks = Array.from({ length: 101 }, (_, at) => kuwait(at / 100)?.rank ?? 0)
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a))
  })

  it('is not answered where the index does not come from the components', () => {
    expect(whatIf(edition(2012), { state: 'LBY', component: 'osi', value: 1 })).toBeUndefined()
    expect(whatIf(edition(2003), { state: 'USA', component: 'osi', value: 1 })).toBeUndefined()
    expect(whatIf(edition(2014), { state: 'XXX', component: 'osi', value: 1 })).toBeUndefined()
  })
})
