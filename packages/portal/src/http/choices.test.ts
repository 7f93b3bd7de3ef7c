import { describe, expect, it } from 'vitest'
import { readChoices, writeChoices } from './choices.ts'

const CHOICES = { state: ['KW', 'SA'], sector: ['traffic', 'trade'] } as const
const read = (search: string) => readChoices(new URLSearchParams(search), CHOICES)

describe('the choices of an address', () => {
  it('are those that there are', () => {
    expect(read('state=KW&sector=trade&page=3')).toEqual({
      chosen: { state: 'KW', sector: 'trade' },
      page: 3,
      unknown: [],
    })
  })

  it('that are none are named, and nothing of them is kept', () => {
    expect(read('state=XX&sector=&other=1')).toEqual({ chosen: {}, page: 1, unknown: ['state'] })
  })

  it.each(['0', '-1', '1e3', '99999', 'x', '', '1.5', ' 2'])('with page %j show the first page', (page) => {
    expect(read(`page=${page}`).page).toBe(1)
  })

  it('with a page beyond the last show the last', () => expect(read('page=9999').page).toBe(500))

  it('are written as they are read', () => {
    expect(writeChoices({ state: 'KW', sector: undefined }, 2)).toBe('?state=KW&page=2')
    expect(writeChoices({})).toBe('')
  })
})
