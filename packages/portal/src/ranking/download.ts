import { Hono } from 'hono'
import { answer } from '../faces/http/answer.ts'
import { ATTRIBUTION } from './claim.ts'
import { csvOf } from './csv.ts'
import { nameOf } from './names.ts'
import { readSurvey } from './survey.ts'

const HEADER = ['year', 'state', 'name_ar', 'name_en', 'rank', 'egdi', 'osi', 'tii', 'hci', 'epi'] as const

/** Every result of every edition; indices in 0..1, empty where they are not known. */
function rows() {
  return readSurvey().flatMap(({ year, results }) =>
    results.map(({ state, rank, egdi, components, epi }) => {
      const { osi, tii, hci } = components ?? {}
      return [year, state, nameOf(state, 'ar'), nameOf(state, 'en'), rank, egdi, osi, tii, hci, epi] as const
    }),
  )
}

/** `/ranking/egdi.csv` and `/ranking/egdi.json`: the figures that the pages show, with their source. */
export function rankingDownloads(): Hono {
  const about = (type: string, name: string) => ({
    type,
    maxAgeSeconds: 86_400,
    headers: { 'access-control-allow-origin': '*', 'content-disposition': `attachment; filename="${name}"` },
  })
  return new Hono()
    .get('/ranking/egdi.csv', (c) =>
      answer(c, csvOf([HEADER, ...rows()]), about('text/csv; charset=utf-8; header=present', 'egdi.csv')),
    )
    .get('/ranking/egdi.json', (c) => {
      const results = rows().map((row) => Object.fromEntries(HEADER.map((name, at) => [name, row[at] ?? null])))
      return answer(c, `${JSON.stringify({ source: ATTRIBUTION, results })}\n`, about('application/json', 'egdi.json'))
    })
}
