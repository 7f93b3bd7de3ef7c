import { closeBrowser, tabThrough } from '@rabt/ui/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, expectRight, type Lang, PHONE, type Visit, visit } from '../support/browse.ts'
import { MAIN_PAGES, searchPage } from '../support/main-pages.ts'
import { type RunningPortal, runningPortal } from '../support/running-portal.ts'

let portal: RunningPortal
beforeAll(async () => {
  portal = await runningPortal(['KW', 'SA', 'QA'])
})
afterAll(async () => {
  await closeBrowser()
  await portal.close()
  expect(portal.failures).toEqual([])
})

// Each page once in each language: at one width and in one scheme, and in the other language at the other width and in the other scheme.
describe.each([
  ['ar', 0],
  ['en', 1],
] as const)('in %s', (lang, odd) => {
  let phone: Visit
  let desktop: Visit
  beforeAll(async () => {
    phone = await visit(portal.origin, { width: PHONE })
    desktop = await visit(portal.origin, { width: DESKTOP, scheme: 'dark' })
  })
  afterAll(() => Promise.all([phone.close(), desktop.close()]))

  it.each([...MAIN_PAGES, searchPage(lang)].map((path, at) => [path, at] as const))('%s is right', async (path, at) => {
    await expectRight(at % 2 === odd ? phone : desktop, lang, `/${lang}${path}`)
  })

  it('a page that is not there is right too', () => expectRight(phone, lang, `/${lang}/nothing-here`, 404))
})

describe('the keyboard', () => {
  it.each([
    ['/ar', DESKTOP],
    ['/en/services/kw/traffic-violations', PHONE],
    ['/ar/readiness', PHONE],
    ['/en/ranking', DESKTOP],
  ])('comes through %s at %i pixels, and shows where it is', async (path, width) => {
    const visited = await visit(portal.origin, { width })
    await visited.go(path)
    const { unseen, stops } = await tabThrough(visited.page, 150)
    expect(unseen).toEqual([])
    expect(stops).toBeGreaterThan(15)
    await visited.close()
  })

  it('skips to the matter first', async () => {
    const visited = await visit(portal.origin, { width: DESKTOP })
    await visited.go('/ar/services')
    await visited.page.keyboard.press('Tab')
    await visited.page.keyboard.press('Enter')
    expect(await visited.page.evaluate('document.querySelector(location.hash).tagName')).toBe('MAIN')
    await visited.close()
  })
})

it('mirrors the frame, the arrows of links and the axis of charts, and not the map', async () => {
  const visited = await visit(portal.origin, { width: DESKTOP })
  const middle = async (selector: string): Promise<number> => {
    const box = await visited.page.locator(selector).first().boundingBox()
    return ((box?.x ?? 0) + (box?.width ?? 0) / 2) / DESKTOP
  }
  const places = async (lang: Lang) => {
    await visited.go(`/${lang}`)
    const [mark, menu] = [await middle('.brand'), await middle('nav#nav')]
    const [kuwait, muscat] = [await middle('[href$="/states/kw"]'), await middle('[href$="/states/om"]')]
    await visited.go(`/${lang}/ranking`)
    const [values, ends] = [await middle('.chart .values'), await middle('.chart .ends')]
    return { mark: mark - menu, map: kuwait - muscat, axis: values - ends }
  }
  const [ar, en] = [await places('ar'), await places('en')]
  expect([Math.sign(ar.mark), Math.sign(ar.axis)]).toEqual([1, 1])
  expect([Math.sign(en.mark), Math.sign(en.axis)]).toEqual([-1, -1])
  // Kuwait lies to the west of Muscat, whatever one reads.
  expect([Math.sign(ar.map), Math.sign(en.map)]).toEqual([-1, -1])
  await visited.close()
})
