import type { Page } from 'playwright-core'

/** Runs within the page, where the types of this program do not reach. */
const OVERFLOWING = `(() => {
  const { documentElement: root } = document
  if (root.scrollWidth <= innerWidth) return []
  const wide = [...document.querySelectorAll('body *')].filter((element) => {
    const { left, right } = element.getBoundingClientRect()
    return (right > innerWidth || left < 0) && element.parentElement.closest('.scroll, .tabs') === null
  })
  return [root.scrollWidth + ' in ' + innerWidth, ...wide.map((it) => it.tagName + '.' + it.getAttribute('class'))]
})()`

/** Elements that make the page wider than its window, at the window's present width. Empty where it fits. */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(OVERFLOWING)
}

/** The outline is the element's own, its picture's (\`::after\` of a card's link), or of the box it stands in. */
const FOCUSED = `(() => {
  const element = document.activeElement
  if (element === null || element === document.body) return null
  const outlined = [element, element.closest('.box')].some((it) =>
    it !== null && [getComputedStyle(it), getComputedStyle(it, '::after')].some(
      ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    ),
  )
  return { outlined, name: element.tagName + ' ' + element.textContent.trim().slice(0, 40) }
})()`

/** What takes the focus by Tab from the top of the page and shows no outline, and how much was looked at. */
export async function tabThrough(
  page: Page,
  most = 400,
): Promise<{ readonly unseen: readonly string[]; readonly stops: number }> {
  const unseen: string[] = []
  let stops = 0
  for (; stops < most; stops++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<{ outlined: boolean; name: string } | null>(FOCUSED)
    if (focused === null) break
    if (!focused.outlined) unseen.push(focused.name)
  }
  return { unseen, stops }
}
