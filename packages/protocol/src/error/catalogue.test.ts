import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CATALOGUE, type ErrorCode } from './catalogue.ts'
import { renderErrors } from './document.ts'
import { messageOf } from './message.ts'
import { RabtError } from './rabt-error.ts'
import type { ErrorRow } from './row.ts'

const PAGE = new URL('../../../../docs/reference/errors.md', import.meta.url)
const rows = Object.entries(CATALOGUE) as [ErrorCode, ErrorRow][]
const params = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort()
/** Texts that clients of X-Road compare literally. */
const LITERAL: Partial<Record<ErrorCode, string>> = {
  SERVICE_CODE_MISSING: 'Missing serviceCode in message body',
  SERVICE_NOT_FOUND: 'Service not found: {service}',
  SERVICE_NOT_DESCRIBED: 'Invalid service type: REST',
  DESCRIPTION_UNREADABLE: 'Failed reading service description from {url}',
}

describe('the catalogue', () => {
  it('has a text in both languages for every code, with the same values in it', () => {
    for (const [code, { en, ar }] of rows) {
      expect([code, en.length > 10, params(ar)]).toEqual([code, true, params(en)])
      if (code in LITERAL) expect([code, en, ar]).toEqual([code, LITERAL[code], LITERAL[code]])
      else {
        expect([code, /[\u0621-\u064a]/.test(ar)]).toEqual([code, true])
        expect([code, /^[\x20-\x7e]+$/.test(en)]).toEqual([code, true])
      }
    }
    expect(rows.length).toBeGreaterThan(90)
  })

  it('has X-Road names in both spellings that say the same', () => {
    const pairs = new Map<string, Set<string>>()
    for (const [, { xroad, modern }] of rows) {
      expect(xroad).toMatch(/^[A-Z][A-Za-z]+$/)
      expect(modern).toMatch(/^[a-z]+(_[a-z]+)*$/)
      pairs.set(modern, (pairs.get(modern) ?? new Set()).add(xroad))
    }
    for (const [modern, names] of pairs) expect([modern, names.size]).toEqual([modern, 1])
  })

  it('is the page docs/reference/errors.md, and the page is the catalogue', () => {
    if (process.env.RABT_UPDATE === '1') writeFileSync(PAGE, renderErrors())
    const page = readFileSync(PAGE, 'utf8')
    const listed = [...page.matchAll(/^\| <a id="[a-z_]+"><\/a>`([A-Z_]+)` \|/gm)].map((match) => match[1])
    expect(listed).toEqual(rows.map(([code]) => code))
    expect(page).toBe(renderErrors())
  })
})

describe('messages', () => {
  it('are filled from the params; what is missing is a question mark', () => {
    const error = new RabtError('MALFORMED_IDENTIFIER', { form: 'a/b' }, { detail: 'inner' })
    expect(error.message).toBe(messageOf(error, 'en'))
    expect(error.message).toContain('Malformed identifier: ?.')
    expect(messageOf(error, 'ar')).toContain('a/b')
    expect(messageOf(error, 'en')).not.toContain('inner')
    expect(new RabtError('SERVICE_NOT_FOUND', { service: 'SERVICE:QA/GOV/MOI/traffic/x' }).message).toBe(
      'Service not found: SERVICE:QA/GOV/MOI/traffic/x',
    )
  })

  it('take only own values of the params', () => {
    expect(new RabtError('SERVICE_NOT_FOUND', Object.create({ service: 'x' })).message).toBe('Service not found: ?')
  })

  it('cut values, and strip control and bidirectional characters', () => {
    const shown = (service: string) =>
      new RabtError('SERVICE_NOT_FOUND', { service }).message.slice('Service not found: '.length)
    expect(shown('a\u0000\r\n\u001b[31m\u202e\u2066b')).toBe('a[31mb')
    expect(shown('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`)
    expect(shown('x'.repeat(200))).toBe('x'.repeat(200))
    expect(shown(`${'x'.repeat(198)}😀😀`)).toBe(`${'x'.repeat(198)}…`)
    expect(shown('$& {service}')).toBe('$& {service}')
    expect(shown('x'.repeat(10_000_000))).toHaveLength(200)
  })
})
