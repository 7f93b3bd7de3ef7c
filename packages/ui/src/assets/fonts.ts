/** Files of `packages/ui/font` and the characters each is for; what a page does not use it does not load. */
export const FONTS = {
  arabic:
    'U+060C,U+061B,U+061C,U+061F,U+0621-063A,U+0640-0655,U+0660-066D,U+0670,U+0671,U+067E,U+0686,U+0698,U+06A4,U+06A9,U+06AF,U+06CC,U+200C-200F',
  latin:
    'U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2039,U+203A,U+20AC,U+2122,U+2190-2193,U+2212',
} as const

/**
 * Until our font is there the system's stands in, at the same line box and nearly the same width: ascent 1374, descent 738 of 1000 units
 * (hhea of both files), divided by the size adjustment, as CSS Fonts 5 §4.2 multiplies them again.
 */
const FALLBACK = `@font-face{font-family:"Noto Sans Arabic fallback";src:local("Segoe UI"),local("Geeza Pro"),local("Roboto"),local("Arial"),local("DejaVu Sans");size-adjust:104%;ascent-override:132%;descent-override:71%;line-gap-override:0%}`

export function fontFaces(addressOf: (name: keyof typeof FONTS) => string): string {
  const faces = (Object.keys(FONTS) as (keyof typeof FONTS)[]).map(
    (name) =>
      `@font-face{font-family:"Noto Sans Arabic";font-weight:400 700;font-display:swap;src:url(${addressOf(name)}) format("woff2");unicode-range:${FONTS[name]}}`,
  )
  return [...faces, FALLBACK].join('')
}
