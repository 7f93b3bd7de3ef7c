import { expect, it } from 'vitest'
import { along } from './axes.tsx'
import { BarChart, StackedChart } from './bar-chart.tsx'
import { LineChart, RankChart } from './line-chart.tsx'
import { straight } from './path.ts'
import { niceTicks, share, spread } from './scale.ts'

const html = (element: unknown) => String(element)
const common = {
  id: 'c',
  title: 'T',
  summary: 'S',
  labelsTitle: 'Year',
  labels: ['2012', '2014'],
  series: [
    { label: 'KW', values: [63, 49] },
    { label: 'OM', values: [64, undefined] },
  ],
  format: String,
}

it('chooses round values around all there are', () => {
  expect(niceTicks(0, 44)).toEqual([0, 20, 40, 60])
  expect(niceTicks(0.2, 0.91)).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  expect(niceTicks(5, 5).length).toBeGreaterThan(1)
  expect(niceTicks(-3, 3)).toEqual([-4, -2, 0, 2, 4])
})

it('places values in percent, and keeps names of lines apart', () => {
  expect(share(49, 1, 97)).toBe(50)
  expect(share(1, 1, 1)).toBe(50)
  expect(spread([50, 51, 10], 7)).toEqual([50, 57, 10])
  expect(spread([99, 100], 7)).toEqual([93, 100])
})

it('runs with the writing', () => {
  expect([along(0, 'ar'), along(0, 'en'), along(25, 'ar')]).toEqual([100, 0, 75])
})

it('breaks a line where a value is missing', () => {
  expect(straight([[0, 1], undefined, [50, 2], [100, 3]])).toBe('M0 1M50 2L100 3')
})

it.each([LineChart, RankChart, BarChart, StackedChart])('is one named picture with a table twin: %o', (Chart) => {
  const chart = html(<Chart lang="en" {...common} />)
  expect(chart).toContain('role="img" aria-label="S"')
  expect(chart).toMatch(/<details class="disclosure"><summary>The data as a table<\/summary>/)
  expect(chart).toContain('<th scope="row">2014</th><td class="numeric">49</td><td class="numeric">–</td>')
  expect(chart).not.toContain('style=')
})

it('puts the first rank on top and names the target', () => {
  const chart = html(<RankChart lang="en" {...common} target={{ rank: 50, label: 'First 50' }} />)
  expect(chart).toMatch(/y="0%"[^>]*>1</)
  expect(chart).toContain('First 50')
  expect(chart).toContain('<line class="target"')
})
