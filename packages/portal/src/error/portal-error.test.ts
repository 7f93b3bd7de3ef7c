import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderPortalErrors } from './document.ts'
import { PORTAL_ERRORS, PortalError, type PortalErrorCode, portalMessage } from './portal-error.ts'

const PAGE = new URL('../../../../docs/reference/portal-errors.md', import.meta.url)
const params = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort()

describe('the errors of the portal', () => {
  it('have a text in both languages, with the same values in it', () => {
    const rows = Object.entries(PORTAL_ERRORS)
    expect(rows.length).toBeGreaterThan(40)
    for (const [code, { ar, en }] of rows) {
      expect([code, params(ar)]).toEqual([code, params(en)])
      expect([code, /[\u0621-\u064a]/.test(ar), /^[\x20-\x7e’]+$/.test(en)]).toEqual([code, true, true])
    }
  })

  it('are the page docs/reference/portal-errors.md', () => {
    if (process.env.RABT_UPDATE === '1') writeFileSync(PAGE, renderPortalErrors())
    expect(readFileSync(PAGE, 'utf8')).toBe(renderPortalErrors())
  })

  it('show values cut and without what turns or hides text', () => {
    expect(portalMessage('ITEM_EXISTS', 'en', { id: `\u202ea\u0000${'x'.repeat(500)}` })).toContain(
      `a${'x'.repeat(119)} already`,
    )
    expect(portalMessage('ITEM_EXISTS', 'en', Object.create({ id: 'x' }))).toContain('item ? already')
    const code: PortalErrorCode = 'OWN_WORK'
    expect(new PortalError(code).message).toBe(portalMessage(code, 'en'))
  })
})
