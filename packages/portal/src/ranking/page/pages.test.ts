import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { ALL_LIVE } from '../../launch/testing/all-live.ts'
import { csvCell } from '../csv.ts'
import { rankingRoutes } from './routes.tsx'

const app = new Hono().route('/', rankingRoutes({ baseUrl: 'https://portal.example', launch: ALL_LIVE }))
const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await app.request(path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
/** Text without markup, so that a figure is found whatever element it stands in. */
const plain = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

it('shows the six of the latest edition in the order of their ranks', async () => {
  const text = plain((await get('/en/ranking')).text)
  const table = text.slice(text.indexOf('The six states in the edition of 2024'))
  expect(table).toMatch(
    /6 Saudi Arabia 0\.9602 \+25 .* 11 The Emirates 0\.9533 \+2 .* 18 Bahrain \S+ \+36 .* 41 Oman \S+ \+9 .* 53 Qatar \S+ \+25 .* 66 Kuwait \S+ -5 /,
  )
})

it('writes Arabic with Arabic digits, and the years too', async () => {
  const { text } = await get('/ar/ranking')
  expect(plain(text)).toContain('الدول الست في نسخة ٢٠٢٤')
  expect(plain(text)).toContain('٠٫٧٨١٢')
  const shown = plain(text.slice(text.indexOf('<main'), text.indexOf('</main>')))
  expect(shown.match(/\d/g) ?? []).toEqual([])
  expect(shown).not.toMatch(/\p{Nd}\.\p{Nd}/u)
})

it('says who is beyond the first 50, and by how much', async () => {
  const text = plain((await get('/en/ranking')).text)
  expect(text).toContain('Qatar has to gain 3 places, and at least 0.0159 of index')
  expect(text).toContain('Kuwait has to gain 16 places')
  expect(plain((await get('/en/ranking/2014')).text)).toContain('Met in this edition')
})

it('sets the announcement beside the source', async () => {
  const text = plain((await get('/en/ranking')).text)
  expect(text).toMatch(/States 198 193 Rank of Kuwait 49 49 Rise since the survey of 2012 14 14/)
})

it.each([
  ['en', '0.93655', '33', '0.8812'],
  ['en', '.93655', '33', '0.8812'],
  ['ar', '٠٫٩٣٦٥٥', '٣٣', '٠٫٨٨١٢'],
  ['ar', '0,93655', '٣٣', '٠٫٨٨١٢'],
])('in %s moves online services to %s: rank %s, index %s', async (lang, value, rank, index) => {
  const query = `state=KW&component=osi&year=2024&value=${encodeURIComponent(value)}`
  const { status, text } = await get(`/${lang}/ranking?${query}`)
  expect(status).toBe(200)
  const result = plain(text.slice(text.indexOf('role="status"'), text.indexOf('id="claim"')))
  expect(result).toContain(` ${rank} `)
  expect(result).toContain(index)
})

it.each([
  ['state=XX&value=0.5', 'field-state'],
  ['component=egdi&value=0.5', 'field-component'],
  ['year=2013&value=0.5', 'field-year'],
  ['value=1.5', 'field-value'],
  ['value=', 'field-value'],
  ['value=%3Cscript%3E', 'field-value'],
])('of %s says which field is wrong, and works nothing out', async (query, field) => {
  const { status, text } = await get(`/ar/ranking?${query}`)
  expect(status).toBe(400)
  expect(text).toContain(`href="#${field}"`)
  expect(text).not.toContain('role="status"')
  expect(text).not.toContain('<script>')
})

it('lists every state of an edition', async () => {
  const { text } = await get('/en/ranking/2014')
  expect(text.slice(text.indexOf('id="all"')).match(/<tr>/g)).toHaveLength(194)
  expect((await get('/en/ranking/2013')).status).toBe(404)
  expect((await get('/en/ranking/states/xx')).status).toBe(404)
})

it('draws the chart with a table that says the same', async () => {
  const { text } = await get('/en/ranking')
  const twin = text.slice(text.indexOf('id="six-ranks-table"'))
  const rows = twin.slice(0, twin.indexOf('</table>')).match(/<tr>.*?<\/tr>/gs) ?? []
  expect(rows).toHaveLength(13)
  expect(plain(rows[7] ?? '')).toBe(' 2014 49 36 44 32 18 48 ')
})

it('gives all figures away as CSV and JSON, conditionally', async () => {
  const csv = await get('/ranking/egdi.csv')
  expect(csv.headers.get('content-type')).toContain('text/csv')
  const lines = csv.text.split('\r\n')
  expect(lines.length).toBe(2_310)
  expect(lines).toContain('2014,KWT,الكويت,Kuwait,49,0.6268,0.5748,0.5862,0.7194,0.43137')
  const { results, source } = JSON.parse((await get('/ranking/egdi.json')).text)
  expect(results).toHaveLength(2_308)
  expect(source.en).toContain('UN DESA')
  const again = await get('/ranking/egdi.csv', { 'if-none-match': csv.headers.get('etag') ?? '' })
  expect([again.status, again.text]).toEqual([304, ''])
})

it.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@x', `'@x`],
  ['\tx', `'\tx`],
  ['a,b', '"a,b"'],
  ['a\r\nb', '"a\r\nb"'],
  ['الكويت', 'الكويت'],
])('writes the cell %j as %j', (cell, written) => {
  expect(csvCell(cell)).toBe(written)
  expect(csvCell(-1)).toBe('-1')
})
